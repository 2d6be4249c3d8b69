"""The lines of a catalogue's workbook → the catalogue they describe; what is wrong in them, cell by cell.

Texts go through the same door as in the administration (indicators.forms). A text that says the same as the stored
one stays as it is stored.
"""

from collections.abc import Mapping, Sequence

from indicators.catalogue import LISTS, Catalogue, IndicatorLine
from indicators.domain.numbers import quote
from indicators.forms import IndicatorForm
from indicators.issuing import weights_problem
from reports.exchange.catalogue.checked import ISSUE_FIRST, Checked, Setting, check_lengths, check_target
from reports.exchange.catalogue.layout import BY_KEY, INDICATORS
from reports.exchange.catalogue.parts import item_lines, numbered, own_targets, plain_lines, settled_targets
from reports.exchange.catalogue.reading import Lines
from reports.exchange.catalogue.settling import settled, settled_keys
from reports.exchange.workbook.sheets import FilledLine, Flaw


def check_lines(lines: Lines, setting: Setting) -> Checked:
    """``lines``: those of every sheet (layout.SHEETS by key)."""
    found = Checked()
    current = setting.current
    texts = [indicator_texts(line, found) for line in lines["indicators"]]
    keys = settled_keys("indicators", lines["indicators"], [row.line for row in current.indicators])
    stored = {row.line.pk: row for row in current.indicators}
    numbers = numbered(lines["indicators"], [*lines["items"], *lines["targets"]], found)
    items = item_lines(lines["items"], numbers, keys, stored, found)
    targets = own_targets(lines["targets"], numbers, texts, setting, found)
    rows = []
    for index, (line, row) in enumerate(zip(lines["indicators"], texts, strict=True)):
        check_scoring(line, row, bool(items[index]), found)
        before = stored.get(keys[index])
        own = settled_targets(targets[index], before.targets if before else ())
        rows.append(IndicatorLine(settled(keys[index], row, before.line if before else None), tuple(items[index]), own))
    lists = {key: plain_lines(lines[key], BY_KEY[key], getattr(current, key), found) for key in LISTS}
    found.catalogue = Catalogue(tuple(rows), **lists)
    look_over(lines["indicators"], texts, setting, found)
    return found


def indicator_texts(line: FilledLine, found: Checked) -> dict[str, str]:
    """The row by field, words turned to codes; what the administration's form refuses is a flaw at its cell."""
    texts = {name: line.texts.get(name, "") for name in IndicatorForm.Meta.fields if name != "position"}
    for column in INDICATORS.columns:
        if column.words and texts[column.key]:
            codes = {word: code for code, word in column.words.items()}
            if texts[column.key] not in codes:
                words = "、".join(codes)
                message = f"{column.heading}应为{words}之一，或留空，读到的是{quote(texts[column.key])}。"
                found.refuse(line, column.key, message)
            texts[column.key] = codes.get(texts[column.key], "")
    if not texts["name"]:
        found.refuse(line, "name", "三级指标没有填。请填写名称，或删除这一行。")
        return texts
    check_lengths("indicators", line, found)
    refused = {flaw.at for flaw in found.flaws}
    form = IndicatorForm({**texts, "position": "0"})
    for name, messages in form.errors.items():
        heading = INDICATORS.column(name).heading
        for message in map(str, messages if line.at[name] not in refused else ()):
            found.refuse(line, name, message if message.startswith(heading) else f"{heading}：{message}")
    return texts


def check_scoring(line: FilledLine, texts: Mapping[str, str], items: bool, found: Checked) -> None:
    """A scoring rule has what it counts with."""
    method = texts["method"]
    if method == "deduction":
        for name in ("step", "points"):
            if not texts[name]:
                heading = INDICATORS.column(name).heading
                found.refuse(line, name, f"评分方法为“扣分”的指标要填“{heading}”，例如每差 1 扣 5。")
    if method == "checklist" and not items:
        message = "评分方法为“要点得分”的指标，请在“评分要点”表中按它的序号至少列一个要点。"
        found.refuse(line, "method", message)
    if items and method != "checklist":
        found.warn(line, "method", "列了评分要点，但评分方法不是“要点得分”，要点不会用来计分。")


def look_over(lines: Sequence[FilledLine], rows: Sequence[Mapping[str, str]], setting: Setting, found: Checked) -> None:
    """What is worth a second look in the catalogue as a whole."""
    seen: set[tuple[str, ...]] = set()
    for line, row in zip(lines, rows, strict=True):
        name = (row["level1"], row["level2"], row["name"])
        if name in seen and row["name"]:
            found.warn(line, "name", f"同一二级指标下已有名为{quote(row['name'])}的指标。")
        seen.add(name)
        check_target(line, row["target"], row["name"], found)
    if not rows:
        found.warnings.append(Flaw("“指标”表中没有指标，写入后目录将没有指标。"))
    problem = weights_problem([row["weight"] for row in rows], setting.execution_weight)
    if problem:
        found.warnings.append(Flaw(f"{problem}，{ISSUE_FIRST}。"))
