"""The ends of all logs, kept elsewhere: against them a report that is gone with its log, or a log cut short, is found.

Inside the database nothing can tell of what was taken out of it whole.
"""

from collections.abc import Iterable, Iterator

from reports import models
from reports.domain.chain import End
from reports.verifying import Trouble


def end_of(report: models.Report) -> End:
    """Where the report's log ends now; organisation and program-year must be at hand."""
    return End(report.pk, report.log_count, report.log_last, f"{report.organisation} {report.period}")


def missed(ends: Iterable[End]) -> Iterator[tuple[End, Trouble]]:
    """What was there when the ends were written and is not there any more, or is another one."""
    for end in ends:
        report = models.Report.objects.filter(pk=end.report).first()
        if report is None:
            yield end, Trouble("报告", f"已不在，当时日志有{end.count}条记录")
        elif report.log_count < end.count:
            yield end, Trouble("日志", f"当时有{end.count}条记录，现有{report.log_count}条")
        elif seal_at(report, end.count) != end.seal:
            yield end, Trouble(f"日志第{end.count}条", "与当时的不是同一条")


def seal_at(report: models.Report, number: int) -> str:
    """The seal of an entry, blank where there is none."""
    for entries in (report.events, report.changes):
        found = entries.filter(number=number).values_list("seal", flat=True).first()
        if found is not None:
            return str(found)
    return ""
