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
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from programs.access import Access, access_of
from programs.choices import Role
from programs.models import Period
from programs.refusals import refuse
from programs.requests import SignedIn
from reports import actions
from reports.domain.compose.values import plain
from reports.domain.rechecking import AGREEING, BEYOND, CLASSES, RULES, Given, Row, read
from reports.forms.rechecking import DrawForm, read_scores
from reports.loading import rules_of
from reports.models import Recheck, RecheckScore, Report

OK, CONFLICT, INVALID = 200, 409, 422
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
    """Program-years that have a report to draw."""
    periods = actions.drawable(access.supervised).values("period")
    return Period.objects.filter(pk__in=periods).select_related("program")


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
    context = {"form": form, "rechecks": below(access)}
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
    """A drawn version with its rows; posting saves the new scores. Closing it saves them, then asks once."""
    found = get_recheck(request, pk)
    rows = actions.recheck_rows(found)
    if request.method != "POST":
        page = finishing_page if "finish" in request.GET and may_finish(request, found) else scoring_page
        return page(request, found, rows, stored(found))
    revision = request.POST.get("revision", "")
    seen = int(revision) if revision.isdecimal() and len(revision) < 10 else -1
    closing = "finish" in request.POST
    finish = closing and "sure" in request.POST  # what was asked about is what is stored
    given = stored(found) if finish else read_scores(request.POST, rows)
    try:
        actions.rescore(found.pk, request.user, given, revision=seen, some=closing, finish=finish)
    except actions.BadScores as bad:
        return scoring_page(request, found, rows, given, bad.status, problems=bad.problems, problem=str(bad))
    except actions.Refused as refused:
        if refused.status == CONFLICT and not finish:
            return stale_page(request, pk, rows, given, str(refused))
        return refuse(request, refused.status, str(refused))
    if closing and not finish:
        return redirect(f"{reverse('report_recheck', args=[found.pk])}?finish")
    messages.success(request, "复核已完成，结果已显示在报告页面。" if finish else "复核评分已保存。")
    return redirect("report_recheck", found.pk)


def stale_page(
    request: SignedIn, pk: int, rows: tuple[Row, ...], given: Mapping[int, Given], sentence: str
) -> HttpResponse:
    """What was typed stays, beside what somebody else has stored meanwhile; of a closed re-check it is to be copied."""
    found = get_recheck(request, pk)
    if found.done:
        written = {row.name: in_words(given.get(row.position, Given())) for row in rows}
        typed = "\n".join(f"{name}：{words}" for name, words in written.items() if words)
        links = [(reverse("report_recheck", args=[pk]), "打开复核表")]
        return refuse(request, CONFLICT, sentence, typed, links)
    others = stored(found)
    differs = {at: f"现在存的是：{in_words(theirs)}" for at, theirs in others.items() if given.get(at) != theirs}
    return scoring_page(request, found, rows, given, CONFLICT, problems=differs, problem=sentence)


def in_words(given: Given) -> str:
    return "，".join(filter(None, (given.score, given.rule, given.text)))


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


def may_finish(request: SignedIn, found: Recheck) -> bool:
    """Whether there is something to ask: scores that are stored, and a person who may close them."""
    return not found.done and found.scores.exists() and not actions.had_a_hand(found, request.user)


def finishing_page(
    request: SignedIn, found: Recheck, rows: tuple[Row, ...], given: Mapping[int, Given]
) -> HttpResponse:
    """What is about to be closed for good, once more."""
    result = actions.recheck_outcome(found, rows, readable(rows, given))
    context = {"recheck": found, "report": found.report, "result": result, "rest": len(rows) - len(given)}
    return render(request, "reports/recheck_finish.html", context)


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
        "result": actions.recheck_outcome(found, rows, readable(rows, given)),
        "rules": RULES,
        "classes": zip(map(plain_points, rules_of(found.report.period).recheck), CLASSES, strict=True),
        "beyond": BEYOND,
        "agreeing": AGREEING,
        "own_hand": actions.had_a_hand(found, request.user),
        **more,
    }
    return render(request, "reports/recheck.html", context, status=status)


def plain_points(points: Decimal) -> str:
    return plain(points, trim=True)


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
