"""抽查复核: drawing a sample, and scoring a drawn version beside what was approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from programs.access import Access, access_of
from programs.choices import Role
from programs.models import Period
from programs.refusals import refuse
from programs.requests import SignedIn
from reports import actions
from reports.domain.compose.values import plain
from reports.domain.rechecking import BEYOND, CLASSES, RULES, Given, Row, outcome, read
from reports.domain.workflow import SETTLED
from reports.forms.rechecking import DrawForm, read_scores
from reports.models import Recheck, RecheckScore, Report

OK, INVALID = 200, 422
ONLY = "只有主管部门（财政）可以抽查复核。"
SEEN = "report__organisation", "report__period__program", "version", "drawn_by", "done_by"


def below(access: Access) -> QuerySet[Recheck]:
    return Recheck.objects.filter(report__organisation__in=access.supervised).select_related(*SEEN)


@require_http_methods(["GET", "HEAD", "POST"])
def rechecks(request: SignedIn) -> HttpResponse:
    """What has been drawn below the person's organisation, and the form to draw; posting draws."""
    access = access_of(request.user)
    if not access.supervised:
        raise PermissionDenied(ONLY)
    if request.method == "POST":
        return draw(request, access)
    return sample_page(request, access, DrawForm(None, periods=drawable(access)))


def drawable(access: Access) -> QuerySet[Period]:
    """Program-years with an approved report."""
    settled = Report.objects.filter(organisation__in=access.supervised, state__in=SETTLED)
    return Period.objects.filter(pk__in=settled.values("period")).select_related("program")


def draw(request: SignedIn, access: Access) -> HttpResponse:
    form = DrawForm(request.POST, periods=drawable(access))
    if not form.is_valid():
        return sample_page(request, access, form, INVALID)
    try:
        period = Period.objects.get(pk=form.cleaned_data["period"])
        drawn = actions.draw_sample(period, request.user, form.sampling())
    except actions.BadDraw as problem:
        form.add_error(None, str(problem))
        return sample_page(request, access, form, problem.status)
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    first = drawn[0]
    messages.success(request, f"已从 {first.population} 份报告中抽取 {len(drawn)} 份，种子 {first.seed}。请逐份复核。")
    return redirect("report_rechecks")


def sample_page(request: SignedIn, access: Access, form: DrawForm, status: int = OK) -> HttpResponse:
    context = {"form": form, "rechecks": below(access), "classes": CLASSES, "beyond": BEYOND}
    return render(request, "reports/rechecks.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the scoring page."""

    row: Row
    given: Given
    problem: str = ""

    @property
    def weight(self) -> str:
        return plain(self.row.weight, trim=True)

    @property
    def awarded(self) -> str:
        return plain(self.row.awarded, trim=True)


@require_http_methods(["GET", "HEAD", "POST"])
def recheck(request: SignedIn, pk: int) -> HttpResponse:
    """A drawn version with its rows; posting saves the new scores, or closes the re-check."""
    found = get_recheck(request, pk)
    rows = actions.recheck_rows(found)
    if request.method != "POST":
        return scoring_page(request, found, rows, stored(found))
    given, revision = read_scores(request.POST, rows), request.POST.get("revision", "")
    seen = int(revision) if revision.isdecimal() and len(revision) < 10 else -1
    finish = "finish" in request.POST
    try:
        actions.rescore(found.pk, request.user, given, revision=seen, finish=finish)
    except actions.BadScores as bad:
        return scoring_page(request, found, rows, given, bad.status, problems=bad.problems, problem=str(bad))
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    messages.success(request, "复核已完成，结果已显示在报告页面。" if finish else "复核评分已保存。")
    return redirect("report_recheck", found.pk)


def get_recheck(request: SignedIn, pk: int) -> Recheck:
    """A re-check below the person's organisation; 404 outside one's scope, 403 for the unit's own people."""
    access = access_of(request.user)
    found = Recheck.objects.select_related(*SEEN).filter(pk=pk).first()
    roles = access.roles_in(found.report.organisation_id) if found else frozenset()
    if found is None or not roles:
        raise Http404
    if Role.SUPERVISOR not in roles:
        raise PermissionDenied(ONLY)
    return found


def stored(found: Recheck) -> dict[int, Given]:
    return {item.position: Given(item.score, item.rule, item.text) for item in found.scores.all()}


def scoring_page(
    request: SignedIn,
    found: Recheck,
    rows: tuple[Row, ...],
    given: Mapping[int, Given],
    status: int = OK,
    problems: Mapping[int, str] | None = None,
    **more: str,
) -> HttpResponse:
    said = problems or {}
    context: dict[str, Any] = {
        "recheck": found,
        "report": found.report,
        "lines": [Line(row, given.get(row.position, Given()), said.get(row.position, "")) for row in rows],
        "result": outcome(rows, readable(rows, given)),
        "rules": RULES,
        "own_hand": actions.had_a_hand(found, request.user),
        **more,
    }
    return render(request, "reports/recheck.html", context, status=status)


def readable(rows: tuple[Row, ...], given: Mapping[int, Given]) -> dict[int, Decimal]:
    """The new scores as far as they can be read: the totals follow them while the rest is mended."""
    found = {}
    for row in rows:
        item, _ = read(row, given.get(row.position, Given()))
        if item is not None:
            found[row.position] = item.score
    return found


def rechecks_of(report: Report) -> QuerySet[Recheck]:
    """A report's re-checks with the rows that were scored differently, for its reading page."""
    return report.rechecks.select_related("version", "drawn_by", "done_by").prefetch_related(
        Prefetch("scores", RecheckScore.objects.order_by("position"))
    )
