"""Issuing a program-year and copying last year's issue into it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from indicators.domain.numbers import NumberProblem, format_plain, parse_number
from indicators.domain.targets import read_target
from indicators.models import DEFINITION_FIELDS, Indicator, IndicatorItem, Target
from programs.models import FundSource, IssuedGoal, IssuedLine, OutlineHeading, Period

Line = TypeVar("Line", bound=IssuedLine)


class IssueProblem(Exception):
    """The act cannot be done; ``str()`` says why, in a sentence for the administrator."""


@transaction.atomic
def issue(period: Period) -> None:
    """Open the program-year to preparers; targets get the wording they were read as. Raises IssueProblem."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.issued:
        raise IssueProblem(f"{period}已经下达。")
    indicators = list(period.indicators.all())
    problems = issue_problems(period, indicators)
    if problems:
        raise IssueProblem(f"{period}不能下达：{'；'.join(problems)}。")
    for indicator in indicators:
        indicator.target_reading = str(read_target(indicator.target, indicator.name))
    Indicator.objects.bulk_update(indicators, ["target_reading"])
    period.issued_at = timezone.now()
    period.save(update_fields=["issued_at"])


def issue_problems(period: Period, indicators: list[Indicator]) -> list[str]:
    """What preparers could never mend: it must be right before the year is issued."""
    if not indicators:
        return ["还没有指标"]
    problems = [] if period.fundsources.exists() else ["还没有资金行"]
    for row in indicators:
        if read_target(row.target, row.name).placeholder:
            problems.append(f"“{row.name}”的指标值“{row.target}”留有未填的占位符")
    problem = weights_problem([row.weight for row in indicators], period.execution_weight)
    return [*problems, problem] if problem else problems


def weights_problem(texts: Iterable[str], execution_weight: str) -> str:
    """A clause where weights are given and do not add to 100 with the execution rate's; else blank."""
    weights = [number(text) for text in texts]
    if all(weight is None for weight in weights):
        return ""
    total = sum((weight for weight in [*weights, number(execution_weight)] if weight), Decimal(0))
    return "" if total == 100 else f"分值合计为 {format_plain(total)}，应为 100（含预算执行率分值）"


def number(text: str) -> Decimal | None:
    """A weight of the catalogue; the forms let only numbers in."""
    try:
        return parse_number(text)
    except NumberProblem:
        return None


@transaction.atomic
def take_back(period: Period) -> None:
    """Close an issued year again while nobody has begun a report (voided ones do not count). Raises IssueProblem."""
    period = Period.objects.select_for_update().get(pk=period.pk)
    if not period.issued:
        raise IssueProblem(f"{period}尚未下达。")
    if period.reports.live().exists():
        raise IssueProblem(f"{period}已有单位开始填报，不能收回。")
    period.issued_at = None
    period.save(update_fields=["issued_at"])


#: Settings of a program-year that a new year takes over; a year standing in a text is moved on.
SETTINGS = (
    "form", "unit", "report_title", "table_title", "central_department", "local_department",
    "execution_weight", "review_levels", "low_execution", "deviation", "good", "fair", "passing", "met_from",
    "partial_from", "check_split", "split_output", "split_benefit", "split_satisfaction", "split_execution",
    "negative", "evidence_required", "recheck_same", "recheck_close", "recheck_apart",
)  # fmt: skip


@transaction.atomic
def open_year(source: Period, year: int) -> Period:
    """A new year of the program with the source year's settings, lines and indicators, not yet issued."""
    if Period.objects.filter(program=source.program, year=year).exists():
        raise IssueProblem(f"{source.program}的{year}年度已经存在。")
    period = Period.objects.create(program=source.program, year=year, **carried_settings(source, year))
    copy_issue(source, period)
    return period


def carried_settings(source: Period, year: int) -> dict[str, Any]:
    """The source year's settings for another year; a year in a title moves on."""
    settings = {name: getattr(source, name) for name in SETTINGS}
    for name in ("report_title", "table_title"):
        settings[name] = settings[name].replace(str(source.year), str(year))
    return settings


def open_next_year(source: Period) -> Period:
    """The year after the source year."""
    return open_year(source, source.year + 1)


@transaction.atomic
def copy_from_last_year(period: Period) -> Period:
    """Fill an empty program-year from the latest earlier year that has indicators; returns that year.

    Refused where the year already has indicators or is issued, so that nothing typed is overwritten.
    """
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.issued or period.indicators.exists():
        raise IssueProblem(f"{period}已有指标或已经下达，不能再从上年复制。")
    earlier = Period.objects.filter(program=period.program, year__lt=period.year, indicators__isnull=False)
    last = earlier.order_by("-year").first()
    if last is None:
        raise IssueProblem(f"{period.program}没有更早年度的指标可以复制。")
    for name, value in carried_settings(last, period.year).items():
        setattr(period, name, value)
    period.save()
    copy_issue(last, period)
    return last


def copy_issue(source: Period, period: Period) -> None:
    """Fund lines, goals, outline (where the year has none of its own) and the whole catalogue."""
    copy_lines(FundSource, source, period, "source")
    copy_lines(IssuedGoal, source, period, "target")
    copy_lines(OutlineHeading, source, period, "level", "heading")
    copy_indicators(source, period)


def copy_lines(model: type[Line], source: Period, period: Period, *names: str) -> None:
    """One kind of line with these columns, where the year has none of its own."""
    lines = model._default_manager
    if not lines.filter(period=period).exists():
        lines.bulk_create(
            model(period=period, position=row.position, **{name: getattr(row, name) for name in names})
            for row in lines.filter(period=source)
        )


def copy_indicators(source: Period, period: Period) -> None:
    """The catalogue's rows with their part-points and per-organisation targets."""
    old = list(source.indicators.prefetch_related("items", "targets"))
    new = Indicator.objects.bulk_create(
        Indicator(period=period, position=row.position, **{name: getattr(row, name) for name in DEFINITION_FIELDS})
        for row in old
    )
    pairs = list(zip(new, old, strict=True))
    IndicatorItem.objects.bulk_create(
        IndicatorItem(indicator=row, position=item.position, name=item.name, points=item.points)
        for row, origin in pairs
        for item in origin.items.all()
    )
    Target.objects.bulk_create(
        Target(indicator=row, organisation_id=target.organisation_id, text=target.text, reading=target.reading)
        for row, origin in pairs
        for target in origin.targets.all()
    )
