"""narrative.sum_mismatch: parts named in a sentence as making up a total do not give it.

exchange-format.md "Finding codes"; domain.md "What reviewers catch". A 其中 need not name all parts, so a
sum below its total is reported only where the parts say that they are all (由…组成, …共计, 其他…, the levels
of government) or where one mistyped digit explains the difference. A sum above its total is, unless the
parts may overlap (其中女性…，党员…).
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from indicators.domain.actuals import Quantity, half_step
from indicators.domain.numbers import difference, format_plain, product
from indicators.domain.units import factors
from reports.domain import facts
from reports.domain.checks.finding import Finding, warning
from reports.domain.checks.narrative.slips import DIGITS, digits, one_slip
from reports.domain.evaluate import Evaluation
from reports.domain.prose.places import places_of
from reports.domain.prose.reading import Mention, read
from reports.domain.prose.subjects import levels_of

#: Beside a number that is no part: a difference, a share, an average, a limit.
_NO_PART = re.compile(
    "(?<!新)增|减|提高|下降|上升|降低|同比|占|均|每|标准|限额|最高|最低|比|率|超|结余|结转至|满分|约|近|达到"
)
#: Words that begin another sum than the parts'.
_OTHER_SUM = re.compile("支出|执行|使用|结余|预算|到位|收入|共计|合计|总计|发放|拨付|下达")
#: Two parts that are a whole.
_HALVES = (
    ("集中供养", "分散供养"), ("城市", "农村"), ("城镇", "农村"), ("男", "女"), ("线上", "线下"), ("合格", "不合格"),
    ("满意", "不满意"), ("达标", "未达标"),
)  # fmt: skip
_REST = re.compile("其他|其它|其余|剩余|余下")
#: Groups of these may overlap: a person is a woman and a party member.
_OVERLAPPING = ("person", "visit", "household", "count", "count:event", "count:body", "count:place")
#: The sum of what the clauses before it say.
_SUM_OF_ALL = re.compile("(?:以上|上述)?(?:[两二三四五六]项)?(?:合计|共计|总计|总共|一共)|共$")
LONGEST_SUM = 8
NEAR = Decimal("0.01")
#: So many parts of people that exceed their total by this little do not overlap.
MANY, CLOSE = 4, Decimal("0.05")
#: The last of alike parts that makes this much too much is no further attribute of the first ones.
SMALL = Decimal("0.1")
ZERO = Decimal(0)
#: More parts than a sentence has.
MOST_PARTS = 40
#: 其中 may begin the sentence after the total's.
MOST_APART = 2


def sum_mismatch(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Parts named in a sentence as making up a total do not give it."""
    for place in places_of(report):
        mentions = read(place.text)
        for total, parts, whole in (*lists(mentions), *additions(mentions)):
            values = [scaled(part.quantity, total.quantity) for part in parts]
            if is_wrong(total, parts, values, whole):
                numbers = " + ".join(str(part.quantity) for part in parts)
                yield warning(
                    "narrative.sum_mismatch",
                    place.where,
                    f"{place.label}写总数 {total.quantity}，所列各项 {numbers} 相加为 "
                    f"{shown(sum(values, ZERO), total.quantity)}，与总数不符，请核对各项和总数。",
                )


def shown(value: Decimal, like: Quantity) -> str:
    """A sum in the unit and multiplier of the total."""
    scale = Quantity(Decimal(1), like.multiplier, like.unit).value
    return f"{format_plain((value / scale).normalize() + 0)}{like.multiplier}{like.unit}"


#: A total, its parts, and whether they are said to be all.
Sum = tuple[Mention, list[Mention], bool]


def lists(mentions: tuple[Mention, ...]) -> Iterator[Sum]:
    """Each total with the parts after its 其中, or in the bracket right after it."""
    groups: dict[int, list[Mention]] = {}
    for mention in mentions:
        if mention.of is not None:
            groups.setdefault(mention.of, []).append(mention)
    for of, group in groups.items():
        named = [part for part in group if part.named] or group
        totals = [nearest(mentions, of, named[0])]
        if of and not mentions[of].words:
            totals += [mentions[of], mentions[of - 1]]  # 15213户28763人，其中城市低保2110户3542人
        for total in dict.fromkeys(total for total in totals if total is not None and can_be_total(total)):
            parts = listed(total, named)
            if len(parts) > 1 or (parts and parts[0].named):
                yield total, parts, len(parts) > 1 and all(part.complete for part in parts)


def nearest(mentions: tuple[Mention, ...], of: int, part: Mention) -> Mention | None:
    """The last number before the parts that is of their dimension."""
    for at in range(of, max(-1, of - 3), -1):
        if part.sentence - mentions[at].sentence < MOST_APART and fits(mentions[at], part):
            return mentions[at]
    return None


def fits(total: Mention, part: Mention) -> bool:
    """Whether a part can be added to the total: the same dimension; 人 among 人次 too."""
    one, other = total.quantity.unit, part.quantity.unit
    dimensions = {one.dimension, other.dimension}
    people = dimensions == {"person", "visit"}
    if "count" in dimensions and dimensions & {"person", "household"}:
        return False  # 8个 are villages beside 50人
    return bool(one and other) and not one.per and not other.per and (people or factors(one, other) is not None)


def can_be_total(total: Mention) -> bool:
    unit = total.quantity.unit
    counted = unit.dimension.partition(":")[0] in ("money", "person", "visit", "household", "count")
    plainly = not (total.listed or total.ranged or _NO_PART.search(total.words))
    return counted and plainly and total.quantity.number > 0


def listed(total: Mention, group: list[Mention]) -> list[Mention]:
    """The parts up to where the sentence speaks of something else."""
    parts: list[Mention] = []
    for part in group:
        if part.inside > group[0].inside or not fits(total, part) or _NO_PART.search(part.words):
            continue
        if part.clauses > (0 if parts else 1) or part.quantity.number < 0 or (parts and speaks_anew(part, parts[0])):
            break
        parts.append(part)
    return parts


def speaks_anew(part: Mention, first: Mention) -> bool:
    """Whether 支出, 结余 … begins another sum than the one whose parts are listed."""
    words = set(_OTHER_SUM.findall(part.words)) - set(_OTHER_SUM.findall(first.words))
    return bool(words) and not levels_of(part.words)


def additions(mentions: tuple[Mention, ...]) -> Iterator[Sum]:
    """使用当年资金100万元和结转资金20万元，合计120万元."""
    terms: list[Mention] = []
    for mention in mentions:
        if terms and (mention.sentence != terms[0].sentence or not fits(terms[0], mention)):
            terms = []
        if len(terms) > 1 and adds_up(mention):
            if not any(_NO_PART.search(term.words) for term in terms) and can_be_total(mention):
                yield mention, terms, not any(is_rough(term) for term in terms)
            terms = []
        elif mention.of is not None or mention.inside:
            terms = []
        elif mention.clauses or (terms and speaks_anew(mention, terms[0])):
            terms = [mention]
        else:
            terms.append(mention)


def adds_up(mention: Mention) -> bool:
    """Whether a clause gives the sum of those before it: 合计…, but not 等共计…."""
    return len(mention.words) < LONGEST_SUM and _SUM_OF_ALL.match(mention.words) is not None


def is_rough(mention: Mention) -> bool:
    """Whether a number is no exact part: 5人等, 5人左右, 6-9人."""
    return mention.ranged or mention.after.startswith(("等", "余", "多", "左右", "以上"))


def scaled(quantity: Quantity, like: Quantity) -> Decimal:
    scale = factors(quantity.unit, like.unit)
    return quantity.value if scale is None else product(quantity.value, scale[0] / scale[1])


def is_wrong(total: Mention, parts: list[Mention], values: list[Decimal], whole: bool = False) -> bool:
    """Whether the parts cannot make up the total, or the first (of an addition the last) so many of them."""
    if len(parts) > MOST_PARTS:
        return False
    due, slack = total.quantity.value, rounding(total.quantity) + sum((rounding(p.quantity) for p in parts), ZERO)
    if any(abs(difference(value, due)) <= slack for value in runs(values)):
        off = difference(sum(values, ZERO), due)
        return off > slack and alike(parts) and total.of is None and is_a_slip(parts, values, off, due)
    off = difference(sum(values, ZERO), due)
    same_unit = [value for part, value in zip(parts, values, strict=True) if part.quantity.unit == total.quantity.unit]
    if any(value > due + slack for value in same_unit):
        return True
    if len(parts) == 1:
        return False
    if whole or says_all(parts) or mistyped(total, parts, values, off):
        return True
    if off > 0:
        near = len(parts) >= MANY and off <= CLOSE * due
        return near or total.quantity.unit.dimension not in _OVERLAPPING
    return False


def runs(values: list[Decimal]) -> Iterator[Decimal]:
    """The sums of the first so many values, and of the last."""
    first = last = ZERO
    for one, other in zip(values, reversed(values), strict=True):
        first, last = first + one, last + other
        yield first
        yield last


def alike(parts: list[Mention]) -> bool:
    """Whether the parts stand in one list: the same mark parts them all."""
    return len(parts) > 2 and len({part.sep for part in parts[1:]}) == 1 and parts[-1].sep in ("、", ",")


def is_a_slip(parts: list[Mention], values: list[Decimal], off: Decimal, due: Decimal) -> bool:
    """14件，其中11件、3件、1件: the first two happen to give the total, the last is a part like them."""
    dimension = parts[0].quantity.unit.dimension
    return values[-1] == off <= SMALL * due and dimension.partition(":")[0] in ("count", "money")


def rounding(quantity: Quantity) -> Decimal:
    """Half of the last digit; things counted one by one are not rounded."""
    whole = quantity.number == quantity.number.to_integral_value() and not quantity.multiplier
    return ZERO if whole and quantity.unit.dimension != "money" else half_step(quantity)


def says_all(parts: list[Mention]) -> bool:
    """其他… is the last of all parts; so is the lowest of three levels of government."""
    levels = [levels_of(part.words) for part in parts]
    told = len(parts) > 2 and all(levels) and len(set(levels)) == len(levels)
    halves = len(parts) == 2 and any(
        one in parts[0].words and other in parts[1].words for pair in _HALVES for one, other in (pair, pair[::-1])
    )
    return told or halves or _REST.match(parts[-1].words) is not None


def mistyped(total: Mention, parts: list[Mention], values: list[Decimal], off: Decimal) -> bool:
    """Whether the difference is very small, or one digit (or two that changed places) of one number."""
    if abs(off) <= NEAR * total.quantity.value and len(digits(total.quantity.number)) >= DIGITS:
        return True
    numbers = [(total.quantity, total.quantity.value + off)]
    numbers += [(part.quantity, value - off) for part, value in zip(parts, values, strict=True)]
    return any(one_slip(quantity, due) for quantity, due in numbers)
