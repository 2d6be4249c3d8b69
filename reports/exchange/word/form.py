"""The lines of one form, possibly of several tables → what stands in it, band after band."""

import re
from collections.abc import Sequence

from reports.exchange.word import headings
from reports.exchange.word.bands import Band, FundsBand, GoalsBand, ManagementBand, text_of
from reports.exchange.word.columns import under
from reports.exchange.word.found import Found, Text
from reports.exchange.word.indicator_band import IndicatorBand
from reports.exchange.word.lines import Cell, Line

#: More indicators than this stand on no form (reliability.md "parsing is bounded").
MOST_INDICATORS = 500
BANDS = (IndicatorBand, FundsBand, ManagementBand, GoalsBand)
FIGURES = "0123456789.,% 分"
_UNIT = re.compile(r"[（(]?\s*(?:金额)?单位\s*[:：]\s*(?:人民币)?\s*(?:万?元)\s*[）)]?")
_SUBTITLE = re.compile(r"[（(]?\s*(?:19|20)\d\d\s*年?度?\s*[）)]?")


def read_form(lines: Sequence[Line]) -> Found:
    """Everything in the lines; what fits no band is kept as unrecognised."""
    found = Found()
    band: Band | None = None
    over = 0
    for line in lines:
        if not line.texts:
            continue
        begun = next((kind for kind in BANDS if kind.begins_at(line)), None)
        if begun is not None:
            band = continued(band, begun(line))
            note_columns(band, line, found)
        elif len(found.indicators) >= MOST_INDICATORS and isinstance(band, IndicatorBand):
            over += 1
        elif not take_line(line, band, found):
            found.left(line.place, line.texts)
    found.tell_unread()
    if over:
        found.warnings.append(f"表中指标超过 {MOST_INDICATORS} 行，后面的 {over:,} 行没有读，请核对文件。")
    return found


def continued(before: Band | None, band: Band) -> Band:
    """A heading repeated on the next page leaves the groups as they are."""
    if isinstance(before, IndicatorBand) and isinstance(band, IndicatorBand):
        band.above = before.above
    return band


def note_columns(band: Band, line: Line, found: Found) -> None:
    """What the heading tells of the form: its columns, and words with the unit of the amounts."""
    kind = type(band).__name__.removesuffix("Band").lower()
    found.columns |= {kind} | {f"{kind}.{column.name}" for column in band.columns if column.name}
    if isinstance(band, FundsBand):
        found.words += line.texts


def take_line(line: Line, band: Band | None, found: Found) -> bool:
    if isinstance(band, IndicatorBand):
        return take_total(line, band, found) or take_remarks(line, found) or band.take(line, found)
    if band is not None and not take_heads(line, found):
        return take_remarks(line, found) or band.take(line, found) or take_word(line, found)
    return band is not None or take_heads(line, found) or take_word(line, found) or take_remarks(line, found)


def take_heads(line: Line, found: Found) -> bool:
    """Pairs of a label and the cell beside it: program, departments, units."""
    names = [headings.named(cell.text, headings.HEADS) for cell in line.cells]
    if not any(names[:2]):
        return False
    for at, name in enumerate(names):
        if name and name not in found.heads:
            value = line.cells[at + 1] if at + 1 < len(names) and not names[at + 1] else None
            found.heads[name] = Text(value.flat, value.place) if value else Text("")
    return True


def take_word(line: Line, found: Found) -> bool:
    """A line of one text across the table: its title, the year, the unit, a note."""
    if len(line.texts) != 1:
        return False
    text = line.texts[0]
    if headings.names_form(text) and len(text) < 120:
        found.title = found.title or Cell(text, line.place, 0, 0).flat
    elif not (_UNIT.fullmatch(text) or _SUBTITLE.fullmatch(text) or headings.NOTE.match(text)):
        return False
    found.words.append(text)
    return True


def take_total(line: Line, band: IndicatorBand, found: Found) -> bool:
    """总分: the score under its column, the sum of weights is computed."""
    filled = [cell for cell in line.cells if cell.text and cell.place not in band.labels]
    word = next((at for at, cell in enumerate(filled) if headings.TOTAL.fullmatch(headings.bare(cell.text))), None)
    if word is None or any(any(char not in FIGURES for char in cell.text) for cell in filled[:word]):
        return False
    score = under(line, band.columns).first("score")
    if score is not None and score in filled[word + 1 :]:
        found.heads["total_score"] = text_of(score)
    return True


def take_remarks(line: Line, found: Found) -> bool:
    """说明, or a note set in the table's last row."""
    filled = [cell for cell in line.cells if cell.text]
    if headings.REMARKS.fullmatch(headings.bare(filled[0].text)) and len(line.cells) <= 3:
        found.heads["remarks"] = Text("\n".join(cell.text for cell in filled[1:]), line.cells[-1].place)
        return True
    return len(filled) == 1 and headings.NOTE.match(filled[0].text) is not None
