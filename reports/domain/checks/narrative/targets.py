"""narrative.target_mismatch: text and table give different targets for the same indicator.

exchange-format.md "Finding codes": one containing the other is no mismatch. Read are the lines 目标值：… and
指标n：名称≥… of an explanation or under a name in a body, 名称目标值… and 名称，目标值… in a sentence, written tables
with a column of targets, and what sentences say (``stated``).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from indicators.domain.actuals import Quantity, agrees
from indicators.domain.numbers import quote
from indicators.domain.targets import Comparison, Compound, Deadline, Range, Target, read_target
from indicators.domain.units import alternatives, factors
from reports.domain import facts
from reports.domain.checks.finding import Finding, warning
from reports.domain.checks.narrative.explained import rows_of
from reports.domain.checks.narrative.figures import goal_heading
from reports.domain.evaluate import Evaluation
from reports.domain.prose.places import Place, places_of
from reports.domain.prose.reading import Mention, read
from reports.domain.prose.subjects import Rows, beside, own_words, subject_of
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
#: 名称（目标值…, 名称，目标值…, 名称。目标值…: the name stands before the mark.
_APART = re.compile(r"(?P<name>[^,，。；;：:、\n（）()]{2,60})\s*[。，,：:（(]\s*(?:年初|年度|绩效|全年)*\Z")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
#: A line of a body that may be a name: 指标1：名称≥2次.
_NAME_LINE = re.compile(
    r"^[^\S\n]*(?P<label>指标\s*[0-9一二三四五六七八九十]{0,3}\s*[:：.、])?(?P<text>[^\n]{2,300})$", re.MULTILINE
)
_NUMBER_BEFORE = re.compile(r"^[（(]?[0-9一二三四五六七八九十]{1,3}[)）.、．]\s*")
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
_CUT = re.compile("[,，。；;]")
_VALUE = re.compile("[≥≤><=]|不低于|不少于|不超过|不高于|不大于|不小于|大于|小于|达到")
#: A longer line gives no target.
LONGEST_LINE = 300


def target_mismatch(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Text and table give different targets for the same indicator."""
    places = places_of(report)
    rows = rows_of(report, evaluation, own_words(report), places)
    for place in places:
        seen: set[int] = set()
        for index, text in (
            *own_targets(report, place),
            *titled_targets(report, place, rows),
            *named_targets(place, rows, report.year),
            *stated(report, place, rows),
        ):
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


def titled_targets(report: facts.Report, place: Place, rows: Rows) -> Iterator[tuple[int, str]]:
    """The lines 目标值：… right under an indicator's name in a body, and 指标1：名称≥2次 there."""
    if place.row is not None or not ("目标" in place.text or "指标" in place.text):
        return
    row = rows.named(plain(place.heading))
    for match in _NAME_LINE.finditer(place.text):
        line = match.group()
        if given := _LINE.fullmatch(line):
            if row is not None:
                yield row, _CUT.split(given["target"].strip())[0]
            continue
        text = match["text"].strip() if match["label"] else _NUMBER_BEFORE.sub("", line.strip())
        row = rows.named(plain(text)) if len(text) <= LONGEST else None
        if row is None and match["label"]:
            first = _CUT.split(text)[0]
            row = rows.titled(plain(_VALUE.split(first)[0]))
            if row is not None and (rest := after_name(first, report.indicators[row].name)):
                yield row, rest


def named_targets(place: Place, rows: Rows, year: int) -> Iterator[tuple[int, str]]:
    """名称目标值… and the rows of written tables, by the full name of one indicator alone."""
    for name, target, of in written(place.text):
        if of not in ("", str(year)):
            continue
        row = rows.named(plain(name))
        if row is not None:
            yield row, target


@lru_cache(maxsize=KEPT)
def written(text: str) -> tuple[tuple[str, str, str], ...]:
    """(name, target, year it is said of or "") of every pair that a text writes down."""
    return (*inline(text), *((name, target, "") for name, target in table_rows(text)))


def inline(text: str) -> Iterator[tuple[str, str, str]]:
    """名称目标值为95%: the words of the clause before."""
    for match in _INLINE.finditer(text):
        head = text[max(0, match.start() - 2 * LONGEST) : match.start()]
        before, apart = _BEFORE.search(head[-LONGEST:]), _APART.search(head[-LONGEST:])
        name = _OF.sub("", before.group()) if before else ""
        target = match["target"].split("实际")[0]
        if len(name) < 2 and apart:
            name, target = _NUMBER_BEFORE.sub("", apart["name"].strip()), re.split("[)）]", target)[0]
        if len(name) > 1 and re.search("[0-9]", target) and not _NOT_A_TARGET.search(target):
            years = _YEAR.findall(re.split("[。\n]", head)[-1])
            yield name, target, years[-1] if years else ""


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


# --- sentences ---

_OPS = {
    "≥": "≥ >= 不低于 不少于 不小于 大于等于 大于或等于 至少 达到 以上", ">": "> 大于 高于 超过 多于",
    "≤": "≤ <= 不超过 不高于 不大于 小于等于 小于或等于 控制在 以内 以下 内", "<": "< 小于 低于 少于",
}  # fmt: skip
_AFTER = ("以上", "以下", "以内", "内")
_OP = {word: op for op, words in _OPS.items() for word in words.split()}
_WORD_BEFORE = re.compile(f"(?:{alternatives(word for word in _OP if word not in _AFTER)})$")
_WORD_AFTER = re.compile("(?:及|\\(含\\))?(?P<op>以上|以下|以内|内(?![^,;。、)]))")
#: The word 目标值 before its number, in a bracket or not.
_GOAL = re.compile(
    "(?:年初|年度|绩效|全年|预期|设定|既定|考核)*(?P<word>目标值|指标值|标准值|目标任务数?|任务数?|计划数?|目标数?)(?:设定|确定)?(?P<mark>[为是:(]*)$"
)
#: …为97.2%，高于标准值（95%）2.2个百分点: the number before is the indicator's.
_COMPARED = re.compile(
    "^(?:[^,;:()]*[,(])?(?:均|都|已|也)?(?:高于|低于|超过|超出|未达到|达到|完成|优于|好于|多于|少于)了?(?P<who>[^,;:、()]*)$"
)
_ISSUED = re.compile(
    "(?:省|市|上级)?(?:委|政府|厅|局)*(?:民生工程|民生实事|民生项目)?(?:给|对)?(?:我[省市县区])?下达(?:给?我[省市县区])?的?"
)
_GOAL_AFTER = re.compile("的(?:年初|年度|绩效|预期|既定|考核)*(?:目标值|指标值|标准值|目标(?=[,;。、)]|任务|$)|任务)")
_MUST = re.compile("^.*要求")
_FIRST = re.compile("[,;:]")


def stated(report: facts.Report, place: Place, rows: Rows) -> Iterator[tuple[int, str]]:
    """What sentences say an indicator's target is, where the indicator is told by its name.

    参保率不低于95% where goals are listed, 高于标准值（95%）2.2个百分点 and 完成了≥20%的目标 after the indicator's
    number. What a comparison alone gives, 超过目标20%, may be a distance and is not read.
    """
    mentions = read(place.text)
    for at, mention in enumerate(mentions):
        if not may_be_target(mention, report.year):
            continue
        before, op = before_op(mention)
        goal = _GOAL.search(before)
        row = None
        if goal:
            head, bracket = before[: goal.start()], "(" in goal["mark"]
            sure = bool(op) or bracket or mention.after.startswith("的")
            if sure and (compared := _COMPARED.search(_FIRST.split(head)[-1] if not bracket else head.split(",")[-1])):
                row = earlier(mentions, at, rows, place.row)
                if row is not None and not of_the_name(compared["who"], row, rows):
                    row = None
        elif op and _GOAL_AFTER.match(mention.after):
            row = earlier(mentions, at, rows, place.row)
        elif mention.goal or (op and (goal_heading(place) or (place.row is not None and _MUST.search(before)))):
            clause = _FIRST.split(before)[-1]
            row = rows.named(plain(_MUST.sub("", clause) if place.row is not None else clause))
        if row is not None and of_one_kind(report, row, mention):
            yield row, f"{op}{mention.quantity}"


def may_be_target(mention: Mention, year: int) -> bool:
    """Whether a number may be a target of the year's: no part, no end of a range, no distance."""
    plainly = not (mention.listed or mention.ranged) and (mention.of is None or mention.loose)
    return plainly and mention.year in (None, year) and mention.quantity.unit.dimension not in ("point", "score")


def before_op(mention: Mention) -> tuple[str, str]:
    """The sentence up to a number without the words for ≥, and the sign they mean."""
    after = _WORD_AFTER.match(mention.after)
    word = _WORD_BEFORE.search(mention.context)
    if word and not (word.group() in ("达到", "控制在") and after is None):
        return mention.context[: word.start()], _OP[after["op"]] if after else _OP[word.group()]
    return mention.context, _OP[after["op"]] if after else ""


def earlier(mentions: tuple[Mention, ...], at: int, rows: Rows, here: int | None) -> int | None:
    """The row of the number just before in the sentence."""
    if not at or mentions[at - 1].sentence != mentions[at].sentence or mentions[at - 1].goal:
        return None
    last = mentions[at - 1]
    found = rows.find(subject_of(last, mentions[at - 2] if at > 1 else None), last, here)
    return found[0] if found else None


def of_the_name(who: str, row: int, rows: Rows) -> bool:
    """Whether the words between 高于 and 目标值 say no more than the name: 省政府下达参保目标, not 全国目标."""
    left, _ = beside(_ISSUED.sub("", plain(who)), rows.names[row].core)
    return not rows.own.rest(left)


def of_one_kind(report: facts.Report, row: int, mention: Mention) -> bool:
    """Whether a number and a row's target are of one dimension."""
    target = read_target(report.indicators[row].target, report.indicators[row].name)
    ends: tuple[Quantity, ...] = ()
    if isinstance(target, Comparison):
        ends = (target.quantity,)
    elif isinstance(target, Range):
        ends = (target.low, target.high)
    return any(factors(end.unit or target.hint[1], mention.quantity.unit) is not None for end in ends)


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
    ends = [q for target in (one, other) if isinstance(target, Range) for q in (target.low, target.high)]
    if not (isinstance(one, Comparison | Range) and isinstance(other, Comparison | Range)):
        return False
    single = one if isinstance(one, Comparison) else other
    assert isinstance(single, Comparison)  # noqa: S101
    return not any(agrees(end, single.quantity) or end.number == single.quantity.number for end in ends)


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
