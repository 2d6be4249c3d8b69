"""narrative.target_mismatch: text and table give different targets for the same indicator.

exchange-format.md "Finding codes": one containing the other is no mismatch. Read are the lines 目标值：… and
指标n：名称≥… of an explanation, 名称目标值… in a sentence, and written tables with a column of targets.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from indicators.domain.actuals import agrees
from indicators.domain.numbers import quote
from indicators.domain.targets import Comparison, Compound, Deadline, Range, Target, read_target
from reports.domain import facts
from reports.domain.checks.finding import Finding, warning
from reports.domain.evaluate import Evaluation
from reports.domain.prose.places import Place, places_of
from reports.domain.prose.subjects import Rows, own_words
from reports.domain.prose.words import KEPT, bigrams, plain

#: A line that gives the target of the indicator it stands under.
_LINE = re.compile(
    r"^[^\S\n]*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）.、．]\s*)?(?:年初|年度|绩效|全年|预期|设定)*(?:目标值?|指标值)[^\S\n]*[:：为](?P<target>[^\n]+)$",
    re.MULTILINE,
)
_TITLE = re.compile(r"\A\s*指标\s*[0-9一二三四五六七八九十]{1,3}\s*[:：.、](?P<text>[^\n]+)$", re.MULTILINE)
#: 参保率目标值为95%，实际… in a sentence.
_INLINE = re.compile(r"(?:目标值|指标值|指标(?=为))(?:设定)?(?:为|是|[:：])?\s*(?P<target>[^,，。；;、\n]{1,40})")
_BEFORE = re.compile(r"[^,，。；;：:、\n（）()]*\Z")
_OF = re.compile("(?:的|年初|年度|绩效|全年)*$")
_ROW = re.compile(r"^[^\S\n]*\|(?P<cells>[^\n]*)\|[^\S\n]*$", re.MULTILINE)
_NOT_A_TARGET = re.compile("已|完成|实现|达到|情况|分析|一致|要求|设定|如下|详见|见表|未|见附")
#: Words for 100%.
_ALL = frozenset(
    "全覆盖 全部 全部覆盖 全面覆盖 全额 足额 应保尽保 应享尽享 应助尽助 全部完成 全面完成 百分之百 全部到位 "
    "全部达标".split()
)
_NAMES = frozenset("三级指标 指标名称 绩效指标 指标".split())
_VALUES = frozenset("年度指标值 指标值 目标值 年度目标值 年初目标值".split())
ALIKE = 2
#: A longer clause before 目标值 is no name.
LONGEST = 60
#: A longer line gives no target.
LONGEST_LINE = 300


def target_mismatch(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Text and table give different targets for the same indicator."""
    rows = Rows(((row.name, "") for row in report.indicators), own_words(report))
    for place in places_of(report):
        seen: set[int] = set()
        for index, text in (*own_targets(report, place), *named_targets(place, rows)):
            row = report.indicators[index]
            if index not in seen and contradict(text, row.target, row.name):
                seen.add(index)
                yield warning(
                    "narrative.target_mismatch",
                    place.where,
                    f"{place.label}写“{row.name}”的目标值为{quote(text)}，表中指标值为{quote(row.target)}，"
                    "两处不一致，请按下达的指标值改正。",
                )


def own_targets(report: facts.Report, place: Place) -> Iterator[tuple[int, str]]:
    """The target an explanation gives for its own indicator."""
    if place.row is None:
        return
    for match in _LINE.finditer(place.text):
        if len(target := match["target"].strip().rstrip("。；;").strip()) <= LONGEST_LINE:
            yield place.row, target
    title = _TITLE.search(place.text)
    if title and len(title["text"]) <= LONGEST_LINE:
        rest = after_name(title["text"], report.indicators[place.row].name)
        if rest:
            yield place.row, rest


def after_name(title: str, name: str) -> str:
    """What of 指标1：名称≥2次 follows the name; a unit alone is no target."""
    title, name = ("".join(unicodedata.normalize("NFKC", text).split()) for text in (title, name))
    if not title.startswith(name):
        return ""
    rest = title.removeprefix(name).lstrip(":：")
    if rest.startswith("(") and rest.endswith(")"):
        rest = rest[1:-1]
    return rest if re.search("[0-9]", rest) or len(rest) > ALIKE else ""


def named_targets(place: Place, rows: Rows) -> Iterator[tuple[int, str]]:
    """名称目标值… and the rows of written tables, by the full name of one indicator alone."""
    for name, target in written(place.text):
        row = rows.named(plain(name))
        if row is not None:
            yield row, target


@lru_cache(maxsize=KEPT)
def written(text: str) -> tuple[tuple[str, str], ...]:
    """(name, target) of every pair that a text writes down."""
    return (*inline(text), *table_rows(text))


def inline(text: str) -> Iterator[tuple[str, str]]:
    """名称目标值为95%: the words of the clause before."""
    for match in _INLINE.finditer(text):
        if re.search("[0-9]", match["target"]) and not _NOT_A_TARGET.search(match["target"]):
            before = _BEFORE.search(text[max(0, match.start() - LONGEST) : match.start()])
            name = _OF.sub("", before.group()) if before else ""
            if len(name) > 1:
                yield name, match["target"].split("实际")[0]


def table_rows(text: str) -> Iterator[tuple[str, str]]:
    """(name, target) of each row of tables whose heading has both columns."""
    columns: tuple[int, int] | None = None
    end = -1
    for match in _ROW.finditer(text):
        cells = [cell.strip() for cell in match["cells"].split("|")]
        if match.start() != end + 1:
            columns = heading(cells)
        elif columns and max(columns) < len(cells) and all(cells[at] for at in columns):
            yield cells[columns[0]], cells[columns[1]]
        end = match.end()


def heading(cells: list[str]) -> tuple[int, int] | None:
    """The columns 三级指标 (or 指标名称) and 指标值 (or 目标值)."""
    plainer = ["".join(cell.split()) for cell in cells]
    names = [at for at, cell in enumerate(plainer) if cell in _NAMES]
    values = [at for at, cell in enumerate(plainer) if cell in _VALUES]
    return (names[-1], values[0]) if names and len(values) == 1 else None


# --- two targets ---


def contradict(one: str, other: str, name: str) -> bool:
    """Whether two wordings cannot be the same target."""
    a, b = (squeezed(text) for text in (one, other))
    if not a or not b or _NOT_A_TARGET.match(a):
        return False
    first, second = read_target(one, name), read_target(other, name)
    if any(target.kind in ("blank", "placeholder", "unreadable") or target.placeholder for target in (first, second)):
        return contradict_words(a, b) if not (first.numeric or second.numeric) and first.kind != "blank" else False
    if first == second:
        return False
    if first.numeric and second.numeric:
        return contradict_numbers(first, second)
    if isinstance(first, Deadline) and isinstance(second, Deadline):
        return not close(first, second)
    return contradict_words(a, b)


def close(one: Deadline, other: Deadline) -> bool:
    """9月30日 and 9月底 are one day."""
    days = [target.last.day or 31 for target in (one, other)]
    return one.last.month == other.last.month and (days[0] == days[1] or min(days) >= 28)


def contradict_numbers(one: Target, other: Target) -> bool:
    """Other numbers, or the same ones the other way round; ≥95% and 95% and >95% are alike."""
    if isinstance(one, Comparison) and isinstance(other, Comparison):
        ways = {target.op[:1] for target in (one, other)}
        opposed = bool(ways & set("≥>")) and bool(ways & set("≤<"))
        return opposed or not equal(one, other)
    if isinstance(one, Range) and isinstance(other, Range):
        return not (agrees(one.low, other.low) and agrees(one.high, other.high))
    if isinstance(one, Compound) and isinstance(other, Compound):
        return sorted(str(part) for _, part in one.parts) != sorted(str(part) for _, part in other.parts)
    return isinstance(one, Comparison | Range) and isinstance(other, Comparison | Range)


def equal(one: Comparison, other: Comparison) -> bool:
    """The same number, a missing multiplier or unit taken from the other side."""
    if agrees(one.quantity, other.quantity):
        return True
    bare = [q for q in (one.quantity, other.quantity) if not q.unit or not q.multiplier]
    return bool(bare) and one.quantity.number == other.quantity.number


def contradict_words(a: str, b: str) -> bool:
    """Neither contains the other, and they share few words."""
    if a in b or b in a or ({a, b} & _ALL and any(text.startswith("100%") or text in _ALL for text in (a, b))):
        return False
    one, other = bigrams(re.sub("[0-9.]", "", a)), bigrams(re.sub("[0-9.]", "", b))
    return ALIKE * len(one & other) < max(1, min(len(one), len(other)))


def squeezed(text: str) -> str:
    """Without blanks and marks; 逐步, 不断 and 持续 promise the same."""
    return re.sub(r"[\s。；;，,、：:“”\"]|逐步|不断|持续|稳步|进一步|逐年", "", unicodedata.normalize("NFKC", text))
