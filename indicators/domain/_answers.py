"""Which parts of an actual answer a target."""

import re
from collections.abc import Sequence

from indicators.domain._align import HUNDRED, adds_up, fits, limits, scaled
from indicators.domain._claims import is_goal, is_of_each
from indicators.domain.actuals import (
    Actual,
    Approximation,
    Bound,
    ChangeActual,
    DateActual,
    SimpleActual,
    Value,
    Values,
)
from indicators.domain.targets import Comparison, Compound, PeriodAfterEvent, Range, Simple, Target
from indicators.domain.units import NO_UNIT

#: A part of an actual so named is not the result: 目标10次，实际完成12次; 12次，其中市级5次.
_NOT_RESULT = re.compile("目标|计划|任务|应|原定|年初|指标值|其中|上年|去年|预算|比上|较上")
_WITHIN = ("其中", "包括")
#: 共5个, 累计12个: the sum of the others.
_TOTAL = re.compile("(?:已|实际|全年)*(?:一共|总共|共计?|合计|总计|累计|小计)(?:有|为|达到?|完成|建成)*")
#: A bound after these words bounds the same figure: 480万元，控制在预算500万元以内.
_LIMITED = re.compile("(?:控制|保持|维持|均|在|预算|限额|标准|批复|概算|总额|范围|要求|以)+")
_FILLER = re.compile("(?:实际|全年|已|均|都|分别|达到|达|为|完成|比例|共计|共|累计|约)+")


def parts_of(actual: Actual) -> list[tuple[str, SimpleActual]]:
    """The parts of an actual with the words by which they are told; none of words or a blank."""
    if isinstance(actual, Values):
        return list(actual.parts)
    if isinstance(actual, Value | Bound | Approximation | DateActual | ChangeActual):
        return [(actual.label, actual)]
    return []


def answers(target: Simple, actual: Actual) -> list[SimpleActual]:
    """The parts of an actual that answer one target: of its dimension, named like it where any is."""
    found = results_of([(name, part) for name, part in parts_of(actual) if fits(target, part)])
    values = [part for _, part in found if isinstance(part, Value)]
    found = [(name, part) for name, part in found if not (values and restates(target, name, part, values))]
    named = [part for name, part in found if alike(name, target.label)]
    return [in_all(target, part) for part in named or [part for _, part in found]]


def results_of(parts: list[tuple[str, SimpleActual]]) -> list[tuple[str, SimpleActual]]:
    """The parts without goals, last year's figures and, after a figure of the whole, what 其中 begins."""
    kept: list[tuple[str, SimpleActual]] = []
    within = False
    for name, part in parts:
        begins = name.startswith(_WITHIN)
        within = (begins and bool(kept) and not _own_name(kept[-1][0])) or (within and not _FILLER.fullmatch(name))
        if not within and not _NOT_RESULT.match(name):
            kept.append((name, part))
    totals = [(name, part) for name, part in kept if _TOTAL.fullmatch(name)]
    return totals or kept or parts


def restates(target: Simple, name: str, part: SimpleActual, values: list[Value]) -> bool:
    """Whether a claim beside its figure says nothing more: ≥90%，实际93%; 4.2%，控制在5%以内."""
    if not isinstance(part, Bound | Approximation) or not isinstance(target, Comparison | Range | PeriodAfterEvent):
        return False
    if is_goal(part.label, part.noun):
        return True
    if _own_name(_LIMITED.sub("", name)) and not any(alike(name, value.label) for value in values):
        return False
    if isinstance(part, Approximation):
        return any(value.label.startswith("实际") for value in values)
    return same_bound(target, part) or (len(values) == 1 and holds(part, values[0]))


def holds(claim: Bound, value: Value) -> bool:
    """Whether a value lies within a claim of its dimension."""
    for end, above in ((claim.low, True), (claim.high, False)):
        pair = scaled(end, value.quantity, ("", NO_UNIT)) if end else (HUNDRED, HUNDRED)
        if pair is None or (pair[0] > pair[1] if above else pair[0] < pair[1]):
            return False
    return True


def same_bound(target: Target, actual: Bound) -> bool:
    """不低于70% repeats ≥70%, 70.0%以上 too."""
    if isinstance(target, Range):
        return actual == Bound(target.low, target.high, target.open_low, target.open_high)
    if isinstance(target, PeriodAfterEvent):
        return actual == Bound(None, target.limit)
    if not isinstance(target, Comparison):
        return False
    if target.op in ("≥", ">"):
        return actual == Bound(target.quantity, None, open_low=target.op == ">")
    return target.op in ("≤", "<") and actual == Bound(None, target.quantity, open_high=target.op == "<")


def in_all(target: Simple, part: SimpleActual) -> SimpleActual:
    """每期200人 is at least 200人 in all, unless the target too is for each."""
    if not isinstance(part, Value) or not isinstance(target, Comparison | Range):
        return part
    wanted = is_of_each(target.label) or any(word in part.label for end in limits(target) for word in end.unit.per)
    if wanted or not is_of_each(part.label, part.noun) or not adds_up(target, [part]):
        return part
    return Bound(part.quantity, None)


def _own_name(name: str) -> bool:
    """Whether the words before a number are more than 实际完成 and the like."""
    return bool(_FILLER.sub("", name))


def alike(name: str, other: str) -> bool:
    """Whether two names are the same, or one holds the other."""
    name, other = (_FILLER.sub("", text) or text for text in (name, other))
    return bool(name and other) and (name in other or other in name)


def pair_parts(target: Compound, actual: Actual) -> list[SimpleActual | None]:
    """For each part of a compound its answer: by name, else the only one of its kind, else by position."""
    given = parts_of(actual)
    paired: list[SimpleActual | None] = [None] * len(target.parts)
    left = dict(enumerate(given))
    for index, (name, part) in enumerate(target.parts):
        for at, (said, answer) in left.items():
            told = any(alike(one, other) for one in (name, part.noun) for other in (said, answer.noun))
            if told and fits(part, answer):
                paired[index] = answer
                del left[at]
                break
    rest = [index for index, answer in enumerate(paired) if answer is None]
    unnamed = {at: answer for at, (said, answer) in left.items() if not _named_otherwise(said, target, rest)}
    in_turn = list(zip(target.parts, unnamed.values(), strict=False))
    if len(rest) == len(unnamed) == len(target.parts) and all(fits(part, answer) for (_, part), answer in in_turn):
        return list(unnamed.values())
    for index in rest:
        paired[index] = _only(
            target.parts[index][1], [target.parts[other][1] for other in rest], list(unnamed.values())
        )
    return paired


def _named_otherwise(said: str, target: Compound, rest: Sequence[int]) -> bool:
    """Whether an answer bears a name of its own while the parts it could answer all bear others."""
    return (
        bool(_FILLER.sub("", said))
        and all(target.parts[index][0] for index in rest)
        and not any(alike(said, target.parts[index][0]) for index in rest)
    )


def _only(part: Simple, rivals: Sequence[Simple], answers_left: Sequence[SimpleActual]) -> SimpleActual | None:
    """The one answer that fits this part, if it fits no other part."""
    fitting = [answer for answer in answers_left if fits(part, answer)]
    if len(fitting) != 1 or sum(fits(rival, fitting[0]) for rival in rivals) != 1:
        return None
    return fitting[0]
