"""Dates against deadlines."""

import calendar
from datetime import date

from indicators.domain._items import Day
from indicators.domain._sets import UNDECIDED, Outcome, World
from indicators.domain.actuals import DateActual, SimpleActual
from indicators.domain.targets import Deadline


def resolve(day: Day, year: int | None) -> date:
    """A day of the calendar, in the report's year where it has none (2000 where that is unknown too).

    A day of the month in question is put in a January, one of the next month in February.
    """
    if not day.month:
        return date(2000, 2 if day.later else 1, min(day.day or 31, 29 if day.later else 31))
    in_year = day.year or (year or 2000) + day.later
    last = calendar.monthrange(in_year, day.month)[1]
    return date(in_year, day.month, min(day.day or last, last))


def compare_dates(target: Deadline, part: SimpleActual, world: World) -> Outcome:
    """On or before the deadline; a month is inside, outside or, where the deadline falls in it, undecided."""
    if not isinstance(part, DateActual) or len({bool(day.month) for day in (target.last, part.first, part.last)}) > 1:
        return UNDECIDED
    year = world.year or target.last.year or part.last.year
    due, first, last = (resolve(day, year) for day in (target.last, part.first, part.last))
    if last <= due:
        return Outcome("claimed" if part.before else "met")
    return Outcome("missed") if first > due and not part.before else UNDECIDED
