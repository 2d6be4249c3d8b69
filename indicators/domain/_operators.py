"""Words and glyphs for ≥ ≤ > < = before and after a number."""

import re

#: Glyphs and words for an operator before a number.
_OPERATOR_WORDS = {
    "≥": ("≥ ≧ ⩾ >= => ≮ ≥= 至少 最少 最低 大于等于 大于或等于 高于等于 高于或等于 多于或等于 >或= 下限 保底"),
    "≤": (
        "≤ ≦ ⩽ <= =< ≯ ≤= 小于等于 小于或等于 低于等于 低于或等于 少于或等于 <或= 至多 最多 最高 最长 上限 最迟 最晚 "
        "最高不超过 最长不超过 最多不超过 控制在不超过"
    ),
    ">": "> 大于 超过 高于 多于 超出 超 突破 逾 优于 长于 晚于 迟于",
    "<": "< 小于 低于 少于 短于 早于 弱于 差于",
    "=": "= ═ == 等于",
}
#: What turns an operator round: 不超过 is ≤, and 未达到 is <.
_NOT = "不 不得 不应 不能 不可 不宜 未 未能 没有 没 没能"
_SHORT = [no + word for no in _NOT.split() for word in "达 达到 到 满 足 及".split()] + ["达不到", "没有", "没", "未有"]
#: Words after a number that make it a bound.
_SUFFIX_WORDS = {
    "≥": "以上 及以上 或以上 之上 及其以上",
    "≤": "以内 之内 内 以下 及以下 或以下 之下 封顶 范围内",
}


def _operators() -> dict[str, str]:
    """Every word with its sign: a denied > is ≤, a denied < is ≥, and what is not reached is <."""
    found = {word: op for op, words in _OPERATOR_WORDS.items() for word in words.split()}
    opposite = {">": "≤", "<": "≥"}
    denied = {
        no + word: opposite[op]
        for word, op in found.items()
        if op in opposite and word.isalpha()
        for no in _NOT.split()
    }
    return {**found, **denied, **dict.fromkeys(_SHORT, "<")}


OPERATORS = _operators()
SUFFIXES = {word: op for op, words in _SUFFIX_WORDS.items() for word in words.split()}
_BROUGHT_DOWN = "降 减 降低 下降 减少 缩短 压缩 压减 缩减 缩小 压降 下调 回落 精简 核减 削减"
#: In a target these name the bound to come down to; in an actual they only introduce the figure.
SOFT = ["控制在", "控制到", "压缩在", *(word + end for word in _BROUGHT_DOWN.split() for end in "至到为")]

#: Last year in any words.
LAST = r"(?:上一?年|去年|前一?年|往年|上年度|上一年度|上一?季度|上月)(?:度)?(?:同期|水平|基数|全年|实际|数|值)*"

#: After 未达, 不到 and the like a number must follow, or the goal it falls short of: 不到位 and 不满意 are no bounds.
_SHORT_OF = rf"(?=[0-9约≥≤]|{LAST}|年初|年度|全年|原定|预期|既定|目标|指标|计划|任务|要求|标准|预算|批复|概算|全部|总)"
_GUARDS = {
    **dict.fromkeys(("超", "逾"), rf"(?<![A-Za-z彩]超)(?=[0-9约≥≤]|{LAST})"),  # but B超50次
    **{no + word: _SHORT_OF for no in _NOT.split() for word in "达 到 满 足 及 超 逾".split()},
    **dict.fromkeys(("没有", "没", "未有"), "(?=[0-9])"),
}

#: Any operator before a number, as a regular expression; its first character is looked at first, for speed.
OPERATOR = f"(?=[{re.escape(''.join(sorted({word[0] for word in OPERATORS})))}])(?:" + (
    "|".join(re.escape(word) + _GUARDS.get(word, "") for word in sorted(OPERATORS, key=len, reverse=True)) + ")"
)
