"""narrative.foreign_program: the text speaks of another program's money as its own.

exchange-format.md "Finding codes". Which programs exist is not in a report, so a name is foreign only if it
names a fund, is said to be what this report is about (the fund that was evaluated, whose budget was carried
out, whose goals were reached), and shares hardly a word with program, title, fund lines, indicators or goals.
本项目为… names the program itself and is held against its names alone. A report that so names three or more
funds has parts, and none is foreign.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from reports.domain import facts
from reports.domain.checks.finding import Finding, warning
from reports.domain.evaluate import Evaluation
from reports.domain.prose.places import Place, places_of
from reports.domain.prose.tokens import folded
from reports.domain.prose.words import KEPT, bigrams, plain

#: More funds than these are the parts of one program.
MOST = 2
#: A name that shares one in so many pairs of characters with the report's own is its own.
SHARED = 3
#: A fund's name has no more characters.
LONGEST = 40
#: How a fund's name ends, and what stands before it.
_END = re.compile("补助资金|专项资金|补助经费|专项经费|专项补助|转移支付资金|补贴资金|奖补资金|救助资金")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,40}\Z")
#: What makes a fund the report's subject: it is evaluated, its budget is carried out.
_EVALUATED = re.compile("[^,;:]{0,12}(?:开展|进行|组织|实施)[^,;:]{0,10}(?:绩效)?(?:自评|评价)")
_SUBJECT = re.compile(
    r"(?:项目)?的?(?:全年|年度|年初|实际|财政)*(?:预算执行率|预算数|全年预算|项目预算|预算执行|全年执行数)"
    r"|项目(?:资金)?(?:全年|年度|实际|已|共|累计)*(?:预算|支出|执行|到位)[^,;:]{0,8}\d"
    r"|(?:项目)?(?:支出)?绩效(?:自评|评价)(?:总?得分|结果|报告|等级|综合得分)"
    r"|(?:项目)?(?:年度|整体|总体)?绩效目标(?:全部|全面|均|都|已|基本|总体|圆满|较好){0,3}(?:完成|实现|达成|达到)"
)
#: Where the name begins a clause, that it was spent is enough.
_SPENT = re.compile(
    r"(?:项目)?(?:资金)?(?:全年|年度|本年|当年|实际|累计|共计?|总)*(?:支出|执行|支付|到位|预算)[^,;:。]{0,6}\d"
)
_BEGINS = re.compile(r"(?:^|[,;:])(?:(?:19|20)\d{2})?$")
_VERB = re.compile("使用|争取|整合|统筹|利用|安排|下达|拨付|收到|申请|配套|从|由|以|用于|通过|结合|与|和")
#: What the report's project is said to be.
_ITSELF = re.compile("本项目(?:名称)?(?:为|是|系|即)(?P<name>.+)$")
_OBJECT = re.compile("[对将就把]")
_LEADING = re.compile("^(?:.*[对将把]|.*就(?!业)|年度?|使用|我[省市县区州]|[全本][省市县区州]|的)+")
_SENTENCE = re.compile(r"[^。!?\n]+")
_PART = re.compile("其中|包括|分别|此外|另外|另有|其他部门|参照|借鉴")
#: Words of any fund's name, and of its way through the levels of government.
_COMMON = re.compile(
    "中央|省级?|市级?|县级?|区级?|对区|自治区|各级|地方|财政|转移支付|专项|补助|补贴|资金|经费|项目|年度|下达|安排|拨付|全市|全省|全县|我[市省县区]|"
    "本[市省县区]|城乡|城镇|农村|居民|国家|支出|使用|管理|绩效|民生|实事|工程|常年|经常|延续|一次性|惠民|惠农|政策|类|性|建设|服务|能力|提升|工作|发展|奖补|救助资金$|关于|上述|该|对|的|和|与|及"
)


def foreign_program(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """The text speaks of another program's money as its own."""
    own, program = own_pairs(report), program_pairs(report)
    found: dict[str, tuple[Place, str]] = {}
    for place in places_of(report):
        for name, itself in claimed(place.text):
            core = _COMMON.sub(" ", plain(name))
            pairs = frozenset().union(*(bigrams(word) for word in core.split()))
            if SHARED * len(pairs & (program if itself else own)) < len(pairs):
                found.setdefault("".join(core.split()), (place, name))
    if len(found) > MOST:
        return
    for place, name in found.values():
        yield warning(
            "narrative.foreign_program",
            place.where,
            f"{place.label}把“{name}”写成本项目的资金，而本报告的项目是“{report.program}”，"
            "可能是从别的报告粘贴来的，请核对后改正。",
        )


def own_pairs(report: facts.Report) -> frozenset[str]:
    """Pairs of characters from every name in the report's tables, as it stands and otherwise worded."""
    texts = [report.program, report.title, report.organization]
    texts += [line.source for line in report.funds]
    texts += [part for row in report.indicators for part in (row.name, row.target)]
    texts += [goal.target for goal in report.goals]
    texts += [section.heading for section in report.narrative]
    return all_pairs(texts)


def program_pairs(report: facts.Report) -> frozenset[str]:
    """Pairs of characters from the names of the program and its money."""
    return all_pairs([report.program, report.title, *(line.source for line in report.funds)])


def all_pairs(texts: list[str]) -> frozenset[str]:
    return frozenset().union(*(bigrams(text) | bigrams(plain(text)) for text in texts))


@lru_cache(maxsize=KEPT)
def claimed(text: str) -> tuple[tuple[str, bool], ...]:
    """The funds a text speaks of as its own, and whether it says 本项目为…."""
    return tuple(dict.fromkeys(_claimed(text)))


def _claimed(text: str) -> Iterator[tuple[str, bool]]:
    for sentence in _SENTENCE.findall(folded(text)):
        ends = [match.end() for match in _END.finditer(sentence)]
        if not ends or _PART.search(sentence):
            continue
        for end in ends:
            name = _NAME.search(sentence[max(0, end - LONGEST) : end])
            if name is None:
                continue
            object_of = _OBJECT.search(sentence, max(0, end - 2 * LONGEST), end)
            evaluated = object_of and _EVALUATED.match(sentence, end)
            itself = _ITSELF.search(name.group())
            start = max(0, end - LONGEST) + name.start()
            spent = _SPENT.match(sentence, end) and _BEGINS.search(sentence[max(0, start - 6) : start])
            if itself:
                yield itself["name"], True
            elif evaluated or _SUBJECT.match(sentence, end) or (spent and not _VERB.search(name.group())):
                yield _LEADING.sub("", name.group()), False
