"""A text → its mentions: every quantity with the words before it, its year and its role in the sentence.

    text      = { paragraph newline }
    paragraph = { sentence "。" }
    clause    = words quantity | words        parted by ， ： 、 and brackets

What a quantity means is not decided here.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from indicators.domain.actuals import Quantity
from indicators.domain.numbers import DECIMAL_DIGITS, INTEGER_DIGITS
from indicators.domain.units import read_unit
from reports.domain.prose.tokens import TOKEN, folded
from reports.domain.prose.words import KEPT, plain

#: The words before a number beyond which nothing names it.
LONGEST_SUBJECT = 60
#: The words of the sentence before a number that are looked through for what a short name is about.
LONGEST_CONTEXT = 120
#: What follows a number at once, so far as anything looks at it.
LONGEST_AFTER = 16
#: The year of what stands under 上年.
BEFORE = 0

_ENDS = ",;。!?\n()[]【】、%"
_COMPARED = re.compile("(?:[较比与同自从]|(?<!截止)到|(?<!截)至)(?:.{0,4}[年、])?$")
#: Words that do not go on with a list of bare numbers.
_ANEW = re.compile("(?![和及与])[^0-9]{3}")
#: 到2025年，… begins a clause on that year.
_UNTIL = re.compile("(?:力争|预计|计划|确保)?[到至]")
_FULL_YEAR = re.compile("^0?1月?[-–—~至]12月")


@dataclass(frozen=True, slots=True)
class Mention:
    """One quantity and its place in the text.

    ``words``: those before it in its clause, plain; ``typed``: as they stand; ``after``: what follows at once;
    ``lead``: the last of the ``clauses`` without a number before it; ``context``: the sentence up to it.
    ``year``: the last one named in the paragraph, ``None`` for none, ``BEFORE`` under 上年; ``whole``: of the whole
    year alone; ``goal``: under 目标为…; ``listed``: after 分别; ``sampled``: after 抽查; ``ranged``: one end of 6-9.
    ``inside``: depth of brackets; ``of``: the mention it is a part of, ``named`` where 其中 says so, not only a
    bracket right after it; ``loose``: a semicolon stands between 其中 and it; ``complete``: the parts are all, 由…组成.
    ``sep``: the mark that ended the clause before.
    """

    quantity: Quantity
    words: str
    after: str
    paragraph: int
    sentence: int
    year: int | None = None
    whole: bool = True
    goal: bool = False
    listed: bool = False
    inside: int = 0
    of: int | None = None
    named: bool = False
    clauses: int = 0
    ranged: bool = False
    lead: str = ""
    typed: str = ""
    sampled: bool = False
    context: str = ""
    loose: bool = False
    complete: bool = False
    sep: str = ""


@dataclass
class _State:
    """What holds from here on: since the paragraph's, the sentence's, the clause's beginning."""

    line: str
    mentions: list[Mention] = field(default_factory=list)
    start: int = 0
    paragraph: int = 0
    sentence: int = 0
    year: int | None = None
    before: str = ""
    whole: bool = True
    goal: bool = False
    goals: bool = False
    listed: bool = False
    of: int | None = None
    named: bool = False
    depth: int = 0
    outer: list[tuple[int | None, bool, bool]] = field(default_factory=list)
    clauses: int = 0
    lead: str = ""
    counted: bool = False
    segment: int = 0
    loose: bool = False
    sampled: bool = False
    fresh: bool = True
    complete: bool = False
    sep: str = ""
    bare: bool = False


@lru_cache(maxsize=KEPT)
def read(text: str) -> tuple[Mention, ...]:
    """Every quantity of the text in its order; never raises."""
    state = _State(folded(text))
    for match in TOKEN.finditer(state.line):
        _STEPS[str(match.lastgroup) if match.lastgroup in _STEPS else _kind(match)](state, match)
    return tuple(state.mentions)


def _kind(match: re.Match[str]) -> str:
    return next(kind for kind in ("num", "date") if match[kind] is not None)


def _number(state: _State, match: re.Match[str]) -> None:
    """A quantity, unless it is an ordinal, a piece of a word or a range."""
    before = state.line[max(0, match.start() - 2) : match.start()]
    after = state.line[match.end() : match.end() + LONGEST_AFTER]
    whole, _, part = match["num"].replace(",", "").partition(".")
    words = state.line[max(state.start, match.start() - LONGEST_SUBJECT) : match.start()]
    if not (match["mult"] or match["unit"]) and after and after[0] not in _ENDS:
        return
    start, state.start = state.start, match.end()
    if before[-1:] in ("第", ".", "/") or (before[-1:].isascii() and before[-1:].isalnum()):
        return
    if len(whole) > INTEGER_DIGITS or len(part) > DECIMAL_DIGITS:
        return
    sign = before[-1:] in ("-", "−") and not before[:1].isdigit()
    ranged = (words in ("-", "−", "~", "–", "—", "至", "到") and start > 0) or after[:1] in ("-", "~", "–", "—", "/")
    number = Decimal(f"{whole}.{part}" if part else whole)
    if state.listed and state.bare and state.sep == "," and _ANEW.match(words):
        state.listed = False  # 分别为75%和76%，健康素养水平29%
    quantity = Quantity(-number if sign else number, match["mult"] or "", read_unit(match["unit"] or ""))
    state.mentions.append(
        Mention(
            quantity, plain(words.rstrip("-−")), after, state.paragraph, state.sentence,
            year=BEFORE if state.before else state.year, whole=state.whole, goal=state.goal, listed=state.listed,
            inside=state.depth, of=state.of, named=state.named, loose=state.loose, ranged=ranged,
            clauses=state.clauses, lead=state.lead, typed=words, sampled=state.sampled,
            context=state.line[max(state.segment, match.start() - LONGEST_CONTEXT) : match.start()],
            complete=state.complete, sep=state.sep,
        )
    )  # fmt: skip
    state.clauses, state.lead, state.counted, state.fresh = 0, "", True, False
    state.bare, state.sep = state.listed and not words.strip("为是和及与:"), ""
    if state.before == "结":
        state.before = ""


def _date(state: _State, match: re.Match[str]) -> None:
    """A year, unless something is only compared with it; a date before December is of a part of the year."""
    before = state.line[max(state.start, match.start() - 6) : match.start()]
    if _UNTIL.fullmatch(before) or not _COMPARED.search(before):
        if match["year"]:
            state.year, state.whole, state.before = int(match["year"]), True, ""
        state.whole = (match["month"] or match["month2"]) in (None, "12")


def _period(state: _State, match: re.Match[str]) -> None:
    state.whole = _FULL_YEAR.match(match.group()) is not None


def _stop(state: _State, match: re.Match[str]) -> None:
    """The end of a sentence; a line break ends the paragraph too."""
    state.start, state.sentence, state.whole, state.listed = match.end(), state.sentence + 1, True, False
    state.goal, state.of, state.named, state.clauses, state.lead, state.fresh = state.goals, None, False, 0, "", True
    state.counted, state.sampled, state.segment, state.loose = False, False, match.end(), False
    state.complete, state.bare, state.sep = False, False, ""
    state.depth, state.outer = 0, []
    state.before = ""
    if match.group() == "\n":
        state.paragraph += 1
        state.year, state.goal, state.goals = None, False, False


def _semicolon(state: _State, match: re.Match[str]) -> None:
    _pause(state, match)
    state.segment, state.loose, state.listed = match.end(), state.of is not None, False


def _pause(state: _State, match: re.Match[str]) -> None:
    if state.start < match.start() and not state.counted:
        state.clauses, state.lead = state.clauses + 1, state.line[state.start : match.start()][-LONGEST_SUBJECT:]
    state.start, state.counted, state.sep = match.end(), False, match.group()


def _open(state: _State, match: re.Match[str]) -> None:
    """A bracket; right after a quantity what stands in it may be its parts. 标准值（95%） is a goal inside it only."""
    before = state.line[max(0, match.start() - 3) : match.start()]
    beside = before.endswith(("标准值", "目标值", "指标值", "目标", "计划"))
    state.outer.append((state.of, state.named, state.goals if beside else state.goal))
    state.of, state.named = None, False
    if state.mentions and state.start == match.start() and not state.fresh:
        state.of = len(state.mentions) - 1
    state.start, state.depth = match.end(), state.depth + 1


def _close(state: _State, match: re.Match[str]) -> None:
    if state.outer:
        state.of, state.named, state.goal = state.outer.pop()
        state.depth -= 1
    state.start = match.end()


def _part(state: _State, match: re.Match[str]) -> None:
    """其中: what follows are parts of the last quantity of this sentence, or of the one before the bracket.

    So after 包括 and 分别为 that begin a clause.
    """
    if match.group() == "分别":
        state.listed, state.bare = True, False
        if state.line[match.end() : match.end() + 1] in ("为", "是", ":", "") and _begins(state, match):
            _parts(state, match, len(state.mentions) - 1)
    elif match.group() in ("包括", "包含"):
        if _begins(state, match) and not state.named:
            _parts(state, match, len(state.mentions) - 1)
    elif match.group() == "其中" and (not state.fresh or _goes_on(state, match)):
        inside = state.depth and state.of is not None and not state.named
        _parts(state, match, state.of if inside and state.of is not None else len(state.mentions) - 1)


def _parts(state: _State, match: re.Match[str], of: int) -> None:
    state.of, state.named, state.loose = of, True, False
    state.start, state.clauses, state.counted = match.end(), 0, False


def _begins(state: _State, match: re.Match[str]) -> bool:
    """Whether the word begins a clause of a sentence that has a quantity."""
    return not state.fresh and state.line[state.start : match.start()] in ("", "具体", "主要", "其中")


def _made(state: _State, match: re.Match[str]) -> None:
    """368.77万人，由…组成: the parts are all."""
    if _begins(state, match):
        _parts(state, match, len(state.mentions) - 1)
        state.complete = True


def _whole(state: _State, match: re.Match[str]) -> None:
    if state.complete:
        state.of, state.named, state.complete, state.start = None, False, False, match.end()


def _goes_on(state: _State, match: re.Match[str]) -> bool:
    """…万元。其中：… speaks of the sentence before."""
    last = state.mentions[-1] if state.mentions else None
    near = last is not None and (last.paragraph, last.sentence) == (state.paragraph, state.sentence - 1)
    return near and state.start == match.start()


def _goal(state: _State, match: re.Match[str]) -> None:
    """What follows are goals: to the end of the sentence, of the paragraph after 如下 and at its beginning."""
    state.goal = True
    state.goals |= state.line[match.end() : match.end() + 2] == "如下"


def _done(state: _State, match: re.Match[str]) -> None:
    state.goal = False


def _prior(state: _State, match: re.Match[str]) -> None:
    """上年 holds to the end of the sentence; 上年结转 says what one sum is."""
    state.before = "结" if match["carried"] else "年"


def _sample(state: _State, match: re.Match[str]) -> None:
    state.sampled = True


def _this(state: _State, match: re.Match[str]) -> None:
    state.before = ""


_STEPS = {
    "num": _number, "date": _date, "period": _period, "stop": _stop, "semi": _semicolon, "pause": _pause, "open": _open,
    "close": _close, "part": _part, "made": _made, "whole": _whole, "goal": _goal, "done": _done, "prior": _prior,
    "sample": _sample, "this": _this,
}  # fmt: skip
