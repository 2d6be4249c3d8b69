"""日志: what was done to which reports, as far as the person may know it; its check, the auditor's workbook of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programs.access import Access, access_of
from programs.models import Organisation, Period, User
from programs.refusals import refuse
from programs.requests import SignedIn
from reports.exchange.logbook import write_log
from reports.exchange.workbook.painting import XLSX
from reports.forms.log import LogFilter
from reports.loglines import Line, lines_of
from reports.logpages import KINDS, LogScope, Wanted, entries_of, log_scope, page_of, read_place
from reports.models import Change, Report
from reports.queries import may_read, may_read_versions
from reports.verifying import Trouble, troubles_of, unchanged
from reports.views.output import download

OK, INVALID, UNAVAILABLE = 200, 422, 503
#: The most entries of a workbook, and how many are put into words at a time.
MOST, AT_ONCE = 20_000, 1_000
#: So often a check begins again when the report's log has grown meanwhile.
TRIES = 3


@require_safe
def report_log(request: SignedIn) -> HttpResponse:
    """The log in the person's scope, filtered, newest first; of one report with its check."""
    if request.user.is_staff:
        raise PermissionDenied("系统管理员不查看报告的办理日志。")
    access = access_of(request.user)
    scope = log_scope(access, request.user)
    report = chosen(request, scope)
    form = filter_of(request, scope, report)
    if not form.is_valid():
        return log_page(request, access, scope, form, report, INVALID)
    if request.GET.get("export"):
        return exported(request, access, scope, form.wanted(report))
    return log_page(request, access, scope, form, report)


def chosen(request: SignedIn, scope: LogScope) -> Report | None:
    """The report that the address names, if any; 404 where the person reads nothing of its log."""
    asked = request.GET.get("report", "")
    if not asked:
        return None
    reports = scope.reports.select_related("organisation", "period__program")
    report = reports.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 18 else None
    if report is None:
        raise Http404
    return report


def filter_of(request: SignedIn, scope: LogScope, report: Report | None) -> LogFilter:
    """The filter with the units and program-years of which there are reports in the person's scope."""
    reports = scope.reports.order_by()
    units = Organisation.objects.filter(pk__in=reports.values("organisation"))
    periods = Period.objects.filter(pk__in=reports.values("period")).select_related("program")
    without = (["unit", "period"] if report else []) + ([] if scope.whole else ["person"])
    return LogFilter(request.GET, units=units, periods=periods, without=without)


def teller(access: Access, person: User) -> Callable[[Report, Change], bool]:
    """Whether a change's texts are told: to whoever may read the report now, and to its auditor.

    Above the unit also what a submission that came back has made known, and what one has written oneself.
    """

    def tells(report: Report, change: Change) -> bool:
        known = change.actor_id == person.pk or (report.sent_back and change.round < report.round)
        return whole(access, report) or (known and may_read_versions(access, report))

    return tells


def whole(access: Access, report: Report) -> bool:
    """Whether everything in a report's log is told."""
    return report.organisation_id in access.audited or may_read(access, report)


def log_page(
    request: SignedIn, access: Access, scope: LogScope, form: LogFilter, report: Report | None, status: int = OK
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "report": report,
        "audits": bool(access.audited),
        "may_read": report is not None and may_read(access, report),
        "may_verify": report is not None and report.organisation_id in scope.whole,
        "query": query_of(request, form),
        "bare": query_of(request, form, with_filter=False),
    }
    if status == OK:
        before, after = (read_place(request.GET.get(name, "")) for name in ("before", "after"))
        page = page_of(scope, form.wanted(report), before, after)
        context |= {"page": page, "lines": lines_of(page.entries, teller(access, request.user))}
    if report is not None and request.GET.get("verify"):
        if not context["may_verify"]:
            raise PermissionDenied("只有本单位审核人、主管部门（财政）和审计员可以校验日志。")
        context["check"] = check = checked(report.pk, whole(access, report))
        status = UNAVAILABLE if check.unread else status
    return render(request, "reports/log.html", context, status=status)


def query_of(request: SignedIn, form: LogFilter, with_filter: bool = True) -> str:
    """The address's own parameters without the place in the list."""
    kept = request.GET.copy()
    names = {"report", *(form.fields if with_filter else ())}
    for name in list(kept):
        if name not in names or not kept[name]:
            del kept[name]
    return kept.urlencode()


@dataclass(frozen=True, slots=True)
class Check:
    """What the check of one report's log has found; ``unread``: the files could not be read just now."""

    count: int
    troubles: list[Trouble]
    unread: bool = False


def checked(pk: int, tells: bool = True) -> Check:
    """Check a report without a lock. What is written while it is read looks like a trouble: then it is read again.

    ``tells``: whether names and texts of the report may be told.
    """
    for _ in range(TRIES):
        report = Report.objects.select_related("organisation", "period__program").get(pk=pk)
        try:
            troubles = list(troubles_of(report, tells))
        except OSError:
            return Check(report.log_count, [], unread=True)
        if not troubles or unchanged(report):
            break
    return Check(report.log_count, troubles)


# --- the workbook ---


def exported(request: SignedIn, access: Access, scope: LogScope, wanted: Wanted) -> HttpResponse:
    """The filtered log as a workbook, the newest MOST entries."""
    if not access.audited:
        return refuse(request, 403, "只有审计员可以导出日志。")
    entries = entries_of(scope, wanted, MOST + 1)
    cut = len(entries) > MOST
    entries = entries[:MOST]
    rows = []
    for start in range(0, len(entries), AT_ONCE):
        rows += [row_of(line) for line in lines_of(entries[start : start + AT_ONCE], teller(access, request.user))]
    now = timezone.localtime()
    said = f"{request.user} {now:%Y-%m-%d %H:%M:%S} 导出，共 {len(rows)} 条。"
    if cut:
        said += f"只导出了最新的 {MOST} 条，更早的没有导出；请缩小筛选范围（例如按日期）后分次导出。"
    return download((f"办理日志{now:%Y%m%d%H%M}.xlsx", XLSX, write_log(rows, said)))


def row_of(line: Line) -> list[str]:
    """The texts in the order of the workbook's columns."""
    what = f"{line.what}（{line.states}）" if line.states else line.what
    return [
        f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}",
        str(line.number),
        line.who,
        str(line.report.organisation),
        str(line.report.period.year),
        line.report.period.program.name,
        KINDS["act" if line.act else "change"],
        what,
        line.before,
        line.after,
        line.opinion,
    ]
