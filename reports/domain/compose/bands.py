"""The blocks of the paper forms but the indicators: header, funds, 资金管理情况, goals, 说明.

Each returns a band on the form's grid of columns. Value cells carry the place of their value in the
exchange format; computed cells the place where the format has the printed figure.
"""

from decimal import Decimal

from reports.domain import facts
from reports.domain.compose.sheet import Column, Sheet, awarded_text
from reports.domain.compose.values import label, percent, plain, value
from reports.domain.document import Band, Cell, Row
from reports.domain.evaluate import rate_agrees


def header_band(sheet: Sheet, spans: tuple[int, ...]) -> Band:
    """Program and departments; the last two share a row where both are printed."""
    report, labels = sheet.report, sheet.labels
    name, first, second, last = spans
    wide = first + second + last

    def shown(field: str) -> bool:
        return field not in labels.optional or bool(getattr(report, field).strip())

    rows = [Row((label(labels.program, name), value(report.program, "program", wide, "left")))]
    if shown("central_department"):
        central = value(report.central_department, "central_department", wide, "left")
        rows.append(Row((label(labels.central, name), central)))
    local = label(labels.local, name)
    cells: tuple[Cell, ...]
    if shown("implementing_unit"):
        cells = (
            local,
            value(report.local_department, "local_department", first, "left"),
            label(labels.implementing, second),
            value(report.implementing_unit, "implementing_unit", last, "left"),
        )
    else:
        cells = (local, value(report.local_department, "local_department", wide, "left"))
    return Band("header", (*rows, Row(cells)))


def rate_text(sheet: Sheet, line: facts.FundLine | None, rate: Decimal | None, printed: str | None) -> str:
    """The rate as printed where that is the computed one, else the computed; "—" where there is none, else blank."""
    labels = sheet.labels
    if printed and rate is not None and rate_agrees(printed, rate):
        return printed
    if rate is None:
        return labels.no_rate if line is None or line.budget or line.actual else ""
    return percent(rate, labels.rate_places, labels.rate_trim)


def path(column: str) -> str:
    """The exchange format calls 全年执行数 ``actual``."""
    return "actual" if column == "spent" else column


def funds_total_cell(sheet: Sheet, column: Column) -> Cell:
    """The total line is computed from the lines, whatever was printed before."""
    total, labels = sheet.evaluation.total, sheet.labels
    printed = sheet.report.funds_total or facts.FundLine()
    if column.name == "source":
        return label(labels.funds_total, column.span, align="left")
    if column.name == "rate":
        text = "" if total.budget is None and total.actual is None else rate_text(sheet, None, total.rate, printed.rate)
    elif column.name == "weight":
        return value(sheet.report.execution_weight, "execution_weight", column.span)
    elif column.name == "score":
        text = awarded_text(printed.score, total.score)
    else:
        amounts = {"budget": total.budget, "spent": total.actual, "initial": total.initial}
        text = plain(amounts[column.name])
    return value(text, f"funds_total.{path(column.name)}", column.span)


def fund_cell(sheet: Sheet, column: Column, index: int) -> Cell:
    """A line under the total; the first carries 其中：, the others stand under its word."""
    labels, line = sheet.labels, sheet.report.funds[index]
    key = f"funds[{index}].{path(column.name)}"
    if column.name == "source":
        return label(source_text(line.source, labels.first_line, index), column.span, key=key, align="left")
    if column.name == "weight":
        return label(labels.not_scored, column.span)
    if column.name == "rate":
        return value(rate_text(sheet, line, sheet.evaluation.funds[index].rate, line.rate), key, column.span)
    if column.name == "score":
        return value(line.score or labels.not_scored, key, column.span)
    amounts = {"budget": line.budget, "spent": line.actual, "initial": line.initial}
    return value(amounts[column.name], key, column.span)


def source_text(source: str, first: str, index: int) -> str:
    """其中：中央资金, and the following ones indented by as many full-width blanks."""
    if index:
        return "　" * len(first) + source
    return source if source.startswith(first) else first + source


def funds_band(sheet: Sheet, columns: tuple[Column, ...]) -> Band:
    """The fund lines under their total; the first column names the block."""
    report, labels = sheet.report, sheet.labels
    edge, *inner = columns
    name = labels.funds.replace("{unit}", report.unit)
    if "{unit}" not in labels.funds and report.unit != "万元":
        name += f"（{report.unit}）"
    heads = [label("" if column.name == "source" else getattr(labels, column.name), column.span) for column in inner]
    total = Row(tuple(funds_total_cell(sheet, column) for column in inner))
    lines = [Row(tuple(fund_cell(sheet, column, i) for column in inner)) for i in range(len(report.funds))]
    head = Row((label(name, edge.span, rowspan=2 + len(lines)), *heads))
    return Band("funds", (total, *lines), (head,))


def management_band(sheet: Sheet, spans: tuple[int, ...]) -> Band:
    """资金管理情况: the report's lines, else the form's seven with blanks."""
    labels = sheet.labels
    edge, aspect, statement, problem = spans
    lines = sheet.report.management or tuple(facts.ManagementLine(name) for name in labels.aspects)
    keyed = bool(sheet.report.management)
    rows = []
    for i, line in enumerate(lines):
        key = f"management[{i}]." if keyed else ""
        rows.append(
            Row(
                (
                    label(line.aspect, aspect, key=key and key + "aspect"),
                    value(line.statement, key and key + "statement", statement, "left"),
                    value(line.problem, key and key + "problem", problem),
                )
            )
        )
    head = Row(
        (
            label(labels.management, edge, rowspan=1 + len(rows)),
            label("", aspect),
            label(labels.statement, statement),
            label(labels.problem, problem),
        )
    )
    return Band("management", tuple(rows), (head,))


def goals_band(sheet: Sheet, spans: tuple[int, ...]) -> Band:
    """年初设定目标 beside 全年实际完成情况; one blank row where no goal is set."""
    labels = sheet.labels
    edge, target, actual = spans
    rows = [
        Row(
            (
                value(goal.target, f"goals[{i}].target", target, "left"),
                value(goal.actual, f"goals[{i}].actual", actual, "left"),
            )
        )
        for i, goal in enumerate(sheet.report.goals)
    ] or [Row((value("", "", target), value("", "", actual)))]
    head = Row(
        (
            label(labels.goals, edge, rowspan=1 + len(rows)),
            label(labels.goal_target, target),
            label(labels.goal_actual, actual),
        )
    )
    return Band("goals", tuple(rows), (head,))


def remarks_band(sheet: Sheet, edge: int, grid: int) -> Band:
    """说明."""
    cells = (label(sheet.labels.remarks, edge), value(sheet.report.remarks, "remarks", grid - edge, "left"))
    return Band("remarks", (Row(cells),))
