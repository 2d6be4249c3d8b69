"""Reading a report as the official table with its narrative, with the buttons of what this person may do with it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programs.access import Access
from programs.models import User
from programs.refusals import refuse
from programs.requests import SignedIn
from reports import actions
from reports.domain import workflow
from reports.forms.comments import ReturnForm
from reports.forms.evidence import limits
from reports.models import Event, Report
from reports.output import reading_document
from reports.queries import actions_for, judge_report, may_read
from reports.rendering.html import document_markup
from reports.views.access import UNREADABLE, get_report, instead_of
from reports.views.changes import since_last_time
from reports.views.comments import told
from reports.views.listing import findings_by_section
from reports.views.lookingback import looking_back
from reports.views.presenting import on_screen
from reports.views.queueing import neighbours
from reports.views.rechecking import rechecks_of
from reports.views.shelving import shelf_of
from reports.views.threads import discussion_of

FORBIDDEN = 403
#: Acts that may set until when the report is to be mended, and acts that close what is still to be mended.
SENDING_BACK, PASSING_ON = ("return", "correct"), ("forward", "approve")
#: Acts whose buttons stand on pages of their own.
ELSEWHERE = ("submit", "void")


@require_safe
def read(request: SignedIn, pk: int) -> HttpResponse:
    """The report read-only, with findings, opinions, and what this person may do with it."""
    report, access = get_report(request, pk)
    if not may_read(access, report):
        sentence = UNREADABLE.format(report.get_state_display())
        return refuse(request, FORBIDDEN, sentence, links=instead_of(report, access))
    return reading(request, report, access)


def reading(request: SignedIn, report: Report, access: Access, status: int = 200, **more: Any) -> HttpResponse:
    """The reading page; ``more`` holds a refused opinion and its sentence."""
    judged = judge_report(report)
    discussion = discussion_of(judged, access, request.user)
    available = actions_for(access, report)
    acts, held_by = offered(available, report, request.user)
    back = looking_back(judged, request.GET)
    events = list(report.events.all())
    own_hand = any(act.other_hand for act in acts) and actions.worked_on(report, request.user)
    context = {
        "report": report,
        "document": document_markup(back.folded(on_screen(judged, reading_document(judged), back.cells))),
        "back": back,
        "judged": judged,
        "groups": findings_by_section(judged),
        "events": events,
        "own_last": own_last(events, request.user),
        "shelf": shelf_of(judged, access),
        "limits": limits(),
        "acts": [act for act in acts if not (own_hand and act.other_hand)],
        "held_by": held_by,
        "opinion_for": "、".join(act.label for act in acts if act.opinion),
        "own_hand": own_hand,
        "may_edit": report.organisation_id in access.prepares and report.open,
        "discussion": discussion,
        "told": told(judged, discussion),
        "since": since_last_time(judged),
        "may_waive": actions.allows(actions.guard_waiver, report, access, request.user),
        "sends_back": "、".join(act.label for act in acts if act.act in SENDING_BACK),
        "passes_on": any(act.act in PASSING_ON for act in acts),
        "returning": ReturnForm(today=timezone.localdate()),
        "query": request.GET.urlencode(),
        "queue": neighbours(request.GET, access, report),
        "rechecks": rechecks_of(report),
        "rechecks_scores": report.organisation_id in access.supervised,
        "voided": report.events.filter(act="void").last() if report.state == workflow.VOIDED else None,
        "may_void": any(act.act == "void" for act in available),
        **more,
    }
    return render(request, "reports/read.html", context, status=status)


def offered(
    available: Iterable[workflow.Transition], report: Report, person: User
) -> tuple[list[workflow.Transition], User | None]:
    """The acts of this page, and who else holds the review: it is taken over before anything is done about it."""
    acts = [act for act in available if act.act not in ELSEWHERE]
    if report.state not in workflow.HELD or report.holder is None:
        return acts, None
    if report.holder == person:
        return [act for act in acts if act.act != "begin"], None
    acts = [act for act in acts if act.act == "begin" or not act.other_hand]
    return acts, report.holder if any(act.act == "begin" for act in acts) else None


def own_last(events: Iterable[Event], person: User) -> int:
    """The number of the person's last act: what was typed before it has been sent. To begin sends nothing."""
    return max((event.number for event in events if event.actor_id == person.pk and event.act != "begin"), default=0)
