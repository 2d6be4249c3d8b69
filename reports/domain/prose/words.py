"""Names and the words around them: what is the same name otherwise worded, and what qualifies it.

A figure belongs to a name only if every word beside the name is known to leave its meaning alone
(全市…, …实际…, the program's own words): 重复参保人数 is not 参保人数. Unknown words keep silence, because a
wrong alarm costs more than a missed one (issue 3 "Checks").
"""

import re
import unicodedata
from functools import lru_cache

#: Texts whose readings are kept; a report has up to 200 explanations and some 30 bodies.
KEPT = 512
#: Wordings of one thing in official reports, the longer first.
SAME = (
    ("基本医疗保险", "医保"),
    ("基本医疗保障", "医保"),
    ("基本医保", "医保"),
    ("医疗保险", "医保"),
    ("医疗保障", "医保"),
    ("居保", "居民医保"),
    ("比例", "率"),
    ("比率", "率"),
    ("百分比", "率"),
    ("基础", "基数"),
    ("人员", "人"),
    ("费用", ""),
    ("人口数", "人口"),
    ("满意率", "满意度"),
    ("滚存", "累计"),
)
#: Words that leave the meaning of the name beside them alone.
GENERIC = re.compile(
    "截至|截止到?|辖区|年末|年底|月底|期末|全年度?|年度|当年度?|本年度?|今年|年内|当期|目前|现|实际|实有|已|共计|总计|合计|累计|共|总数?|"
    "我|本|各级|财政|项目|资金|配套|补助|补贴|专项|转移支付|经费|绩效|情况|完成|达到|实现|有|其|总体|综合|平均|基本|通过|经|统计|显示|数据|"
    "享受|惠及|开展|实施|举办|组织|召开|指标|金额|全部|整体|上述|万元|元|了|在|中|为|是|达|的|和|及|与|之|等|内|上|数|年|市级统筹|按规定|按时|方面|一是|二是|三是|四是|五是|一|以来"
)
#: Beside a count: what was done to the counted (实施医疗救助362万人次).
VERBS = re.compile("实施|开展|享受|惠及|组织|举办|召开|新建|建设|发放|提供|受理|办理|救助|资助|培训")
#: Whom a rate is about where only one row has it: 满意度 for 参保对象满意度.
WHOM = re.compile("服务对象|参保对象|受益对象|救助对象|参保人|受益人|社会公众|人民群众|社会群众|群众|公众|对象|受益")
#: A name that counts, without its last word: 医疗救助总人次 → 医疗救助.
COUNTED_BY = re.compile("^(?:享受|惠及|实施|开展)")
COUNTING = re.compile("(?:总)?(?:人次数?|人数|户次|户数|次数|件数|个数|场次|数量|总量|总数|数)$")
_MONTH = r"\d{1,2}月(?:份|底|末|\d{1,2}日)?"
_YEAR = re.compile(rf"(?:19|20)\d{{2}}年?(?:度|末|底)?(?:{_MONTH})?|{_MONTH}")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_NUMBERED = re.compile(r"^(?:指标|其中)?[\d一二三四五六七八九十]{0,3}[:、.]+")
#: 本市, 我局: wherever it stands, it says nothing.
_HERE = re.compile("[我本](?:自治区|单位|部门|中心|[省市州盟县区旗镇乡局厅委办校院所站])")
_MARKS = re.compile(r"[\s\"'“”‘’《》「」()\[\]【】,，。;；:：、·—\-_*#]+")
_LEVELS = "省市州盟县区旗乡镇街"


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A name or a piece of a sentence without years, brackets, marks and 的, one wording for one thing."""
    text = unicodedata.normalize("NFKC", text)
    if "(" in text or "[" in text or "【" in text:
        text = _BRACKETS.sub("", text)
    text = _MARKS.sub("", _YEAR.sub("", _NUMBERED.sub("", text.strip()))).replace("的", "")
    for word, same in SAME:
        if word in text:
            text = text.replace(word, same)
    text = _HERE.sub("", text)
    return f"{text[:-1]}率" if text.endswith("比") else text


def bigrams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


class Own:
    """The report's own words: names of program, title and units; the level of its place (全市, 我县)."""

    def __init__(self, names: tuple[str, ...], organization: str) -> None:
        self.text = "\n".join(plain(name) for name in names if name)
        self.known: dict[str, str] = {}
        level = [char for char in organization if char in _LEVELS][-1:]
        place = level[0] if level else _LEVELS
        self.place = re.compile(f"(?:全|我|本|该|各|辖)?[{place}](?:本级|域|内)?")

    def rest(self, words: str) -> str:
        """What of the words is neither the report's own nor generic."""
        if words not in self.known:
            self.known[words] = self._rest(words)
        return self.known[words]

    def _rest(self, words: str) -> str:
        left: list[str] = []
        at = 0
        while at < len(words):
            size = self._longest(words, at)
            if not size:
                left.append(words[at])
            elif left and left[-1] != " ":
                left.append(" ")
            at += max(1, size)
        return self.place.sub("", GENERIC.sub("", self.place.sub(" ", "".join(left)))).replace(" ", "")

    def _longest(self, words: str, at: int) -> int:
        """How many characters from here on stand in the report's own names, at least two."""
        size = 1
        while at + size < len(words) and words[at : at + size + 1] in self.text:
            size += 1
        return size if size > 1 else 0
