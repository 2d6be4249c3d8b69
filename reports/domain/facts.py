"""A report as plain facts: what stands on the paper form, text as typed.

This is the only shape in which rules, documents and the exchange format see a report. Nothing here
knows the database; nothing computed is kept here (see ``evaluate``). The fields are the keys of
exchange-format.md, in its order. A ``None`` in an optional field means "not on this form", ""
means "on the form and left blank": the difference decides whether a printed total is checked.
"""

from dataclasses import dataclass

FORMS = ("A", "B", "C", "D", "E")
UNITS = ("万元", "元")
JUDGEMENTS = ("达成", "部分达成", "未达成")
#: Written as an actual where the indicator does not concern the unit; the reason says why.
NOT_APPLICABLE = "不适用"
#: The seven fixed lines of 资金管理情况 (form B).
MANAGEMENT_ASPECTS = (
    "分配科学性",
    "下达及时性",
    "拨付合规性",
    "使用规范性",
    "执行准确性",
    "预算绩效管理情况",
    "支出责任履职情况",
)


@dataclass(frozen=True, slots=True)
class FundLine:
    """One line under 年度资金总额, or that total line itself as printed; amounts in the form's unit."""

    source: str = ""
    budget: str | None = ""
    actual: str | None = ""
    initial: str | None = None
    received: str | None = None
    rate: str | None = None
    score: str | None = None


@dataclass(frozen=True, slots=True)
class ManagementLine:
    """One line of 资金管理情况 (form B)."""

    aspect: str = ""
    statement: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """年初设定目标 beside 全年实际完成情况."""

    target: str = ""
    actual: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """A named part-point of a checklist, given or not."""

    name: str
    points: str
    given: bool = False


@dataclass(frozen=True, slots=True)
class Scoring:
    """An indicator's scoring method and its parameters as typed; "" = the rule's default."""

    method: str = ""
    step: str = ""
    points: str = ""
    of: str = ""
    items: tuple[ChecklistItem, ...] = ()
    deduct: str = ""
    found: str = ""
    direction: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One third-level row of the 自评表 with its paragraph of the narrative.

    ``evidence``: how many evidence files it has; ``drafted``: its explanation was drafted or carried
    over and nobody has edited or accepted it. Neither travels in the exchange format.
    """

    name: str
    level1: str = ""
    level2: str = ""
    target: str = ""
    actual: str = ""
    weight: str = ""
    score: str = ""
    judgement: str = ""
    reason: str = ""
    explanation: str = ""
    criterion: str = ""
    scoring: Scoring = Scoring()
    evidence: int = 0
    drafted: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the narrative (level 1–5) with the paragraphs under it, parted by blank lines.

    ``drafted``: as with an indicator's explanation.
    """

    heading: str = ""
    body: str = ""
    level: int = 1
    drafted: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """One district's line of the allocation table; as a total line, ``None`` = column not printed."""

    organization: str = ""
    settlement: str | None = ""
    advance: str | None = ""
    audit: str | None = ""
    proposed: str | None = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One year's value of a series, as printed."""

    year: int
    value: str


@dataclass(frozen=True, slots=True)
class Series:
    """A row of yearly figures the narrative draws as a chart."""

    name: str
    unit: str = ""
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One whole report."""

    form: str
    year: int
    program: str
    organization: str
    title: str
    central_department: str = ""
    local_department: str = ""
    implementing_unit: str = ""
    unit: str = "万元"
    execution_weight: str = ""
    funds_total: FundLine | None = None
    funds: tuple[FundLine, ...] = ()
    management: tuple[ManagementLine, ...] = ()
    goals: tuple[Goal, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    narrative: tuple[Section, ...] = ()
    allocation_share: str = ""
    allocations: tuple[Allocation, ...] = ()
    allocations_total: Allocation | None = None
    series: tuple[Series, ...] = ()
    total_score: str = ""
    remarks: str = ""
