"""A folded line → tokens. No meaning here; see ``_grammar``."""

import re
from dataclasses import dataclass, field

from indicators.domain._operators import LAST, OPERATOR, SOFT, SUFFIXES
from indicators.domain.units import UNIT, alternatives

_DIGITS = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)(?![.,]?[0-9])(?!\.[%‰万亿元])"
_MULTIPLIER = r"(?:万亿|[十百千]?[万亿]|千(?![克米瓦])|百(?!分))"
_MORE = "[余几]|多(?!元化|样化|层次|方面)"
_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12][0-9]|0?[1-9])"
#: A time of day after a date says nothing more: 12月31日24时前.
_TIME = r"(?:[上下]午)?[0-2]?[0-9](?:时|点(?!位)|:[0-5][0-9])(?:整|[0-5]?[0-9]分(?!钟))?"
#: Only where no amount can stand: ≥2022.12 is a number.
_NO_BOUND = r"(?<![≥≤<>=0-9.过约+])(?<![^0-9月底]-)(?<!^-)(?<![高低大小多少优]于)(?<!达到)"
_DATE_ENDS = r"(?=$|[;,、。)]|[-~～—至]|(?:之|以)?前|[完竣开]工|完成|验收|建成|交付|投入)"
_NEXT = r"次年|翌年|下一?年|第二年"
_PERIOD = r"(?:季度?|半年|月度?|年度?|周|日|天|旬|学期|学年)"

#: name → pattern, in the order of trial. Every pattern is linear in what it consumes.
PATTERNS: dict[str, str] = {
    "ratio": (
        rf"(?<![0-9:.~～—至-])(?P<first>{_DIGITS}):(?P<second>(?!0+(?:\.0*)?(?![0-9])){_DIGITS})"
        rf"(?=$|[;,、。()]|左右|上下|{alternatives(SUFFIXES)})"
    ),
    "skip": (
        r"[〔\[(](?:19|20)[0-9]{2}[〕\])][0-9]{1,4}号|第[0-9]+(?:[-~～—至到、][0-9]+)*"
        r"|近[0-9]+(?=年)|[A-Za-z][A-Za-z0-9.+_-]*(?![0-9]*[%])|[0-9]+\+[A-Za-z0-9一-龥]|[0-9]+(?:\.[0-9]+)+版|[0-9.]+(?::[0-9.]+)+|[0-9]+[×xX*][0-9]+(?![0-9%])|前[0-9]+[名位强]?(?![0-9%年天日月])"
    ),
    "date": (
        rf"(?<![0-9.])(?:(?P<next>{_NEXT})(?:度)?)?(?:(?P<y>{_YEAR})年(?:度)?)?(?P<m>{_MONTH})月(?:份)?"
        rf"(?:(?P<d>{_DAY})[日号](?:{_TIME})?|(?P<mp>底|末|初|上旬|中旬|下旬|中))?"
        rf"|(?<![0-9.])(?P<y2>{_YEAR})(?:-(?P<m2>{_MONTH})(?:-(?P<d2>{_DAY}))?|/(?P<m3>{_MONTH})(?:/(?P<d3>{_DAY}))?"
        rf"|\.(?P<m4>{_MONTH})\.(?P<d4>{_DAY}))(?![0-9.%-])"
        rf"|{_NO_BOUND}(?P<y5>{_YEAR})\.(?P<m5>0[1-9]|1[0-2])月?(?P<mp5>底|末)?{_DATE_ENDS}"
        rf"|(?<![0-9.])(?P<m6>{_MONTH})[./](?P<d6>{_DAY})[日号]?(?=(?:之|以)?前)"
        rf"|(?P<rel>[次翌下当本]月)(?:(?P<d7>{_DAY})[日号]|(?P<mp7>底|末|初|上旬|中旬|下旬))"
        rf"|(?:(?P<next2>{_NEXT})|(?P<y3>(?<![0-9.]){_YEAR}年|当年|本年|年)(?:度)?)年?"
        rf"(?:第?(?P<q>[一二三四1-4])季度(?:末|底)?|(?P<half>[上下])半年(?:末|底)?|(?P<yp>底|末|终|内))"
        rf"|第?(?P<q2>[一二三四])季度(?:末|底|内)?|(?P<half2>[上下])半年(?:末|底|内)?"
        rf"|(?<![0-9.])(?P<y4>{_YEAR})年(?:度)?"
    ),
    "last": (
        rf"(?P<by>较|比|与|同|对比|相比)?{LAST}|同比|环比|(?:较|比|与|同){_YEAR}年(?:度)?(?:同期|水平|末|底)*"
        rf"|{_YEAR}年(?:度)?(?:同期|水平)"
    ),
    "every": rf"(?:每|按)个?{_PERIOD}(?:[初末底]?(?:前|后)?[0-9]{{1,2}}个?(?:工作)?日(?:之?前|以?内)?)?",
    "fraction": (
        rf"(?<![0-9./])(?P<part>[0-9]{{1,9}})/(?P<whole>[0-9]{{1,9}})(?![0-9./]|[十百千]?[万亿])(?P<funit>(?![/·]){UNIT})?"
    ),
    "quantity": (
        rf"(?P<num>{_NUMBER})(?P<mult>{_MULTIPLIER})?(?P<more>{_MORE})?(?:(?P<unit>{UNIT})|(?![A-Za-z]))"
        rf"(?P<more2>{_MORE})?"
    ),
    "alnum": r"[0-9]+[A-Za-z][A-Za-z0-9]*",
    "bad": r"[0-9][0-9.,]*",
    "soft": rf"(?:{alternatives(SOFT)})(?=[0-9约])",
    "op": rf"(?:{OPERATOR})",
    "about": (
        r"(?:大约|大概|(?<![节集契公合签预违履制解条续])约(?![谈定束会])为?|将近|接近|近(?=[0-9])|估计|预计|基本达到"
        r"|左右|上下|前后)"
    ),
    "suffix": rf"(?!内[设部容外控涵科镜陆])(?:{alternatives(SUFFIXES)})",
    "before": r"(?:之前|以前|前)",
    "plusminus": r"±|\+/-",
    "dash": r"[-–—―~～〜−﹣至到]",
    "plus": r"\+",
    "join": r"和(?!谐)|及(?!时|格)|与(?!会|率)|并(?![发网轨联])|且|或(?!有)",
    "sep": r"[;,、。|！!\n\t •·]+",
    "word": r".",
}
#: Patterns with parts of their own, and those that are only words.
_GROUPED = frozenset({"quantity", "date", "fraction", "ratio"})
_WORDS = frozenset({"word", "skip", "alnum"})
_MASTER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in PATTERNS.items()), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: a key of PATTERNS, or note; ``groups``: its named parts that matched."""

    kind: str
    text: str
    groups: dict[str, str] = field(default_factory=dict)


def tokenize(line: str) -> list[Token]:
    """The tokens of a folded line; words run together. Every character belongs to one token."""
    tokens: list[Token] = []
    begun = -1
    for match in _MASTER.finditer(line):
        kind = str(match.lastgroup)  # the outer group, which closes last
        if kind in _WORDS:
            begun = match.start() if begun < 0 else begun
            continue
        if begun >= 0:
            tokens.append(Token("word", line[begun : match.start()]))
            begun = -1
        tokens.append(Token(kind, match.group(), _groups(match) if kind in _GROUPED else {}))
    if begun >= 0:
        tokens.append(Token("word", line[begun:]))
    return tokens


def _groups(match: re.Match[str]) -> dict[str, str]:
    return {name: value for name, value in match.groupdict().items() if value and name not in PATTERNS}
