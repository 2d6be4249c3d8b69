"""A text in plain forms and its tokens: numbers with their units, dates, the words that turn a sentence.

A number is read with the units and multipliers of ``indicators.domain``. Titles in 《》, document numbers,
table lines and ``{{…}}`` are no prose.
"""

import re
import unicodedata
from functools import lru_cache

from indicators.domain.units import MULTIPLIERS, UNIT, alternatives
from reports.domain.prose.words import KEPT

_CIRCLED = re.compile("[\u2460-\u249b\u3220-\u3229\u3280-\u3289]")
_NO_PROSE = re.compile(
    r"《[^《》\n]{0,300}》|\{\{[^{}\n]{0,200}\}\}|[〔\[(](?:19|20)\d{2}[〕\])]第?\d{1,4}号?|^[^\S\n]*\|.*$",
    re.MULTILINE,
)
#: 元/生.年 for 元/生·年.
_PER = re.compile(r"(?<=/[人生户亩])\.(?=[年月日次])")
#: 二〇一九年.
_HAN_YEAR = re.compile("(?<![一二三四五六七八九〇零○])(?:一九|二[〇零○])[〇零○一二三四五六七八九]{2}(?=年)")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_SPACE = re.compile(r"[^\S\n]+")
_MULTIPLIER = alternatives(word for word in MULTIPLIERS if word)
TOKEN = re.compile(
    r"(?P<period>(?:19|20)\d{2}年?[-–—~至](?:19|20)?\d{2}年|(?:近|这|过去)?[两三四五几]年来|十[二三四五]五"
    r"|\d{1,2}月?[-–—~至]\d{1,2}月|[上下]半年|前?[一二三四1-4]个?季度|前[一二三四五六七八九十\d]{1,2}个月|每[月季日天]|[月日]均)"
    r"|(?P<date>(?<!\d)(?P<year>(?:19|20)\d{2})年(?:度|初|中)?(?P<end>底|末)?(?:(?P<month>\d{1,2})月(?:份|底|末|\d{1,2}日)?)?"
    r"|(?<![\d.])(?P<month2>1[0-2]|0?[1-9])月(?:份|底|末|\d{1,2}日)?)"
    rf"|(?P<num>(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:\.\d+)?)(?P<mult>{_MULTIPLIER})?(?P<unit>{UNIT})?"
    r"|(?P<prior>(?<![较比与同以])(?:上一?年|去年|前年|往年)(?:度|同期)?(?P<carried>结转|结余)?)"
    r"|(?P<this>本年|当年|今年)"
    r"|(?P<goal>(?:目标(?:值|任务|数)?|指标值|任务数?|计划数?|标准值)(?=[:为是≥≤><(]|如下|包括|不低|不少|不高|不超|大于|小于|\d)"
    r"|指标(?=[为≥≤><]|大于|小于|不低|不少|不高|不超))"
    r"|(?P<done>实际(?:完成|达到|值|数|为)|完成值|完成情况|全年完成|现已)"
    r"|(?P<sample>抽查|抽样|抽取|抽检|问卷|走访)"
    r"|(?P<part>其中|分别(?![对与向由从就按在于将把给])|包括|包含)"
    r"|(?P<made>由(?=[^;。!?\n]{2,120}?(?:组成|构成)))|(?P<whole>组成|构成)"
    r"|(?P<stop>[。!?\n])|(?P<semi>;)|(?P<pause>[,:、]|\.(?!\d))|(?P<open>[(\[【])|(?P<close>[)\]】])"
)


@lru_cache(maxsize=KEPT)
def folded(text: str) -> str:
    """In plain forms without what is no prose; linear."""
    text = unicodedata.normalize("NFKC", _CIRCLED.sub(";", text.replace("\r\n", "\n")))
    text = _HAN_YEAR.sub(_year, text)
    return _PER.sub("/", _SPACE.sub(_gap, _NO_PROSE.sub("", text)))


def _year(match: re.Match[str]) -> str:
    return match.group().translate(_DIGITS)


def _gap(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return " " if before.isdigit() and after.isdigit() else ""
