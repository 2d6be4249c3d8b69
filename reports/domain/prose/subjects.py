"""What a mention is about: a row of the table, or a sum of the report's money.

A mention belongs to a row whose name its words end with, otherwise worded or shortened, if nothing
beside the name changes its meaning (``words``). Where two rows fit, neither is taken.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from indicators.domain.actuals import Quantity
from reports.domain import facts
from reports.domain.prose.reading import LONGEST_SUBJECT, Mention
from reports.domain.prose.tokens import folded
from reports.domain.prose.words import COUNTED_BY, COUNTING, KEPT, VERBS, WHOM, Own, bigrams, plain

#: The words between a name and its number.
_LINK = re.compile(
    "(?:(?:提高|提升|增长|上升|增加|扩大|下降|降低|减少|调整|调增|调减|调高|上调|下调|压减|缩短)(?:到|至|为)|实际完成|完成|共计|总计|合计|累计|总共|一共|共有|共|为|是|达到|达成|达|"
    "计|已|了|实现|保持在|稳定在|实际|均)$"
)
_GOAL_LINK = re.compile(
    "(?:[≥≤><=]|大于等于|小于等于|大于|小于|不低于|不少于|不超过|不高于|设定|年初|年度|绩效|目标值?|指标值?|任务数?|计划数?|标准值|为|是|数)$"
)
_DONE = re.compile("(?:截至|年末|年底|全年|年度|本年)*(?:实际)?(?:完成|达到)(?:值|数|率|情况)?(?:为|是|达到?|了)?")
_COUNTED = re.compile("(?:困难)?(?:群众|居民|对象|人)$")
#: 以常住人口数为基数计算的.
_BASE = re.compile(r"以[^,;:。!?\n、]{1,14}为(?:基数|基础|分母)(?:计算)?")
_COUNTS = ("count", "person", "visit", "household")
#: Fewer characters in common name nothing.
SHORTEST = 3
#: So many characters of a name are enough in another order, if what else there is says nothing.
ENOUGH = 4
#: Words of a name that those which follow say too: 最高限额, 各级财政.
_REDUNDANT = re.compile("最高(?=.*限额)|各级|全年|年度|累计(?=.*结余)")
_BALANCE = re.compile("年末|年底|期末|累计")
_THIS_YEARS = re.compile("当期|当年|本年|本期")
_PER_PERSON = re.compile("人均|每人每年|每人(?!次)")


@lru_cache(maxsize=KEPT)
def bases_of(text: str) -> frozenset[str]:
    """What the rates of a text are said to be worked out on."""
    return frozenset(plain(match.group()) for match in _BASE.finditer(folded(text)))


def without_link(words: str, link: re.Pattern[str] = _LINK) -> str:
    """参保人数为 → 参保人数."""
    while match := link.search(words):
        words = words[: match.start()]
    return words


def subject_of(mention: Mention, last: Mention | None) -> str:
    """What the clause says its number is; 实际完成值 is that of the goal named just before it."""
    if mention.words and _DONE.fullmatch(mention.words):
        if last is not None and last.sentence == mention.sentence and last.goal:
            return without_link(last.words, _GOAL_LINK) or without_link(plain(last.lead), _GOAL_LINK)
        return without_link(plain(mention.lead), _GOAL_LINK)
    changed = mention.words != "" and not without_link(mention.words) and not mention.sep
    if changed and last is not None and last.sentence == mention.sentence and last.words.endswith(("由", "从")):
        return without_link(last.words[:-1])  # 补助标准由84元提高到89元
    return without_link(mention.words) or (without_link(plain(mention.lead)) if mention.words or mention.lead else "")


def is_done(mention: Mention) -> bool:
    """实际完成值：… says no more than that."""
    words = mention.words or plain(mention.lead)
    return not words.endswith("率") and words != "" and _DONE.fullmatch(words) is not None


@dataclass(frozen=True, slots=True)
class Named:
    """A row's name: without its last word where it counts something."""

    row: int
    core: str
    stem: str = ""
    dimension: str = ""


class Rows:
    """The rows of a table by the ends of their names."""

    def __init__(self, names: Iterable[tuple[str, str]], own: Own, texts: Iterable[str] = ()) -> None:
        """``names``: each row's name and the dimension of its actual; ``texts``: all that is read for them.

        How a rate is worked out (以常住人口数为基数计算的) says nothing where all texts know but one way.
        """
        self.own = own
        bases = {base for text in texts for base in bases_of(text)}
        self.by_end: dict[str, list[Named]] = defaultdict(list)
        self.by_stem: dict[str, list[Named]] = defaultdict(list)
        self.names: list[Named] = []
        for index, (name, dimension) in enumerate(names):
            core = plain(name)
            stem = COUNTED_BY.sub("", COUNTING.sub("", core)) if dimension.startswith(_COUNTS) else ""
            named = Named(index, core, stem if stem != core else "", dimension)
            self.names.append(named)
            if core:
                self.by_end[core[-2:]].append(named)
            if len(named.stem) > 1:
                self.by_stem[named.stem[-2:]].append(named)
        self.one_base = len(bases) == 1 and not any(_BASE.search(named.core) for named in self.names)

    def known(self, subject: str) -> str:
        """The end of a subject that may be a name."""
        return (_BASE.sub("", subject) if self.one_base else subject)[-LONGEST_SUBJECT:]

    def find(self, subject: str, mention: Mention, here: int | None = None) -> tuple[int, bool] | None:
        """(row, whether by its full name); ``here``: the row whose explanation this is."""
        subject = self.known(subject)
        scored = [
            (*score, named.row)
            for named in self.by_end.get(subject[-2:], ())
            if (score := self._by_name(subject, named, here, mention.context))
        ]
        if not scored:
            scored = [
                (1, 0, n.row) for n in self.by_end.get(subject[-2:], ()) if self._by_words(subject, n.core, mention)
            ]
        if not scored and here is not None and self._counts(subject, self.names[here], mention):
            scored = [(0, 0, here)]
        if not scored:
            scored = [(0, len(n.stem), n.row) for n in self._by_stem(subject, mention.quantity)]
        if not scored:
            return None
        kind, length, _ = max(scored)
        best = {row for k, n, row in scored if (k, n) == (kind, length)}
        if len(best) > 1 or (kind < 2 and len(scored) > 1):
            best &= {here}
        return (best.pop(), kind == 2) if len(best) == 1 else None

    def named(self, subject: str) -> int | None:
        """The one row whose full name the words end with."""
        subject = self.known(subject)
        found = [
            (len(named.core), named.row)
            for named in self.by_end.get(subject[-2:], ())
            if subject.endswith(named.core) and not self.own.rest(subject.removesuffix(named.core))
        ]
        longest = max(found, default=(0, 0))[0]
        best = [row for size, row in found if size == longest]
        return best[0] if len(best) == 1 else None

    def titled(self, title: str) -> int | None:
        """The one row that is called so, whatever stands before or after the title's own words."""
        found = [named.row for named in self.by_end.get(title[-2:], ()) if named.core == title]
        return found[0] if len(found) == 1 else None

    def _by_name(self, subject: str, named: Named, here: int | None, context: str) -> tuple[int, int] | None:
        """(2 for the full name and 1 for a shortened one, characters in common).

        A shortened name is the row's own, or lacks only what the sentence has said before:
        高血压患者4万人，规范管理率71%.
        """
        size = common_end(subject, named.core)
        if size < min(SHORTEST, len(named.core)) or self.own.rest(subject[:-size]):
            return None
        if size == len(named.core):
            return 2, size
        lacks = named.core[:-size]
        if here == named.row or not self.own.rest(WHOM.sub("", lacks)) or (len(lacks) > 1 and lacks in plain(context)):
            return 1, size
        return None

    def _by_words(self, subject: str, core: str, mention: Mention) -> bool:
        """住院救助限额 for 全年住院医疗救助最高限额, 年末滚存基金结余 for 基金累计结余."""
        if len(core) < ENOUGH or len(subject) < ENOUGH or bigrams(subject).isdisjoint(bigrams(core)):
            return False
        more, lacks = beside(subject, core)
        if len(core) - len(lacks.replace(" ", "")) < ENOUGH:
            return False
        balance = _BALANCE.search(mention.typed) and not _THIS_YEARS.search(mention.typed)
        if "结余" in core and "累计" in core and not balance:
            return False
        if core.endswith("标准"):
            more = _PER_PERSON.sub("", more)
        return not self.own.rest(more) and not self.own.rest(self._told(lacks, core))

    def _told(self, lacks: str, core: str) -> str:
        """What a name has more without what the rest of it says too."""
        for word in dict.fromkeys(match.group() for match in _REDUNDANT.finditer(core)):
            lacks = lacks.replace(word, "")
        return lacks

    def _counts(self, subject: str, named: Named, mention: Mention) -> bool:
        """管理2型糖尿病患者136.8万人 in the explanation of 2型糖尿病患者管理人数."""
        if len(named.stem) < ENOUGH or named.dimension != mention.quantity.unit.dimension or mention.of is not None:
            return False
        more, lacks = beside(subject, named.stem)
        return not lacks and not self.own.rest(more)

    def _by_stem(self, subject: str, quantity: Quantity) -> list[Named]:
        """实施医疗救助362万人次 for 医疗救助总人次."""
        dimension, short = quantity.unit.dimension, _COUNTED.sub("", subject)
        return [
            named
            for text in dict.fromkeys((subject, short))
            for named in self.by_stem.get(text[-2:], ())
            if named.dimension == dimension
            and text.endswith(named.stem)
            and not self.own.rest(VERBS.sub("", text[: -len(named.stem)]))
        ]


def own_words(report: facts.Report) -> Own:
    """The names of the report's own program and units."""
    names = (report.program, report.title, report.organization, report.implementing_unit, report.local_department)
    return Own(names, report.organization)


def beside(one: str, other: str) -> tuple[str, str]:
    """What of two names is not in both, pieces of two characters or more in any order; gaps are blanks."""
    left: list[str] = []
    rest, at = other, 0
    while at < len(one):
        size = 1
        while at + size < len(one) and one[at : at + size + 1] in rest:
            size += 1
        if size > 1:
            rest = rest.replace(one[at : at + size], " ", 1)
        piece = one[at] if size == 1 else " "
        if piece != " " or left[-1:] != [" "]:
            left.append(piece)
        at += size
    return "".join(left).strip(), " ".join(rest.split())


def common_end(a: str, b: str) -> int:
    size = 0
    for one, other in zip(reversed(a), reversed(b), strict=False):
        if one != other:
            break
        size += 1
    return size


# --- money ---

#: What a clause says of money, by its end. ``p``: whose, ``o``: the object where the verb stands before it.
_SUM = "(?:数|总额|金额|总金额|额|资金|总数)*"
_ALL = "(?:实际|累计|总|共|已|全年|当年|年度|本年)*"
_KINDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("rate", "(?P<p>.*?)(?:预算|资金)?(?:支出)?执行率"),
        ("actual", f"(?P<p>.*?)(?:预算)?{_ALL}(?:支出|执行|使用|列支|发放|支付){_SUM}"),
        ("actual", "(?P<p>.*?)(?:支出|使用|执行|列支|发放|支付)(?P<o>.*(?:资金|经费|补助|补贴))"),
        ("budget", f"(?P<p>.*?)(?<!年初)预算(?:建议)?(?:下达|安排)?{_SUM}"),
        ("budget", "(?P<p>.*?)(?:共|累计|合计|总共)(?:下达|安排)(?P<o>.*)"),
        ("received", f"(?P<p>.*?){_ALL}(?:到位|收入|收到){_SUM}"),
        ("received", "(?P<p>.*?)(?:到位|收到)(?P<o>.*(?:资金|经费|补助|补贴))"),
        ("score", "(?P<p>.*?)(?:自评|评价|综合|最终|考核|总)+(?:得分|评分|分)"),
    )
)
_SAYS = re.compile("支付|支出|执行|使用|列支|发放|预算|下达|安排|到位|收入|收到|分$")
_MONEY = re.compile("项目|补助|经费|专项|预算|转移支付")
_LEVEL = re.compile(
    "(?P<中央>中央|财政部|国家)|(?P<省>省级?|自治区级?)(?=财政|资金|补助|配套|专项|和|及|$)|(?P<市>(?:地|盟)?市(?:本?级)|市财政|州级|州财政)"
    "|(?P<县>(?:市?县区?|区县?|旗县?)(?:本?级|财政))|(?P<地方>地方)|(?P<结转>结转|结余)|(?P<其他>其他)|(?P<彩票>彩票)|(?P<本级>本级)"
)
_FUND_OF = re.compile("基金(?=各级|财政补助|补助)")


@dataclass(frozen=True, slots=True)
class Money:
    """``kind``: rate, actual, budget, received or score; ``levels``: whose money, empty for all of it."""

    kind: str
    levels: frozenset[str] = frozenset()


def levels_of(words: str) -> frozenset[str]:
    """中央和省级补助资金 → {中央, 省}."""
    return frozenset(str(match.lastgroup) for match in _LEVEL.finditer(words))


def without_levels(words: str) -> str:
    """中央和省级补助资金 → 和补助资金."""
    return _LEVEL.sub("", words)


def money_of(subject: str, own: Own, under: bool, kind: str = "") -> Money | None:
    """Which of the report's sums a clause names; ``under``: its heading is about money.

    ``kind``: that of the total whose part this is, so that 中央资金 alone says enough.
    """
    for found, pattern in _KINDS if _SAYS.search(subject) else ():
        if match := pattern.fullmatch(subject):
            words = match["p"] + (match.groupdict().get("o") or "")
            money = Money(found, levels_of(words))
            rest = own.rest(_FUND_OF.sub("", _LEVEL.sub("", words) if money.levels else words))
            told = under or found in ("rate", "score") or money.levels or _MONEY.search(subject) or names(words, own)
            return money if told and not rest else None
    if kind and (levels := levels_of(subject)) and not own.rest(_LEVEL.sub("", subject)):
        return Money(kind, levels)
    return None


def names(words: str, own: Own) -> bool:
    """Whether the words name the program by four characters or more."""
    return any(words[i : i + 4] in own.text for i in range(len(words) - 3))
