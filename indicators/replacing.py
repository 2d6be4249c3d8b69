"""Replacing the catalogue of a program-year that is not issued yet: as a whole or not at all."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Model

from indicators.access import catalogue_scope
from indicators.catalogue import LISTS, Catalogue, IndicatorLine, Line, OwnTarget, load_catalogue
from indicators.domain.targets import read_target
from indicators.issuing import IssueProblem
from indicators.models import Indicator, IndicatorItem, Target
from programs.models import Organisation, Period, User


class CatalogueChanged(IssueProblem):
    """Somebody has changed the catalogue since the person saw it; nothing was written."""


@transaction.atomic
def replace_catalogue(period: Period, new: Catalogue, user: User, message: str, *, seen: str) -> None:
    """Rows with an id are updated in place, so that what points at them stays; the others are made, the rest deleted.

    ``new`` and ``seen``, the digest of the catalogue it was compared with, hold the own targets that the person may
    see (CatalogueScope); all others stay. ``message`` goes to the history of the program-year. Raises IssueProblem.
    """
    scope = catalogue_scope(user)
    if scope is None:
        raise IssueProblem("您的角色不能改动指标目录。")
    organisations = scope.organisations
    held = Period.objects.select_for_update().select_related("program").filter(pk=period.pk).first()
    if held is None:
        raise IssueProblem("这个项目年度已被删除，没有写入。")
    if held.issued:
        raise IssueProblem(f"{held}已经下达，目录不能再改。需要修改的，请先由系统管理员收回下达。")
    old = load_catalogue(held, organisations)
    if old.digest != seen:
        raise CatalogueChanged("目录刚刚被改动过，一处也没有写入。")
    check_ids(old, new, organisations)
    if organisations is None:
        for name, (model, _) in LISTS.items():
            replace_lines(model, {"period": held}, getattr(new, name))
        rows = replace_lines(Indicator, {"period": held}, [row.line for row in new.indicators])
    else:
        rows = list(held.indicators.all())
    before = {row.line.pk: row for row in old.indicators}
    for indicator, row in zip(rows, new.indicators, strict=True):
        replace_parts(indicator, row, before.get(row.line.pk, IndicatorLine(row.line)), organisations)
    LogEntry.objects.log_actions(user.pk, [held], CHANGE, message, single_object=True)


def check_ids(old: Catalogue, new: Catalogue, organisations: Collection[int] | None) -> None:
    """Every id is one of this catalogue's, once; a person limited to some organisations changes their targets only."""
    known = {row.line.pk: {item.pk for item in row.items} for row in old.indicators}
    pairs: list[tuple[set[int | None], Sequence[Line]]] = [(set(known), [row.line for row in new.indicators])]
    pairs += [({line.pk for line in getattr(old, name)}, getattr(new, name)) for name in LISTS]
    pairs += [(known.get(row.line.pk, set()), row.items) for row in new.indicators]
    for allowed, lines in pairs:
        ids = [line.pk for line in lines if line.pk is not None]
        if len(set(ids)) < len(ids) or not set(ids) <= allowed:
            raise IssueProblem("目录中有不认识的行，没有写入。请重新下载工作簿填写。")
    named = {own.organisation for row in new.indicators for own in row.targets}
    if organisations is not None and (without_targets(old) != without_targets(new) or not named <= set(organisations)):
        raise IssueProblem("您只能改动本级和下级单位的分单位指标值，没有写入。")
    if Organisation.objects.filter(pk__in=named).count() < len(named):
        raise IssueProblem("分单位指标值中有已被删除的单位，没有写入。")


def without_targets(catalogue: Catalogue) -> tuple[Any, ...]:
    rows = [(row.line, row.items) for row in catalogue.indicators]
    return rows, *(getattr(catalogue, name) for name in LISTS)


def replace_lines(model: type[Model], owner: Mapping[str, Model], lines: Sequence[Line]) -> list[Any]:
    """The owner's rows become these lines, in this order; returns the rows."""
    held = {row.pk: row for row in model._default_manager.filter(**owner)}
    rows = []
    for position, line in enumerate(lines):
        row = model(**owner) if line.pk is None else held.pop(line.pk)
        write_line(row, line.texts, position)
        rows.append(row)
    model._default_manager.filter(pk__in=held).delete()
    return rows


def write_line(row: Any, texts: Mapping[str, str], position: int) -> None:
    """Save the row where it differs; a target has the wording it is read as beside it."""
    if row.pk and row.position == position and all(str(getattr(row, name)) == text for name, text in texts.items()):
        return
    row.position = position
    for name, text in texts.items():
        setattr(row, name, text)
    if isinstance(row, Indicator):
        row.target_reading = str(read_target(row.target, row.name))
    row.save()


def replace_parts(
    indicator: Indicator, new: IndicatorLine, old: IndicatorLine, organisations: Collection[int] | None
) -> None:
    """An indicator's part-points and own targets; those of other organisations than the named ones stay."""
    if new.items != old.items:
        replace_lines(IndicatorItem, {"indicator": indicator}, new.items)
    if new.targets != old.targets or indicator.name != old.line.texts["name"]:
        replace_targets(indicator, new.targets, organisations)


def replace_targets(indicator: Indicator, targets: Sequence[OwnTarget], organisations: Collection[int] | None) -> None:
    held = {row.organisation_id: row for row in indicator.targets.all()}
    wanted = {own.organisation: own.text for own in targets}
    for organisation, text in wanted.items():
        row = held.get(organisation) or Target(indicator=indicator, organisation_id=organisation)
        reading = str(read_target(text, indicator.name))
        if (row.text, row.reading) != (text, reading):
            row.text, row.reading = text, reading
            row.save()
    gone = [pk for pk in held if pk not in wanted and (organisations is None or pk in organisations)]
    indicator.targets.filter(organisation__in=gone).delete()
