"""The block 绩效指标: groups merged over their rows, and the line 总分."""

from reports.domain import facts
from reports.domain.compose.groups import runs
from reports.domain.compose.sheet import Column, Sheet, awarded_text
from reports.domain.compose.values import label, plain, value
from reports.domain.document import Band, Cell, Row


def indicator_cell(sheet: Sheet, column: Column, index: int, spans: dict[str, list[int]]) -> Cell | None:
    """One cell of an indicator's row; none where the group's cell above covers it."""
    row, key = sheet.report.indicators[index], f"indicators[{index}].{column.name}"
    if column.name in spans:
        rowspan = spans[column.name][index]
        return label(getattr(row, column.name), column.span, rowspan, key) if rowspan else None
    if column.name == "name":
        return value(row.name, key, column.span, "left")
    if column.name == "score":
        score = awarded_text(row.score, sheet.evaluation.indicators[index].computed_score)
        return value(score, key, column.span)
    if column.name == "criterion":
        return value(criterion_text(row), key, column.span, "left")
    return value(getattr(row, column.name), key, column.span)


def criterion_text(row: facts.Indicator) -> str:
    """评价要点及说明 with 标准值 and 实际 under it, where they are given (form E)."""
    parts = [f"标准值：{row.target}" if row.target else "", f"实际：{row.actual}" if row.actual else ""]
    return "\n".join(text for text in (row.criterion, "　".join(part for part in parts if part)) if text)


def indicators_band(sheet: Sheet, columns: tuple[Column, ...], grid: int) -> Band:
    """Level 1 and 2 merged over their rows; under a form with scores the line 总分."""
    labels, rows = sheet.labels, sheet.report.indicators
    spans = {
        "level1": list(runs([(row.level1,) for row in rows])),
        "level2": list(runs([(row.level1, row.level2) for row in rows])),
    }
    body = []
    for i in range(len(rows)):
        cells = (indicator_cell(sheet, column, i, spans) for column in columns)
        body.append(Row(tuple(cell for cell in cells if cell is not None)))
    heads = [label(getattr(labels, column.name), column.span) for column in columns]
    edge = grid - sum(column.span for column in columns)
    if edge:
        heads.insert(0, label(labels.indicators, edge, rowspan=1 + len(body)))
    if any(column.name == "score" for column in columns):
        body.append(total_row(sheet, columns, edge))
    return Band("indicators", tuple(body), (Row(tuple(heads)),))


def total_row(sheet: Sheet, columns: tuple[Column, ...], edge: int) -> Row:
    """总分: the weights' sum under 分值, the total under 得分, its word over the columns between."""
    evaluation = sheet.evaluation
    total = awarded_text(sheet.report.total_score, evaluation.total_score)
    weights = plain(evaluation.weights, trim=True) if evaluation.scored else ""
    cells: list[Cell] = []
    word, open_span = sheet.labels.total_score, edge
    for column in columns:
        if column.name not in ("weight", "score"):
            open_span += column.span
            continue
        if open_span:
            cells.append(label(word, open_span))
            word = ""
        open_span = 0
        shown, key = (weights, "") if column.name == "weight" else (total, "total_score")
        cells.append(value(shown, key, column.span))
    if open_span:
        cells.append(label("", open_span))
    return Row(tuple(cells))
