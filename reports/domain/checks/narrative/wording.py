"""Checks that read the words alone: years, doubled units, unknown ``{{…}}``, claims that all was met."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property, lru_cache

from indicators.domain.units import MULTIPLIERS, UNIT, alternatives
from reports.domain import facts
from reports.domain.checks.finding import Finding, warning
from reports.domain.compose.narrative import paragraphs
from reports.domain.evaluate import Evaluation
from reports.domain.figures import BLOCKS, CHART, FIGURE, fold, is_block, lookup, shared_names
from reports.domain.prose.places import Place, places_of
from reports.domain.prose.subjects import Rows, own_words
from reports.domain.prose.tokens import folded
from reports.domain.prose.words import KEPT, plain

_MULTIPLIER = alternatives(word for word in MULTIPLIERS if word)
_HAN = "\u4e00-\u9fff"
#: 39035万元万元, 5万万元, 3.5%%; one short word twice only where no word begins with it (5个个体户, 3人人均).
_DOUBLED = re.compile(
    rf"[0-9](?P<all>(?:(?P<mult>{_MULTIPLIER})(?P<money>元)(?:{_MULTIPLIER})?元|元(?:{_MULTIPLIER})元|(?P<same>万|亿|%)(?P=same)+"
    rf"|(?P<long>(?:{_MULTIPLIER})?(?P<unit>{UNIT}))(?P=long)(?P<next>[{_HAN}]?)))"
)
_TIMES = frozenset("年 月 日 周 天".split())


def repeated_unit(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """万元万元 and the like, once for each wording in a text."""
    for place in places_of(report):
        for words in doubled(place.text):
            yield warning(
                "narrative.repeated_unit",
                place.where,
                f"{place.label}写有“{words}”，计量单位重复，请删去多余的。",
            )


@lru_cache(maxsize=KEPT)
def doubled(text: str) -> tuple[str, ...]:
    """Every doubled unit of a text, once."""
    return tuple(dict.fromkeys(_doubled(text)))


def _doubled(text: str) -> Iterator[str]:
    text = "".join(unicodedata.normalize("NFKC", text).split())
    for match in _DOUBLED.finditer(text):
        short = match["long"] is not None and len(match["long"]) == 1
        if short and (match["next"] or match["unit"] in _TIMES):
            continue
        yield match["all"].removesuffix(match["next"] or "") if match["long"] else match["all"]


# --- years ---

_CUT_OFF = re.compile(
    r"(?P<past>截至|截止(?:到|至)?|截止时间为)(?:到)?(?P<year>(?:19|20)\d{2})(?:年|\.\d|-\d)"
    r"|(?<![较比与同自从到至\d—–~-])(?P<end>(?:19|20)\d{2})年(?:度)?(?:年末|年底|末|底)"
)
_LATER = re.compile("期|合同|规划|计划|有效|力争|预计|将")
#: At the end of a year: what was counted then, not what was decided then.
_FIGURE_AFTER = re.compile(r"(?!.{0,60}(?:印发|出台|启动|发布|成立|开工|颁布|建成|实施|获批|立项|批复|设立)).{0,60}\d")
_SENTENCE = re.compile(r"[^。!?\n]+")
#: So much of a sentence before a claim is looked at.
LONGEST_CLAIM = 120


def year(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """A cut-off date (截至, 截止, 年末) outside the report's year and its neighbours."""
    for place in places_of(report):
        for found, words in cut_offs(place.text, report.year):
            yield warning(
                "narrative.year",
                place.where,
                f"{place.label}写“{words}”，{found} 年不是报告年度 {report.year} 年及其前后一年，请核对年份。",
            )


@lru_cache(maxsize=KEPT)
def cut_offs(text: str, report_year: int) -> tuple[tuple[int, str], ...]:
    """(year, words) of each cut-off date far from the year; a row of years in one sentence is history."""
    return tuple(dict.fromkeys(_cut_offs(text, report_year)))


def _cut_offs(text: str, report_year: int) -> Iterator[tuple[int, str]]:
    for sentence in _SENTENCE.findall(folded(text)):
        found = list(_CUT_OFF.finditer(sentence))
        years = {int(match["year"] or match["end"]) for match in found}
        if len(years) > 1:
            continue
        for match in found:
            named = int(match["year"] or match["end"])
            before = sentence[max(0, match.start() - 12) : match.start()]
            ahead = named > report_year and (match["end"] or _LATER.search(before))
            told = match["past"] or _FIGURE_AFTER.match(sentence, match.end())
            if abs(named - report_year) > 1 and told and not ahead:
                yield named, match.group()


# --- live figures ---


def known_figures(report: facts.Report) -> frozenset[str]:
    """The blocks that may stand between double braces, alone in their paragraph."""
    return frozenset({*BLOCKS, *(f"{CHART}{series.name}" for series in report.series)})


def unknown_figure(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """A ``{{…}}`` that prints literally: unknown, or still blank in the table. Reads the texts as typed."""
    known = Known(report, evaluation)
    for place in places_of(report):
        for paragraph in map(str.strip, paragraphs(place.text) if "{{" in place.text else ()):
            for match in FIGURE.finditer(paragraph):
                why = known.why_literal(match[1], alone=match.group() == paragraph)
                if why:
                    yield warning(
                        "narrative.unknown_figure",
                        place.where,
                        f"{place.label}的“{match.group()}”{why}，会原样印出，请改正或删去。",
                    )


class Known:
    """What may stand between double braces in one report; the figures are worked out at the first one."""

    def __init__(self, report: facts.Report, evaluation: Evaluation) -> None:
        self.report, self.evaluation = report, evaluation

    @cached_property
    def blocks(self) -> frozenset[str]:
        return known_figures(self.report)

    @cached_property
    def figures(self) -> dict[str, str]:
        return lookup(self.report, self.evaluation)

    def why_literal(self, name: str, alone: bool) -> str:
        """Why a name prints as it stands, "" where it does not."""
        if is_block(name):
            block = CHART + name.removeprefix(CHART).strip() if name.startswith(CHART) else name
            if block in self.blocks:
                return "" if alone else "应单独成一段"
            return "不是已有的表、图或数据名称"
        text = self.figures.get(fold(name))
        if text == "":
            return "在表中还没有内容"
        if text is None and fold(name).rpartition(".")[0] in shared_names(self.report):
            return "有同名的几行，不能确定是哪一行（指标可写成“{{指标.二级指标.名称.完成值}}”）"
        return "" if text else "不是已有的表、图或数据名称"


# --- claims ---

_MANNER = "(?:已|能够|按时|按期|如期|按质|圆满|顺利|较好地?){0,3}"
_MET = "(?:达到|完成|达成|实现|达标)(?!情况|率|程度|进度|分析|质量|效果|度)"
_SET = "(?:年初|年度|全年|预期|既定|设定|下达|确定)"
_LEVEL = "数量|质量|时效|成本|产出|效益|效果|满意度"
_ALL_MET = re.compile(
    f"(?:各项|所有|全部|全体)(?:年度|绩效|考核|工作|任务|三级){{0,4}}(?P<which>{_LEVEL})?指标(?:值|任务)?(?:均|都|全部|全)?{_MANNER}{_MET}"
    f"|(?:绩效|考核|年度)?(?P<which2>{_LEVEL})?指标(?:值)?(?:均|都|全部|全){_MANNER}{_MET}"
    f"|(?:各项|所有|全部|全体)(?:{_SET}的?|绩效|考核){{1,4}}目标(?:值|任务)?(?:均|都|全部|全)?{_MANNER}{_MET}"
    f"|(?:{_SET}{{1,4}}的?(?:各项|年度){{0,2}}(?:绩效|工作)?|绩效)目标(?:值|任务)?(?:均|都|全部|全面|圆满)(?:已|按时|如期|顺利){{0,3}}{_MET}"
    f"|(?:全部|全面|均|都)(?:已)?(?:完成|达到|实现)(?:了)?{_SET}{{1,4}}(?:设定|确定|下达)?的?(?:各项)?(?:绩效|工作)?(?:目标|指标)"
    f"|(?:圆满|全面|全部|如期|顺利|超额)地?(?:完成|达到|实现|达成)了?(?:本?{_SET}){{0,4}}的?(?:各项|全部|年度){{0,2}}绩效(?:目标|指标)"
    "|(?:不存在|没有|无|未发现|未出现)(?:任何)?(?:未完成(?:的)?(?:绩效)?(?:目标|指标)|偏离(?:年初|预期)?(?:设定的)?(?:绩效)?目标)"
)
_HEDGED = re.compile(
    "除|其余|其他|大部分|绝大部分|多数|基本|未|不(?!断)|没有|尚|力争|确保|争取|要求|力求|将|计划|如(?!期|下)|若|是否|应|预计|推动"
)
_OWN_MET = re.compile(
    f"(?:达到|完成|实现|达成)了?{_SET}{{1,4}}的?(?:年度|绩效){{0,2}}(?:目标|指标)(?:值|任务|要求)?(?![0-9的])"
)
#: 名称达到目标值 in a body, the name in the same clause or before the number in the one before.
_ROW_MET = re.compile(
    f"(?:达到|完成|实现|达成)了?(?:{_SET}{{1,4}}的?(?:年度|绩效){{0,2}}(?:目标|指标)(?:值|任务|要求)?|目标值|指标值|绩效目标)(?![0-9的≥≤><(])"
)
_NAME_AND_NUMBER = re.compile(
    r"(?P<name>[^,;:。]{2,60}?)(?:为|是|达到?)?(?:[0-9.]+[^,;:。0-9]{1,4})?,?(?:已|均|也|该项指标|该指标)*\Z"
)
_YEARS = re.compile(r"(?<![较比与同自从])((?:19|20)\d{2})年|(?<![较比与同以])(?P<last>上一?年|去年|往年)")
#: How the outcome of a row is told.
_OUTCOMES = {"missed": "未达成", "partial": "部分达成"}


def contradiction(report: facts.Report, evaluation: Evaluation) -> Iterator[Finding]:
    """ "All met" in the text next to a miss in the table; or the row's own text says so of the row."""
    missed = {
        index: (row, result.outcome)
        for index, (row, result) in enumerate(zip(report.indicators, evaluation.indicators, strict=True))
        if result.outcome in _OUTCOMES
    }
    places = places_of(report) if missed else []
    rows = Rows(((row.name, "") for row in report.indicators), own_words(report)) if missed else None
    for place in places:
        for words, level in claims(place.text, place.row is not None, report.year):
            told = [
                each for index, each in missed.items()
                if level in each[0].level1 + each[0].level2 and place.row in (None, index)
            ]  # fmt: skip
            if told:
                yield contradicts(place, words, told)
        if place.row is None and rows is not None:
            for words, name in row_claims(place.text, report.year):
                row = rows.named(plain(name))
                if row in missed:
                    yield contradicts(place, words, [missed[row]])


def contradicts(place: Place, words: str, rows: list[tuple[facts.Indicator, str]]) -> Finding:
    """The finding on a claim; each row is told as it was judged."""
    parts = []
    for outcome, word in _OUTCOMES.items():
        alike = [row for row, found in rows if found == outcome]
        named = "、".join(f"“{row.name}”（指标值 {row.target}，完成值 {row.actual}）" for row in alike[:3])
        more = f"等 {len(alike)} 项" if len(alike) > 3 else ""
        parts += [f"{named}{more}{word}"] if alike else []
    return warning(
        "narrative.contradiction",
        place.where,
        f"{place.label}写“{words}”，而表中{'，'.join(parts)}，请改正正文或核对表中的数。",
    )


@lru_cache(maxsize=KEPT)
def claims(text: str, of_one: bool, year: int) -> tuple[tuple[str, str], ...]:
    """(words, level they speak of) of each claim on the year, hedged ones left out; ``of_one``: of one indicator."""
    found = _claims(text, _OWN_MET if of_one else _ALL_MET, year)
    groups = ((match, match.groupdict()) for match, _ in found)
    return tuple(dict.fromkeys((m.group(), g.get("which") or g.get("which2") or "") for m, g in groups))


@lru_cache(maxsize=KEPT)
def row_claims(text: str, year: int) -> tuple[tuple[str, str], ...]:
    """(words, what may be an indicator's name) of each claim that one indicator was reached."""
    found = []
    for match, before in _claims(text, _ROW_MET, year):
        name = _NAME_AND_NUMBER.search(before)
        if name:
            found.append((f"{name.group()}{match.group()}", name["name"]))
    return tuple(dict.fromkeys(found))


def _claims(text: str, pattern: re.Pattern[str], year: int) -> Iterator[tuple[re.Match[str], str]]:
    """Each claim with the words of its sentence before it."""
    for sentence in _SENTENCE.findall(folded(text)):
        for match in pattern.finditer(sentence):
            before = sentence[max(0, match.start() - LONGEST_CLAIM) : match.start()]
            named = [found[1] for found in _YEARS.finditer(before)][-1:]
            if not _HEDGED.search(before[-30:]) and named in ([], [str(year)]):
                yield match, before
