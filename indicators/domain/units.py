"""Units of measure: which compare with which, and by what factor (domain.md "Targets and actuals").

A unit is a head (元, 人, %) and what it is per (/人, /年). Two units compare when their heads are of
one dimension and what they are per is the same; a part that is missing fits any. The classifier 个
fits every count. What is no known unit is a note beside the number and never read as one.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

ONE = Decimal(1)
#: Words for powers of ten between a number and its unit.
MULTIPLIERS = {
    "": ONE,
    "百": Decimal(10) ** 2,
    "千": Decimal(10) ** 3,
    "万": Decimal(10) ** 4,
    "十万": Decimal(10) ** 5,
    "百万": Decimal(10) ** 6,
    "千万": Decimal(10) ** 7,
    "亿": Decimal(10) ** 8,
    "十亿": Decimal(10) ** 9,
    "百亿": Decimal(10) ** 10,
    "千亿": Decimal(10) ** 11,
    "万亿": Decimal(10) ** 12,
}
#: Dimension → the factor of each word. Words of one dimension convert; no two dimensions do.
#: Land is measured in thirds of a ㎡, because 亩 is 2000/3 ㎡. Month against day: see ``factors``.
DIMENSIONS: dict[str, dict[str, str]] = {
    "percent": {"%": "1", "百分比": "1", "‰": "0.1", "成": "10"},
    "point": {"百分点": "1", "个百分点": "1"},
    "times": {"倍": "1"},
    "score": {"分": "1"},
    "money": {"元": "1", "块钱": "1", "元人民币": "1"},
    "dollar": {"美元": "1"},
    "person": {"人": "1", "名": "1", "位": "1"},
    "visit": {"人次": "1", "例次": "1"},
    "household": {"户": "1"},
    "month": {"月": "1", "个月": "1", "年": "12", "周年": "12"},
    "minute": {
        "秒": "1", "秒钟": "1", "s": "1", "分钟": "60", "min": "60", "小时": "3600", "个小时": "3600", "h": "3600",
        "日": "86400", "天": "86400", "个自然日": "86400", "自然日": "86400", "周": "604800", "个星期": "604800",
    },
    "workday": {"工作日": "1", "个工作日": "1"},
    "quarter": {"季度": "1", "个季度": "1"},
    "metre": {"米": "1", "m": "1", "延米": "1", "公里": "1000", "千米": "1000", "km": "1000", "KM": "1000", "厘米": "0.01", "cm": "0.01",
              "毫米": "0.001", "mm": "0.001"},
    "area": {"平方米": "3", "平米": "3", "m2": "3", "平方": "3", "亩": "2000", "公顷": "30000", "平方公里": "3000000",
             "平方千米": "3000000", "km2": "3000000"},
    "volume": {"升": "1", "L": "1", "毫升": "0.001", "ml": "0.001", "立方米": "1000", "立方": "1000", "方": "1000",
               "m3": "1000"},
    "mass": {"公斤": "1", "千克": "1", "kg": "1", "克": "0.001", "g": "0.001", "毫克": "0.000001", "mg": "0.000001",
             "斤": "0.5", "吨": "1000", "t": "1000"},
    "power": {"千瓦": "1", "kW": "1", "兆瓦": "1000", "MW": "1000"},
    "energy": {"千瓦时": "1", "kWh": "1", "度电": "1"},
    "data": {"KB": "0.001", "MB": "1", "GB": "1000", "TB": "1000000"},
    "bandwidth": {"M": "1", "Mbps": "1"},
    "celsius": {"°C": "1", "摄氏度": "1"},
    "decibel": {"分贝": "1", "dB": "1"},
    "ton-standard": {"吨标准煤": "1", "吨标煤": "1"},
    # Things counted. Each group takes its members for the same; 个 fits them all.
    "count": {"个": "1"},
    "count:event": {word: "1" for word in "次 场 期 批 批次 场次 届 轮 回 班次 期次".split()},
    "count:body": {word: "1" for word in "家 所 间 座 处 处所 幢 栋 站".split()},
    "count:matter": {word: "1" for word in "项 件 宗 起 例 桩 单 笔".split()},
    "count:kind": {word: "1" for word in "种 类 品种 款".split()},
    "count:machine": {word: "1" for word in "台 套 部 辆 架 艘 组 台套 台次 具".split()},
    "count:paper": {word: "1" for word in "篇 份 条 张 本 册 卷 幅 则 页".split()},
    "count:place": {word: "1" for word in "村 县 区 镇 乡 市 街道 社区 区县 行政村".split()},
    "count:plant": {word: "1" for word in "株 棵 头 只 羽 尾 匹".split()},
    "count:piece": {word: "1" for word in "块 片 根 支 盏 枚 瓶 盒 袋 箱 包 桶 口 眼 颗 粒 套房".split()},
    "count:lesson": {word: "1" for word in "学时 课时".split()},
    "count:bed": {word: "1" for word in "床 床位 张床位".split()},
    "count:vehicle": {word: "1" for word in "车次 辆次 架次 航班".split()},
    "count:household-visit": {"户次": "1"},
    "count:team": {word: "1" for word in "支队伍 队 班 团".split()},
}
#: What a rate may be per, beside any unit; each is told by its own word.
PER_ONLY = "百人 千人 万人 十万人 千人口 万人口 百户 千户 万元 亿元 百公里 人年 人月 生 学生 学年 学期 床日 门诊人次 季 月度 年度 人头 孩 童 校 班级".split()
#: Words that say the same in what a rate is per.
_SAME_PER = {"天": "日", "名": "人", "位": "人", "学生": "生", "年度": "年", "季度": "季", "个月": "月", "m2": "平方米"}
#: The word by which a head is printed, where it has several or its own reads as a date (6月).
_SAME_HEAD = {"百分比": "%", "月": "个月", "天": "日", "个自然日": "日", "自然日": "日", "工作日": "个工作日", "km": "公里", "m2": "平方米"}
_PERIODS = frozenset("年 学年 学期 季 月 周 日 次".split())
_KNOWN = {word: (dimension, Decimal(factor)) for dimension, words in DIMENSIONS.items() for word, factor in words.items()}
_DAYS = {"月": Decimal(30), "个月": Decimal(30), "年": Decimal(365), "周年": Decimal(365)}
_DAY_SECONDS = Decimal(86400)


def alternatives(words: object) -> str:
    """A regular expression for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_LATIN = [word for word in _KNOWN if word.isascii() and word[-1].isalnum()]
_HAN = [word for word in _KNOWN if word not in _LATIN]
#: Words that begin like a unit and are something else (成立 is not 成, 方案 not 方).
_NOT_AFTER = {"成": "立果员本效功熟交型就绩", "方": "案式法面便向针位", "起": "来始步", "部": "分门署", "分": "别级类析期解配层"
              , "期": "间限望初末", "项": "目", "区": "域间级别", "市": "场级区县", "县": "级区", "村": "级民", "镇": "级",
              "年": "度底末初龄均报", "月": "度底末初均报", "日": "常均", "人": "均员才民大社", "周": "边期", "组": "织建成",
              "类": "似", "处": "理置罚于", "支": "出付持撑", "条": "件例", "单": "位", "本": "级市区省地年",
              "户": "均籍", "只": "有要", "头": "部", "家": "庭", "口": "径碑", "站": "点", "块": "链", "队": "伍", "团": "队",
              "次": "年月日要均", "位": "于居列", "名": "单录称", "片": "区", "班": "子", "张": "贴", "点": "位", "包": "括含",
              "天": "然", "升": "级", "台": "账", "套": "餐"}
_GUARDED = "|".join(
    re.escape(word) + (f"(?![{_NOT_AFTER[word]}])" if _NOT_AFTER.get(word) else "")
    for word in sorted(_HAN, key=len, reverse=True)
)
_HEAD = f"(?:{_GUARDED}|(?:{alternatives(_LATIN)})(?![A-Za-z0-9]))"
_PER = f"(?:{alternatives([*_KNOWN, *PER_ONLY])})"
#: A unit directly after a number: 元, 万元 (without its multiplier), 元/人·年, /人.
UNIT = f"(?:{_HEAD}(?:[/·*×每]{_PER})*|(?:[/·]{_PER})+)"
_WHOLE = re.compile(UNIT)
_SPLIT = re.compile(r"[/·*×每]")


@dataclass(frozen=True, slots=True)
class Unit:
    """``head`` is "" where only what it is per was said (13万/人). ``str()`` reads back to an equal unit."""

    head: str = ""
    per: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.head + "".join(f"/{word}" for word in self.per)

    def __bool__(self) -> bool:
        return bool(self.head or self.per)

    @property
    def dimension(self) -> str:
        """The head's dimension, "" for none."""
        return _KNOWN[self.head][0] if self.head else ""


NO_UNIT = Unit()
PERCENT = Unit("%")


@lru_cache(maxsize=512)
def read_unit(text: str) -> Unit:
    """A unit as the tokenizer found it; an unknown text is no unit."""
    if not text or not _WHOLE.fullmatch(text):
        return NO_UNIT
    head, *per = _SPLIT.split(text)
    words = [part for word in per for part in ({"人年": "人 年", "人月": "人 月"}.get(word, word).split())]
    return Unit(_SAME_HEAD.get(head, head), tuple(sorted((_SAME_PER.get(word, word) for word in words), key=_per_order)))


def _per_order(word: str) -> tuple[bool, str]:
    """Whom before how long: 元/人/年."""
    return word in _PERIODS, word


def complete(unit: Unit, other: Unit) -> Unit:
    """The unit with what it lacks taken from the other side (13万/人 beside 元/人; 人 beside nothing)."""
    if unit.head and unit.per:
        return unit
    return Unit(unit.head or other.head, unit.per or other.per)


def factors(a: Unit, b: Unit) -> tuple[Decimal, Decimal] | None:
    """What a number in ``a`` and one in ``b`` must be multiplied by to be compared; ``None``: they never compare.

    A month against days counts 30 of them and a year 365, but a year is twelve months. A working day
    against days counts one, which settles only what ``_compare.by_calendar`` says.
    """
    a, b = complete(a, b), complete(b, a)
    if a.per != b.per:
        return None
    if a.head == b.head:
        return ONE, ONE
    (one, first), (other, second) = _KNOWN[a.head], _KNOWN[b.head]
    if one == other:
        return first, second
    if {one, other} == {"workday", "minute"}:
        return (_DAY_SECONDS if one == "workday" else first), (_DAY_SECONDS if other == "workday" else second)
    if {one, other} == {"month", "minute"}:
        return _seconds(a.head, first), _seconds(b.head, second)
    if "count" in (one, other) and all(d.partition(":")[0] in ("count", "person", "household") for d in (one, other)):
        return ONE, ONE
    return None


def _seconds(head: str, factor: Decimal) -> Decimal:
    return _DAYS[head] * _DAY_SECONDS if head in _DAYS else factor
