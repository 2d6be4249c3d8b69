"""The sheets beside the indicators: part-points, own targets, and the plain lists."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from indicators.catalogue import ITEM_FIELDS, IndicatorLine, Line, OwnTarget
from indicators.domain.numbers import NumberProblem, parse_number, quote
from reports.exchange.catalogue.checked import Checked, Setting, check_lengths, check_target
from reports.exchange.catalogue.layout import Sheet
from reports.exchange.catalogue.settling import same, settled, settled_keys
from reports.exchange.workbook.sheets import FilledLine

UNKNOWN_NUMBER = "“指标”表中没有序号为{text}的指标。请填“指标”表中的序号，或删除这一行。"
TWICE = "序号{text}在“指标”表中有两行，评分要点或分单位指标值对应哪一行无法确定。请给其中一行另一个序号。"


# --- what names an indicator by its number ---


def numbered(lines: Sequence[FilledLine], users: Sequence[FilledLine], found: Checked) -> dict[str, int]:
    """Number → which line of 指标 has it; a number that stands there twice must not be used."""
    numbers: dict[str, int] = {}
    used = {line.texts["number"] for line in users}
    for index, line in enumerate(lines):
        number = line.texts["number"]
        if number in numbers and number in used:
            found.refuse(line, "number", TWICE.format(text=quote(number)))
        if number:
            numbers.setdefault(number, index)
    return numbers


def item_lines(
    lines: Sequence[FilledLine],
    numbers: Mapping[str, int],
    owners: Sequence[int | None],
    stored: Mapping[int | None, IndicatorLine],
    found: Checked,
) -> list[list[Line]]:
    """The part-points of each indicator; one that was put under another indicator is a new one there."""
    grouped: list[list[FilledLine]] = [[] for _ in owners]
    for line in lines:
        check_item(line, found)
        index = numbers.get(line.texts["number"])
        if index is None:
            found.refuse(line, "number", unknown(line.texts["number"]))
        else:
            grouped[index].append(line)
    items = []
    for group, owner in zip(grouped, owners, strict=True):
        known = {item.pk: item for item in stored[owner].items} if owner is not None else {}
        keys = settled_keys("items", group, list(known.values()))
        texts = [{name: line.texts[name] for name in ITEM_FIELDS} for line in group]
        items.append([settled(key, row, known.get(key)) for key, row in zip(keys, texts, strict=True)])
    return items


def unknown(number: str) -> str:
    return UNKNOWN_NUMBER.format(text=quote(number)) if number else "指标序号没有填。请填“指标”表中的序号。"


def check_item(line: FilledLine, found: Checked) -> None:
    if not line.texts["name"]:
        found.refuse(line, "name", "要点没有填。请填写要点，或删除这一行。")
    try:
        points = parse_number(line.texts["points"])
    except NumberProblem as problem:
        found.refuse(line, "points", f"分值{problem}。")
        return
    if points is None:
        found.refuse(line, "points", "要点的分值没有填。")
    elif points < Decimal(0):
        found.refuse(line, "points", f"分值不能是负数，读到的是{quote(line.texts['points'])}。")


def own_targets(
    lines: Sequence[FilledLine],
    numbers: Mapping[str, int],
    rows: Sequence[Mapping[str, str]],
    setting: Setting,
    found: Checked,
) -> list[list[OwnTarget]]:
    targets: list[list[OwnTarget]] = [[] for _ in rows]
    for line in lines:
        index, name = numbers.get(line.texts["number"]), line.texts["organisation"]
        organisation = setting.organisations.get(name)
        if index is None:
            found.refuse(line, "number", unknown(line.texts["number"]))
        if organisation is None:
            found.refuse(line, "organisation", unknown_organisation(name))
        if not line.texts["target"]:
            found.refuse(line, "target", "年度指标值没有填。这个单位没有自己的指标值的，请删除这一行。")
        if index is None or organisation is None:
            continue
        if organisation in {own.organisation for own in targets[index]}:
            found.refuse(line, "organisation", f"{quote(name)}的这项指标已在上面列过，请删除多出的一行。")
        check_target(line, line.texts["target"], rows[index]["name"], found)
        targets[index].append(OwnTarget(organisation, name, line.texts["target"]))
    return targets


def unknown_organisation(name: str) -> str:
    told = f"没有名为{quote(name)}的单位，或它不在您的范围内" if name else "单位没有填"
    return f"{told}。请从列表中选择。"


def settled_targets(targets: Sequence[OwnTarget], stored: Sequence[OwnTarget]) -> tuple[OwnTarget, ...]:
    """In the stored order, unchanged texts as stored."""
    known = {own.organisation: own for own in stored}
    kept = []
    for own in targets:
        before = known.get(own.organisation, own)
        kept.append(before if same(own.text, before.text) else own)
    return tuple(sorted(kept, key=lambda own: own.name))


# --- plain lists ---


def plain_lines(lines: Sequence[FilledLine], sheet: Sheet, stored: Sequence[Line], found: Checked) -> tuple[Line, ...]:
    known = {line.pk: line for line in stored}
    keys = settled_keys(sheet.key, lines, stored)
    made = []
    for line, key in zip(lines, keys, strict=True):
        check_plain(sheet.key, line, found)
        texts = {column.key: line.texts[column.key] for column in sheet.columns}
        made.append(settled(key, texts, known.get(key)))
    return tuple(made)


def check_plain(key: str, line: FilledLine, found: Checked) -> None:
    check_lengths(key, line, found)
    if key == "outline" and line.texts["level"] not in ("1", "2", "3", "4", "5"):
        found.refuse(line, "level", f"级别应为 1 至 5，读到的是{quote(line.texts['level'])}。")
