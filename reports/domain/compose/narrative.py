"""The narrative: headings, paragraphs, tables, charts, and each indicator's explanation in its place."""

import re
from collections.abc import Iterator

from reports.domain import facts
from reports.domain.compose.placing import explanations_by_section
from reports.domain.compose.tables import allocation_table, goal_table, is_table_line, without_keys, written_table
from reports.domain.document import Block, Chart, Heading, Paragraph, Table

BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
CAPTION = re.compile(r"[表图]\s*\d{1,3}(?!\d)[\s:：.、．]?")
#: A line that names the annexed form: 附表：…自评表（2022年度）.
APPENDIX = re.compile(r"(附表|附件)\s*\d*\s*[:：]\s*(.+?(?:自评表|指标体系))\s*(?:[（(]\s*\d{4}\s*年度?\s*[）)])?")
#: A caption or a line 附表：… is short; a longer text is a paragraph that happens to begin so.
LINE_LENGTH = 200
APPENDED = "绩效指标完成情况分析"


def paragraphs(text: str) -> list[str]:
    """Parted by blank lines; a single line break stays inside its paragraph."""
    text = text.replace("\r\n", "\n").strip()
    return [part.strip("\n") for part in BLANK_LINES.split(text) if part.strip()]


def appendix_of(report: facts.Report) -> tuple[str, str]:
    """(附表 or 附件, title of the form) as the narrative's last such line names them; blanks if none does."""
    for section in reversed(report.narrative):
        for text in reversed(paragraphs(section.body)):
            if len(text) < LINE_LENGTH and (match := APPENDIX.fullmatch(text.strip())):
                return match[1], match[2].strip()
    return "", ""


def special_block(text: str, report: facts.Report) -> Block | None:
    """What a paragraph that is exactly one known ``{{…}}`` stands for."""
    text = text.strip()
    if text == "{{goal_table}}":
        return goal_table(report)
    if text == "{{allocation_table}}":
        return allocation_table(report)
    if text.startswith("{{chart:") and text.endswith("}}"):
        name = text.removeprefix("{{chart:").removesuffix("}}").strip()
        for series in report.series:
            if series.name == name:
                return Chart(series.name, series.unit, tuple((p.year, p.value) for p in series.points))
    return None


def line_runs(text: str) -> Iterator[tuple[bool, list[str]]]:
    """The lines of a paragraph, table lines and others apart."""
    lines: list[str] = []
    table = False
    for line in text.split("\n"):
        if lines and is_table_line(line) != table:
            yield table, lines
            lines = []
        table = is_table_line(line)
        lines.append(line)
    yield table, lines


def body_blocks(text: str, key: str, report: facts.Report) -> list[Block]:
    """One body text as blocks; the line over a table or chart becomes its caption."""
    blocks: list[Block] = []
    for paragraph in paragraphs(text):
        if block := special_block(paragraph, report):
            blocks.append(block)
            continue
        for table, lines in line_runs(paragraph):
            if table:
                blocks.append(written_table(lines))
            else:
                blocks.append(Paragraph("\n".join(lines).strip("\n"), key=key))
    return [as_caption(block, blocks, i) for i, block in enumerate(blocks)]


def as_caption(block: Block, blocks: list[Block], index: int) -> Block:
    """A short line 表1 … right before a table, or 图1 … / …图 right after a chart, is set as its caption."""
    if not isinstance(block, Paragraph) or len(block.text) > LINE_LENGTH:
        return block
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    before = blocks[index - 1] if index else None
    text = block.text.strip()
    over = after is not None and not isinstance(after, Paragraph) and CAPTION.match(text)
    under = isinstance(before, Chart) and (CAPTION.match(text) or text.endswith("图"))
    return Paragraph(block.text, style="caption", key=block.key) if over or under else block


def opens_with_number(explanation: str) -> bool:
    """Whether the text brings its own line 指标1：…."""
    return re.match(r"\s*指标\s*[0-9０-９一二三四五六七八九十]", explanation) is not None


def explanation_blocks(report: facts.Report, index: int) -> list[Block]:
    """An indicator's explanation, led by 指标n：名称 and 目标值：… unless it brings these lines itself."""
    row, key = report.indicators[index], f"indicators[{index}].explanation"
    blocks = body_blocks(row.explanation, key, report)
    if opens_with_number(row.explanation):
        return blocks
    place = sum((r.level1, r.level2) == (row.level1, row.level2) for r in report.indicators[: index + 1])
    lead: list[Block] = [Paragraph(f"指标{place}：{row.name}", key=key)]
    if row.target.strip():
        lead.append(Paragraph(f"目标值：{row.target}", key=key))
    return lead + blocks


def narrative_blocks(report: facts.Report) -> tuple[Block, ...]:
    """Every section in order; explanations under the heading that names their level, each exactly once."""
    placed = explanations_by_section(report)
    blocks: list[Block] = []
    for i, section in enumerate(report.narrative):
        if section.heading.strip():
            blocks.append(Heading(section.heading, section.level, f"narrative[{i}].heading"))
        blocks += body_blocks(section.body, f"narrative[{i}].body", report)
        for index in placed.get(i, ()):
            blocks += explanation_blocks(report, index)
    if rest := placed.get(None, ()):
        blocks.append(Heading(APPENDED))
        for index in rest:
            blocks += explanation_blocks(report, index)
    return tuple(keep_keys_once(blocks))


def keep_keys_once(blocks: list[Block]) -> Iterator[Block]:
    """A table asked for a second time is a copy: its cells are not places of values."""
    seen: set[str] = set()
    for block in blocks:
        if isinstance(block, Table) and block.key:
            yield without_keys(block) if block.key in seen else block
            seen.add(block.key)
        else:
            yield block
