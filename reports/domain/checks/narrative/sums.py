"""narrative.sum_mismatch: parts named in a sentence as making up a total do not give it.

exchange-format.md "Finding codes"; domain.md "What reviewers catch". A 其中 need not name all parts, so a
sum below its total is reported only where the parts say that they are all (其他…, …组成, the levels of
government) or where one mistyped digit explains the difference. A sum above its total is, unless the
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
_HALVES = (("集中供养", "分散供养"), ("城市", "农村"), ("城镇", "农村"), ("男", "女"), ("线上", "线下"))
_REST = re.compile("其他|其它|其余|剩余|余下")
#: Groups of these may overlap: a person is a woman and a party member.
_OVERLAPPING = ("person", "visit", "household", "count", "count:event", "count:body", "count:place")
#: Of fewer digits any difference may be one digit's.
DIGITS = 4
NEAR = Decimal("0.01")
#: So many parts of people that exceed their total by this little do not overlap.
MANY, CLOSE = 4, Decimal("0.05")
ZERO = Decimal(0)
#: More parts than a sentence has.
MOST_PARTS = 40
#: 其中 may begin the sentence after the total's.
MOST_APART = 2


def sum_mismatch(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """Parts named in a sentence as making up a total do not give it."""
    for place in places_of(report):
        mentions = read(place.text)
        for total, parts in (*lists(mentions), *additions(mentions)):
            values = [scaled(part.quantity, total.quantity) for part in parts]
            if is_wrong(total, parts, values):
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


def lists(mentions: tuple[Mention, ...]) -> Iterator[tuple[Mention, list[Mention]]]:
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
                yield total, parts


def nearest(mentions: tuple[Mention, ...], of: int, part: Mention) -> Mention | None:
    """The last number before the parts that is of their dimension."""
    for at in range(of, max(-1, of - 3), -1):
        if part.sentence - mentions[at].sentence < MOST_APART and fits(mentions[at], part):
            return mentions[at]
    return None


def fits(total: Mention, part: Mention) -> bool:
    """Whether a part can be added to the total: the same dimension; 人 among 人次 too."""
    one, other = total.quantity.unit, part.quantity.unit
    people = {one.dimension, other.dimension} == {"person", "visit"}
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


def additions(mentions: tuple[Mention, ...]) -> Iterator[tuple[Mention, list[Mention]]]:
    """使用当年资金100万元和结转资金20万元，合计120万元."""
    terms: list[Mention] = []
    for mention in mentions:
        if terms and (mention.sentence != terms[0].sentence or not fits(terms[0], mention)):
            terms = []
        if len(terms) > 1 and re.match("(?:以上)?(?:[两二三四]项)?合计", mention.words) and len(mention.words) < 8:
            if not any(_NO_PART.search(term.words) for term in terms) and can_be_total(mention):
                yield mention, terms
            terms = []
        elif mention.of is not None or mention.inside:
            terms = []
        elif mention.clauses:
            terms = [mention]
        else:
            terms.append(mention)


def scaled(quantity: Quantity, like: Quantity) -> Decimal:
    scale = factors(quantity.unit, like.unit)
    return quantity.value if scale is None else product(quantity.value, scale[0] / scale[1])


def is_wrong(total: Mention, parts: list[Mention], values: list[Decimal]) -> bool:
    """Whether the parts cannot make up the total, or the first so many of them."""
    if len(parts) > MOST_PARTS:
        return False
    due, slack = total.quantity.value, rounding(total.quantity)
    running = ZERO
    for part, value in zip(parts, values, strict=True):
        running, slack = running + value, slack + rounding(part.quantity)
        if abs(difference(running, due)) <= slack:
            return False
    off = difference(running, due)
    alike = [value for part, value in zip(parts, values, strict=True) if part.quantity.unit == total.quantity.unit]
    if any(value > due + slack for value in alike):
        return True
    if len(parts) == 1:
        return False
    if mistyped(total, parts, values, off):
        return True
    if off > 0:
        near = len(parts) >= MANY and off <= CLOSE * due
        return near or total.quantity.unit.dimension not in _OVERLAPPING
    return says_all(parts)


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


def digits(number: Decimal) -> str:
    return format_plain(number).replace(".", "").strip("0")


def one_slip(quantity: Quantity, due: Decimal) -> bool:
    """Whether the number differs from what would be right in one digit, or by two neighbours exchanged."""
    if due <= 0 or len(digits(quantity.number)) < DIGITS:
        return False
    right = due / Quantity(Decimal(1), quantity.multiplier, quantity.unit).value
    places = -int(quantity.number.as_tuple().exponent)
    a, b = format_plain(quantity.number), f"{right:.{max(0, places)}f}"
    if len(a) != len(b) or Decimal(b) != right:
        return False
    wrong = [at for at, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(wrong) == 2:
        i, j = wrong
        return j == i + 1 and a[i] == b[j] and a[j] == b[i]
    return len(wrong) == 1
