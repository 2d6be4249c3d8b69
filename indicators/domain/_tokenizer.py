"""Typed target or actual → one folded line → tokens. No meaning here; see ``_grammar``.

Folding makes what looks alike be alike: NFKC, spaces and line breaks inside a cell dropped,
list numbers turned to separators, 百分之九十五 to 95% (domain.md "Normalise first").
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from indicators.domain.numbers import clean_text
from indicators.domain.units import UNIT

#: A longer cell is prose, not a target: it is kept as words.
LIMIT = 1000

#: Glyphs and words for an operator before a number.
_OPERATOR_WORDS = {
    "≥": (
        "≥ ≧ ⩾ >= => ≮ ≥= 不少于 不低于 不小于 不短于 不得少于 不得低于 不得小于 不应低于 不应少于 不弱于 不差于 "
        "至少 最少 最低 大于等于 大于或等于 高于等于 高于或等于 多于或等于 >或= 下限 保底"
    ),
    "≤": (
        "≤ ≦ ⩽ <= =< ≯ ≤= 不超过 不得超过 不应超过 不高于 不得高于 不应高于 不大于 不得大于 不多于 不得多于 不长于 "
        "不超 不突破 小于等于 小于或等于 低于等于 低于或等于 少于或等于 <或= 至多 最多 最高 最长 上限 不晚于 不迟于 "
        "不得晚于 不得迟于 最迟 最晚 最高不超过 最长不超过 最多不超过 控制在不超过"
    ),
    ">": "> 大于 超过 高于 多于 超出 超 突破 逾 优于 长于 晚于",
    "<": "< 小于 低于 少于 短于 不足 不到 早于 不满 未满",
    "=": "= ═ == 等于",
}
#: Words after a number that make it a bound.
_SUFFIX_WORDS = {
    "≥": "以上 及以上 或以上 之上 及其以上",
    "≤": "以内 之内 内 以下 及以下 或以下 之下 封顶 范围内",
}
OPERATORS = {word: op for op, words in _OPERATOR_WORDS.items() for word in words.split()}
SUFFIXES = {word: op for op, words in _SUFFIX_WORDS.items() for word in words.split()}
#: In a target these name the bound to come down to; in an actual they only introduce the figure.
SOFT = (
    "控制在 控制到 缩短至 缩短到 压缩至 压缩到 压缩在 压减至 压减到 降至 降到 降低至 降低到 下降至 下降到 "
    "减少至 减少到 缩减至"
)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)(?![.,]?[0-9])(?!\.[%‰万亿元])"
_MULTIPLIER = r"(?:万亿|[十百千]?[万亿]|千(?![克米瓦])|百(?!分))"
_MORE = "[余几]|多(?!元化|样化|层次|方面)"
_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12][0-9]|0?[1-9])"
_NEXT = r"次年|翌年|下一?年|第二年"
_LAST = r"(?:上一?年|去年|前一?年|往年|上年度|上一年度|上一?季度|上月)(?:度)?(?:同期|水平|基数|全年|实际|数|值)*"
_PERIOD = r"(?:季度?|半年|月度?|年度?|周|日|天|旬|学期|学年)"

#: name → pattern, in the order of trial. Every pattern is linear in what it consumes.
PATTERNS: dict[str, str] = {
    "skip": (
        r"[〔\[(](?:19|20)[0-9]{2}[〕\])][0-9]{1,4}号|第[0-9]+(?:[-~～—至到、][0-9]+)*"
        r"|近[0-9]+(?=年)|[A-Za-z][A-Za-z0-9.+_-]*(?![0-9]*[%])|[0-9]+\+[A-Za-z0-9一-龥]|[0-9]+(?:\.[0-9]+)+版|[0-9]+(?::[0-9]+)+|[0-9]+[×xX*][0-9]+(?![0-9%])|前[0-9]+[名位强]?(?![0-9%年天日月])"
    ),
    "date": (
        rf"(?<![0-9.])(?:(?P<next>{_NEXT})(?:度)?)?(?:(?P<y>{_YEAR})年(?:度)?)?(?P<m>{_MONTH})月(?:份)?"
        rf"(?:(?P<d>{_DAY})[日号]|(?P<mp>底|末|初|上旬|中旬|下旬|中))?"
        rf"|(?<![0-9.])(?P<y2>{_YEAR})(?:-(?P<m2>{_MONTH})(?:-(?P<d2>{_DAY}))?|/(?P<m3>{_MONTH})(?:/(?P<d3>{_DAY}))?"
        rf"|\.(?P<m4>{_MONTH})\.(?P<d4>{_DAY}))(?![0-9.%-])"
        rf"|(?:(?P<next2>{_NEXT})|(?P<y3>(?<![0-9.]){_YEAR}年|当年|本年|年)(?:度)?)"
        rf"(?:第?(?P<q>[一二三四1-4])季度(?:末|底)?|(?P<half>[上下])半年(?:末|底)?|(?P<yp>底|末|终|内))"
        rf"|第?(?P<q2>[一二三四])季度(?:末|底|内)?|(?P<half2>[上下])半年(?:末|底|内)?"
        rf"|(?<![0-9.])(?P<y4>{_YEAR})年(?:度)?"
    ),
    "last": (
        rf"(?P<by>较|比|与|同|对比|相比)?{_LAST}|同比|环比|(?:较|比|与|同){_YEAR}年(?:度)?(?:同期|水平|末|底)*"
        rf"|{_YEAR}年(?:度)?(?:同期|水平)"
    ),
    "every": rf"(?:每|按)个?{_PERIOD}(?:[初末底]?(?:前|后)?[0-9]{{1,2}}个?(?:工作)?日(?:之?前|以?内)?)?",
    "fraction": rf"(?<![0-9./])(?P<part>[0-9]{{1,9}})/(?P<whole>[0-9]{{1,9}})(?![0-9./])(?P<funit>{UNIT})?",
    "quantity": (
        rf"(?P<num>{_NUMBER})(?P<mult>{_MULTIPLIER})?(?P<more>{_MORE})?(?:(?P<unit>{UNIT})|(?![A-Za-z]))"
        rf"(?P<more2>{_MORE})?"
    ),
    "alnum": r"[0-9]+[A-Za-z][A-Za-z0-9]*",
    "bad": r"[0-9][0-9.,]*",
    "soft": rf"(?:{_any(SOFT.split())})(?=[0-9约])",
    "op": rf"(?:{_any(OPERATORS)})",
    "about": r"(?:大约|大概|约为?|将近|接近|近(?=[0-9])|估计|预计|基本达到|左右|上下|前后)",
    "suffix": rf"(?!内[设部容外控涵科镜陆])(?:{_any(SUFFIXES)})",
    "before": r"(?:之前|以前|前)",
    "plusminus": r"±|\+/-",
    "dash": r"[-–—―~～〜−﹣至到]",
    "plus": r"\+",
    "join": r"和(?!谐)|及(?!时|格)|与(?!会|率)|并(?![发网轨联])|且|或(?!有)",
    "sep": r"[;,、。|！!\n\t •·]+",
    "word": r".",
}
#: Patterns with parts of their own, and those that are only words.
_GROUPED = frozenset({"quantity", "date", "fraction"})
_WORDS = frozenset({"word", "skip", "alnum"})
_MASTER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in PATTERNS.items()), re.DOTALL)

_SPACE = re.compile(r"\s+")
_CIRCLED = re.compile("[\u2460-\u2473\u2474-\u249b\u3220-\u3229\u3280-\u3289❶-❿]")
_LISTED = re.compile(r"(?:^|(?<=[;,。、]))(?:[(]?[0-9]{1,2}[)]|[0-9]{1,2}[.、](?![0-9]))(?=[^0-9%])")
_PERCENT_WORDS = re.compile(r"百分之(?=[0-9])([0-9.]+)")
_INTERVAL = re.compile(r"([\[(])([0-9.]+[^0-9,]{0,4}),([0-9.]+[^0-9,]{0,4})([\])])")
_INCLUDED = re.compile(r"\((?:含|包含)[^()]{0,12}\)")
_EDGE = "。;,、.:: \n"
_HAN_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {"两": "2", "〇": "0"}
_HAN_NUMBER = "[零〇一二两三四五六七八九十百]{1,5}"
#: 百分之九十五 anywhere; a number in characters after an operator and before a unit: 满意度≥九成.
_HAN_AMOUNT = re.compile(
    rf"(?P<hundredth>百分之)(?P<n>{_HAN_NUMBER})|(?:(?<=[≥≤<>=])|(?<=低于)|(?<=少于)|(?<=超过)|(?<=至少)|(?<=达到))"
    rf"(?P<m>{_HAN_NUMBER})(?={UNIT})"
)
_HAN_WHOLE = re.compile(
    rf"(?P<op>(?:{_any(OPERATORS)})?)(?P<hundredth>百分之)?(?P<n>{_HAN_NUMBER})(?P<unit>(?:{UNIT})?)"
    rf"(?P<end>(?:(?:{_any(SUFFIXES)})|左右)?)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: a key of PATTERNS, or note; ``groups``: its named parts that matched."""

    kind: str
    text: str
    groups: dict[str, str] = field(default_factory=dict)


def fold(text: str) -> str:
    """The text on one line in plain forms; idempotent, linear."""
    text = squeeze(text)
    if len(text) > LIMIT:
        return text
    text = squeeze(unicodedata.normalize("NFKC", _CIRCLED.sub(";", text)))
    text = unicodedata.normalize("NFKC", text)
    if len(text) > LIMIT:
        return text
    while (plainer := _plainer(text)) != text:
        text = plainer
    return text


def _plainer(text: str) -> str:
    """One more round of what makes a line plain."""
    text = _HAN_AMOUNT.sub(_han_amount, text)
    if "百" in text:
        text = _PERCENT_WORDS.sub(r"\1%", text)
    if text[:1] in "[(" and (match := _INTERVAL.fullmatch(text)) and match.group(1, 4) != ("(", ")"):
        first, last = "≥" if match[1] == "[" else ">", "≤" if match[4] == "]" else "<"
        text = f"{first}{match[2]}且{last}{match[3]}"
    if "(" in text:
        text = _INCLUDED.sub("", text)
    return _LISTED.sub("", _han_numbers(text)).strip(_EDGE)


def _han_amount(match: re.Match[str]) -> str:
    number = _han_value(match["n"] or match["m"])
    return match.group() if number is None else f"{number}{'%' if match['hundredth'] else ''}"


def squeeze(text: str) -> str:
    """The text as typed without its white space; idempotent."""
    return _SPACE.sub("", clean_text(text))


def _han_numbers(text: str) -> str:
    """不少于三次 → 不少于3次, 百分之九十 → 90%, where the whole text is one such quantity."""
    match = _HAN_WHOLE.fullmatch(text) if len(text) < 24 and not text[-1:].isdigit() else None
    if match is None or not (match["unit"] or match["hundredth"]):
        return text
    number = _han_value(match["n"])
    if number is None:
        return text
    return f"{match['op']}{number}{'%' if match['hundredth'] else ''}{match['unit']}{match['end']}"


def _han_value(text: str) -> int | None:
    """三十五 → 35; ``None`` for what is no number below a thousand."""
    total, digit = 0, None
    for char in text:
        if char in "十百":
            total += (1 if digit is None else digit) * (10 if char == "十" else 100)
            digit = None
        elif digit in (None, 0):
            digit = int(_HAN_DIGITS[char])
        else:
            return None
    return total + (digit or 0)


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
