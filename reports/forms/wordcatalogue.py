"""The preview of a catalogue read from an old Word report, as it goes out and comes back: every text an input.

Nothing is kept between the pages. A field is called by list, row and name: ``indicators-3-target``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from indicators.catalogue import LISTS, Catalogue, IndicatorLine, Line
from indicators.domain.numbers import NumberProblem, clean_text, parse_number, too_long
from indicators.domain.targets import read_target
from programs.choices import Form, Unit
from programs.models import Period

#: List of the catalogue → what a row takes, and how long each text may be.
ROWS = {
    "funds": {"source": 100},
    "goals": {"target": 4000},
    "outline": {"level": 1, "heading": 200},
    "indicators": {
        "level1": 200, "level2": 200, "name": 500, "target": 500, "weight": 60, "criterion": 2000, "direction": 10,
    },
}  # fmt: skip
#: Without it a row is none.
NEEDED = {"funds": ("source", "资金来源"), "goals": ("target", "年初设定目标"), "indicators": ("name", "三级指标")}
HEADS = {
    "report_title": ("报告标题", 200),
    "central_department": ("中央主管部门", 100),
    "local_department": ("地方主管部门", 100),
    "execution_weight": ("预算执行率分值", 20),
}
CHOICES = {"form": Form.values, "unit": Unit.values}
DIRECTIONS = ("", "positive", "negative", "standard")
#: More rows than any list has.
MOST = 500


@dataclass
class Row:
    """One line of a list: its texts, whether it is taken, and what is wrong with a text."""

    texts: dict[str, str]
    take: bool = True
    place: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def reading(self) -> str:
        """How the target would be read."""
        target = self.texts.get("target", "")
        return read_target(target, self.texts["name"]).reading if target.strip() and "name" in self.texts else ""


@dataclass
class WordCatalogue:
    """Heads of the program-year and the lists of its catalogue. ``seen``: the digest of what stood there."""

    heads: dict[str, str]
    rows: dict[str, list[Row]]
    seen: str = ""
    said: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def indicators(self) -> list[Row]:
        return [row for row in self.rows["indicators"] if row.take]

    @property
    def criteria(self) -> bool:
        """Whether any row has 评价要点及说明 (form E)."""
        return any(row.texts["criterion"] for row in self.rows["indicators"])

    def check(self) -> bool:
        """Read every text by its door; problems go to their cells."""
        for name, (label, limit) in HEADS.items():
            if problem := too_long(label, self.heads[name], limit):
                self.errors[name] = problem
        if problem := number_problem("预算执行率分值", self.heads["execution_weight"]):
            self.errors["execution_weight"] = problem
        for name, allowed in CHOICES.items():
            if self.heads[name] not in allowed:
                self.errors[name] = "请从列出的各项中选择。"
        for kind, rows in self.rows.items():
            for row in rows:
                if row.take:
                    check_row(kind, row)
        return not self.errors and not any(row.errors for rows in self.rows.values() for row in rows)

    def catalogue(self, standing: Catalogue) -> Catalogue:
        """The rows that are taken; lists the program-year has already stay as they are."""
        lists = {name: getattr(standing, name) or self.lines(name) for name in LISTS}
        return Catalogue(tuple(IndicatorLine(line) for line in self.lines("indicators")), **lists)

    def lines(self, kind: str) -> tuple[Line, ...]:
        return tuple(Line(None, row.texts) for row in self.rows[kind] if row.take)


def check_row(kind: str, row: Row) -> None:
    for name, limit in ROWS[kind].items():
        if problem := too_long("这一格", row.texts[name], limit):
            row.errors[name] = problem
    if kind in NEEDED and not row.texts[NEEDED[kind][0]]:
        row.errors[NEEDED[kind][0]] = f"{NEEDED[kind][1]}不能为空；不要这一行请去掉勾选。"
    if kind == "outline" and row.texts["level"] not in tuple("12345"):
        row.errors["level"] = "级别应为 1 至 5。"
    if kind == "indicators":
        if problem := number_problem("分值", row.texts["weight"]):
            row.errors["weight"] = problem
        if row.texts["direction"] not in DIRECTIONS:
            row.texts["direction"] = ""


def number_problem(label: str, text: str) -> str:
    try:
        parse_number(text)
    except NumberProblem as problem:
        return f"{label}{problem}。"
    return ""


def from_word(
    value: Mapping[str, Any], places: Mapping[str, Any], period: Period, standing: Catalogue
) -> WordCatalogue:
    """What was read, for this program-year: a year in the title moves on; lists that are there already are left out."""
    title = value["title"].replace(str(value["year"]), str(period.year)) if value["year"] else value["title"]
    heads = {
        "report_title": title,
        "form": value["form"],
        "unit": value["unit"],
        **{name: value[name] or getattr(period, name) for name in HEADS if name != "report_title"},
    }
    given = {
        "funds": [{"source": line["source"]} for line in value["funds"]],
        "goals": [{"target": goal["target"]} for goal in value["goals"]],
        "outline": [{"level": str(part["level"]), "heading": part["heading"]} for part in value["narrative"]],
        "indicators": [
            {**{name: row[name] for name in ROWS["indicators"] if name in row}, **direction(row)}
            for row in value["indicators"]
        ],
    }
    rows = {
        name: [Row(clean(texts), place=place(places, name, at)) for at, texts in enumerate(lines)]
        for name, lines in given.items()
        if not getattr(standing, name)
    }
    return WordCatalogue(heads, {name: rows.get(name, []) for name in ROWS}, standing.digest)


def direction(row: Mapping[str, Any]) -> dict[str, str]:
    return {"direction": row["scoring"].get("direction", "")}


def clean(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: clean_text(text).strip() for name, text in texts.items()}


def place(places: Mapping[str, Any], name: str, at: int) -> str:
    found = places.get(f"{name}[{at}].name")
    return f"第{found.table}个表第{found.row}行" if found else ""


def from_post(data: QueryDict) -> WordCatalogue | None:
    """The preview as posted; ``None`` where it has not the agreed shape."""
    counts = {kind: data.get(kind, "") for kind in ROWS}
    if not all(text.isdecimal() and len(text) < 5 and int(text) <= MOST for text in counts.values()):
        return None
    rows = {
        kind: [
            Row(
                clean({name: data.get(f"{kind}-{at}-{name}", "") for name in names}),
                f"{kind}-{at}-take" in data,
                clean_text(data.get(f"{kind}-{at}-place", ""))[:80],
            )
            for at in range(int(counts[kind]))
        ]
        for kind, names in ROWS.items()
    }
    heads = clean({name: data.get(name, "") for name in (*HEADS, *CHOICES)})
    said, left = ([clean_text(text)[:1000] for text in data.getlist(name)[:MOST]] for name in ("said", "left"))
    return WordCatalogue(heads, rows, data.get("seen", ""), said, left)
