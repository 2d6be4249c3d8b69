"""Word files as offices make them: the paper forms of the fixtures with real merged cells, by hand and not by us."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

Facts = dict[str, Any]
#: One cell of a drawn row: its text and how many columns of the grid it covers; ``None`` goes on from above.
Drawn = Sequence[tuple[str | None, int]]


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def table(document: Document, rows: Sequence[Drawn], widths: Sequence[int] = ()):
    """A table with cells merged across (span) and down (``None``)."""
    columns = sum(span for _, span in rows[0])
    made = document.add_table(len(rows), columns, style="Table Grid")
    for column, width in zip(made.columns, widths, strict=False):
        column.width = Cm(width)
    origins: dict[int, Any] = {}
    for at, row in enumerate(rows):
        column = 0
        for text, span in row:
            here = made.cell(at, column)
            if text is None:
                origins[column].merge(made.cell(at, column + span - 1))
            else:
                origins[column] = here.merge(made.cell(at, column + span - 1)) if span > 1 else here
                write(origins[column], text)
            column += span
        assert column == columns, row
    return made


def write(cell, text: str) -> None:
    """Each line a paragraph, as Enter makes it."""
    first, *rest = text.split("\n")
    cell.paragraphs[0].text = first
    for line in rest:
        cell.add_paragraph(line)


# --- the blocks of the forms ------------------------------------------------------------------------


def amount(text: str | None) -> str:
    return text or ""


def heads(report: Facts, labels: Sequence[str], spans: tuple[int, int, int, int]) -> list[Drawn]:
    """Program, 中央主管部门 where the form has it, then 地方主管部门 and the unit in one row."""
    name, first, second, last = spans
    program, central, local, unit = labels
    rows: list[Drawn] = [((program, name), (report["program"], first + second + last))]
    if central:
        rows.append(((central, name), (report["central_department"], first + second + last)))
    if unit:
        pair = ((local, name), (report["local_department"], first), (unit, second), (report["implementing_unit"], last))
        rows.append(pair)
    else:
        rows.append(((local, name), (report["local_department"], first + second + last)))
    return rows


def funds(
    report: Facts, label: str, columns: Sequence[tuple[str, str, int]], edge: int, source: int, total: str
) -> list[Drawn]:
    """Columns are (heading, key, span); the label at the left edge is merged down."""
    rows: list[Drawn] = [((label, edge), ("", source), *((title, span) for title, _, span in columns))]
    values = {**(report["funds_total"] or {}), "weight": report["execution_weight"]}
    rows.append(((None, edge), (total, source), *((amount(values.get(key)), span) for _, key, span in columns)))
    for at, line in enumerate(report["funds"]):
        name = f"其中：{line['source']}" if at == 0 else f"　　　{line['source']}"
        cells = ((amount(line.get(key)) if key != "weight" else "—", span) for _, key, span in columns)
        rows.append(((None, edge), (name, source), *cells))
    return rows


def management(report: Facts, spans: tuple[int, int, int, int]) -> list[Drawn]:
    edge, aspect, statement, problem = spans
    rows: list[Drawn] = [
        (("资金管理情况", edge), ("", aspect), ("情况说明", statement), ("存在问题和改进措施", problem))
    ]
    for line in report["management"]:
        rows.append(
            ((None, edge), (line["aspect"], aspect), (line["statement"], statement), (line["problem"], problem))
        )
    return rows


def goals(report: Facts, labels: Sequence[str], spans: tuple[int, int, int]) -> list[Drawn]:
    edge, target, actual = spans
    rows: list[Drawn] = [((labels[0], edge), (labels[1], target), (labels[2], actual))]
    lines = report["goals"] or [{"target": "", "actual": ""}]
    return rows + [((None, edge), (goal["target"], target), (goal["actual"], actual)) for goal in lines]


def grouped(rows: Sequence[Facts], at: int, key: str) -> str | None:
    """A group's name in its first row, ``None`` below it."""
    same = at and rows[at - 1]["level1"] == rows[at]["level1"] and rows[at - 1][key] == rows[at][key]
    return None if same else rows[at][key]


Columns = Sequence[tuple[str, str, int]]


def indicators(rows: Sequence[Facts], columns: Columns, edge: str = "", merged: bool = True) -> list[Drawn]:
    """Columns are (heading, key, span); ``edge``: the word at the left, merged down."""
    left: Drawn = ((edge, 1),) if edge else ()
    drawn: list[Drawn] = [(*left, *((title, span) for title, _, span in columns))]
    for at, row in enumerate(rows):
        cells: list[tuple[str | None, int]] = [(None, 1)] if edge else []
        for _, key, span in columns:
            text = row.get(key, "")
            cells.append((grouped(rows, at, key) if merged and key.startswith("level") else text, span))
        drawn.append(tuple(cells))
    return drawn


def total(report: Facts, columns: Columns, edge: bool) -> Drawn:
    """总分 over the columns before 分值."""
    before = sum(span for _, key, span in columns if key.startswith(("level", "name", "target", "actual")))
    score = sum(span for _, key, span in columns if key == "reason")
    return (
        (None if edge else "", 1),
        ("总分", before),
        ("100", 1),
        (report["total_score"], 1),
        ("", score),
    )[0 if edge else 1 :]


# --- the five forms ---------------------------------------------------------------------------------

AB = (
    ("一级指标", "level1", 1), ("二级指标", "level2", 1), ("三级指标", "name", 1), ("年度指标值", "target", 1),
    ("全年完成值", "actual", 1), ("未完成原因和改进措施", "reason", 1),
)  # fmt: skip
B = (*AB[:3], ("指标值", "target", 1), ("全年实际完成值", "actual", 1), AB[5])
C = (*B[:5], ("分值", "weight", 1), ("得分", "score", 1), ("未完成原因和改进措施", "reason", 2))
D = (
    *AB[:4], ("实际完成值", "actual", 1), ("分值", "weight", 1), ("得分", "score", 1),
    ("偏差原因分析及改进措施", "reason", 2),
)  # fmt: skip
E = (
    ("分值", "weight", 1), ("一级\n指标", "level1", 1), ("二级\n指标", "level2", 1), ("三级\n指标", "name", 1),
    ("评价要点及说明", "criterion", 1), ("得分", "score", 1),
)  # fmt: skip


def form_a(report: Facts) -> list[Drawn]:
    columns = (("全年预算数（A）", "budget", 1), ("全年执行数（B）", "actual", 1), ("预算执行率（B/A）", "rate", 1))
    return [
        *heads(report, ("转移支付（项目）名称", "中央主管部门", "地方主管部门", "实施单位"), (3, 1, 1, 2)),
        *funds(report, "项目资金\n（万元）", columns, 3, 1, "年度资金总额："),
        *goals(report, ("年度\n目标", "年初设定目标", "全年实际完成情况"), (1, 3, 3)),
        *indicators(report["indicators"], AB, "绩效指标"),
    ]


def form_b(report: Facts) -> list[Drawn]:
    columns = (("全年预算数\n(A)", "budget", 1), ("全年执行数\n(B)", "actual", 1), ("预算执行率\n(B/A)", "rate", 1))
    return [
        *heads(report, ("转移支付(项目)名称", "中央主管部门", "地方主管部门", "资金使用单位"), (3, 1, 1, 2)),
        *funds(report, "资金投入情况\n(万元)", columns, 3, 1, "年度资金总额:"),
        *management(report, (1, 2, 2, 2)),
        *goals(report, ("总体目标完成情况", "总体目标", "全年实际完成情况"), (1, 3, 3)),
        *indicators(report["indicators"], B, "绩效\n指标"),
        (("说明", 1), (report["remarks"], 6)),
    ]


def form_c(report: Facts) -> list[Drawn]:
    columns = (
        ("全年预算数（A）", "budget", 1), ("全年执行数（B）", "actual", 1), ("分值", "weight", 1),
        ("预算执行率（C=B/A*100%）", "rate", 2), ("得分", "score", 1),
    )  # fmt: skip
    return [
        *heads(report, ("专项转移支付名称", "", "市级主管部门", ""), (3, 2, 2, 3)),
        *funds(report, "资金情况", columns, 2, 2, "年度资金总额"),
        *goals(report, ("总体目标完成情况", "总体目标", "全年实际完成情况"), (1, 3, 6)),
        *indicators(report["indicators"], C, "绩效指标"),
        total(report, C, True),
        (("说明", 1), (report["remarks"], 9)),
    ]


def form_d(report: Facts) -> list[Drawn]:
    columns = (
        ("年初预算数", "initial", 1), ("全年预算数", "budget", 1), ("全年执行数", "actual", 1),
        ("分值", "weight", 1), ("执行率", "rate", 2), ("得分", "score", 1),
    )  # fmt: skip
    return [
        *heads(report, ("项目名称", "", "主管部门", "实施单位"), (3, 2, 2, 3)),
        *funds(report, "项目资金（万元）", columns, 1, 2, "年度资金总额"),
        *goals(report, ("年度总体目标", "预期目标", "实际完成情况"), (1, 3, 6)),
        *indicators(report["indicators"], D, "绩效指标"),
        total(report, D, True),
    ]


def form_e(report: Facts) -> list[Drawn]:
    rows = [{**row, "criterion": printed_criterion(row)} for row in report["indicators"]]
    last: Drawn = (("100", 1), ("总分", 4), (report["total_score"], 1))
    return [*indicators(rows, E), last]


def printed_criterion(row: Facts) -> str:
    values = [f"标准值：{row['target']}"] if row["target"] else []
    values += [f"实际：{row['actual']}"] if row["actual"] else []
    return "\n".join(part for part in (row["criterion"], "　".join(values)) if part)


FORMS: dict[str, Callable[[Facts], list[Drawn]]] = {"A": form_a, "B": form_b, "C": form_c, "D": form_d, "E": form_e}


# --- the whole file ---------------------------------------------------------------------------------


def centred(document: Document, text: str) -> None:
    document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER


def narrative(document: Document, report: Facts, styled: bool = False) -> None:
    """Headings and paragraphs; each explanation below the heading its level names."""
    waiting = list(report["indicators"])
    for section in report["narrative"]:
        if section["heading"]:
            style = f"Heading {section['level']}" if styled else None
            document.add_paragraph(section["heading"], style=style)
        for text in section["body"].split("\n\n"):
            if text and not text.startswith("{{"):
                document.add_paragraph(text)
        for row in [row for row in waiting if under(section["heading"], row["level2"]) and row["explanation"]]:
            waiting.remove(row)
            for text in row["explanation"].split("\n\n"):
                document.add_paragraph(text)


def under(heading: str, level2: str) -> bool:
    return bool(level2) and level2.removesuffix("指标") in heading


def whole(report: Facts, landscape: bool = False, styled: bool = False) -> Document:
    """The report as it is sent in: title, narrative, on a new page the form."""
    document = docx.Document()
    if report["narrative"]:
        centred(document, report["title"])
        narrative(document, report, styled)
        document.add_page_break()
        document.add_paragraph("附表")
    if landscape:
        section = document.add_section()
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    caption(document, report)
    table(document, FORMS[report["form"]](report))
    return document


def caption(document: Document, report: Facts) -> None:
    titles = {"D": "项目支出绩效自评表", "E": "绩效评价指标体系"}
    if report["form"] == "D":
        centred(document, report["title"])
    else:
        centred(document, titles.get(report["form"], "转移支付区域（项目）绩效目标自评表"))
        centred(document, f"（{report['year']}年度）")


def element(name: str, **attributes: str):
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def run(text: str, tag: str = "w:t"):
    """A run as Word writes it, to be put where python-docx has no door."""
    made = OxmlElement("w:r")
    piece = OxmlElement(tag)
    piece.text = text
    made.append(piece)
    return made


def simple_row(texts: Sequence[str]):
    """A row written straight, where python-docx would count all cells before it."""
    row = OxmlElement("w:tr")
    for text in texts:
        cell, paragraph = OxmlElement("w:tc"), OxmlElement("w:p")
        paragraph.append(run(text))
        cell.append(paragraph)
        row.append(cell)
    return row
