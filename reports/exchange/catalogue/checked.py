"""What a check of a catalogue's lines finds, and the checks that several of its sheets share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from indicators.catalogue import Catalogue
from indicators.domain.numbers import quote
from indicators.domain.targets import read_target
from indicators.models import Indicator
from programs.models import FundSource, OutlineHeading
from reports.exchange.catalogue.layout import BY_KEY
from reports.exchange.workbook.sheets import FilledLine, Flaw

#: What a column takes at most; other texts are as long as they need to be.
LIMITS: dict[str, int] = {
    **{name: getattr(Indicator, name).field.max_length for name in ("weight", "step", "points", "deduct")},
    "base": 100,  # a number with a unit; what an imported report brings may be longer
    "source": FundSource.source.field.max_length or 0,
    "heading": OutlineHeading.heading.field.max_length or 0,
}
ISSUE_FIRST = "下达前须改好"


@dataclass
class Checked:
    """``catalogue`` counts where there are no flaws; ``warnings`` do not keep anybody from writing it."""

    catalogue: Catalogue = field(default_factory=Catalogue)
    flaws: list[Flaw] = field(default_factory=list)
    warnings: list[Flaw] = field(default_factory=list)

    def refuse(self, line: FilledLine, key: str, message: str) -> None:
        self.flaws.append(Flaw(message, line.at[key]))

    def warn(self, line: FilledLine, key: str, message: str) -> None:
        self.warnings.append(Flaw(message, line.at[key]))


@dataclass(frozen=True, slots=True)
class Setting:
    """What the lines are checked against: the catalogue as it stands, the organisations that may be named."""

    current: Catalogue
    organisations: Mapping[str, int]
    execution_weight: str


def check_lengths(key: str, line: FilledLine, found: Checked) -> None:
    """``key``: of the line's sheet."""
    for column in BY_KEY[key].columns:
        most, length = LIMITS.get(column.key, 0), len(line.texts.get(column.key, ""))
        if most and length > most:
            found.refuse(line, column.key, f"{column.heading}最多 {most} 个字，现有 {length} 个字。")


def check_target(line: FilledLine, text: str, name: str, found: Checked) -> None:
    target = read_target(text, name)
    if target.placeholder:
        found.warn(line, "target", f"年度指标值{quote(text)}留有未填的占位符，{ISSUE_FIRST}。")
    elif target.kind == "unreadable":
        found.warn(line, "target", f"年度指标值{quote(text)}读不懂：{target.reading}。")
