"""The catalogue of a program-year as plain values: what a workbook shows, what an upload would make of it."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Model

from indicators.models import DEFINITION_FIELDS, Indicator
from programs.models import FundSource, IssuedGoal, OutlineHeading, Period

#: What an indicator's row takes; how its target is read follows from these.
INDICATOR_FIELDS = tuple(name for name in DEFINITION_FIELDS if name != "target_reading")
ITEM_FIELDS = ("name", "points")
#: The plain lists of a program-year: list of ``Catalogue`` → its rows and what they take.
LISTS: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "funds": (FundSource, ("source",)),
    "goals": (IssuedGoal, ("target",)),
    "outline": (OutlineHeading, ("level", "heading")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row by the names of its fields, as typed, choices as their codes; ``pk`` is ``None`` for a new one."""

    pk: int | None
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OwnTarget:
    """One organisation's own target."""

    organisation: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator with its part-points and the targets of single organisations (by name)."""

    line: Line
    items: tuple[Line, ...] = ()
    targets: tuple[OwnTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that is issued with a program-year, each list in its order."""

    indicators: tuple[IndicatorLine, ...] = ()
    funds: tuple[Line, ...] = ()
    goals: tuple[Line, ...] = ()
    outline: tuple[Line, ...] = ()

    @property
    def digest(self) -> str:
        """A short name for exactly these rows: whoever has seen it has seen them."""
        rows: list[Any] = [
            [
                plain(row.line),
                [plain(item) for item in row.items],
                [(own.organisation, own.text) for own in row.targets],
            ]
            for row in self.indicators
        ]
        rows += [[plain(line) for line in getattr(self, name)] for name in LISTS]
        return sha256(json.dumps(rows).encode()).hexdigest()[:32]


def plain(line: Line) -> list[Any]:
    return [line.pk, *sorted(line.texts.items())]


def load_catalogue(period: Period, organisations: Collection[int] | None = None) -> Catalogue:
    """As it stands now, in six queries. ``organisations``: only their own targets; ``None`` = everybody's."""
    indicators = period.indicators.prefetch_related("items", "targets__organisation")
    lists = {
        name: lines(model._default_manager.filter(period=period), fields) for name, (model, fields) in LISTS.items()
    }
    return Catalogue(tuple(indicator_line(row, organisations) for row in indicators), **lists)


def indicator_line(row: Indicator, organisations: Collection[int] | None) -> IndicatorLine:
    targets = [
        OwnTarget(target.organisation_id, target.organisation.name, target.text)
        for target in row.targets.all()
        if organisations is None or target.organisation_id in organisations
    ]
    targets.sort(key=lambda target: target.name)
    return IndicatorLine(line_of(row, INDICATOR_FIELDS), lines(row.items.all(), ITEM_FIELDS), tuple(targets))


def lines(rows: Iterable[Model], fields: tuple[str, ...]) -> tuple[Line, ...]:
    return tuple(line_of(row, fields) for row in rows)


def line_of(row: Model, fields: tuple[str, ...]) -> Line:
    return Line(row.pk, {name: str(getattr(row, name)) for name in fields})
