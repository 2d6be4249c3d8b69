"""Words for which way a figure goes."""

import re

_RISES = "增长|提高|提升|上升|增加|扩大|净增|递增|上涨|升高|上浮|上调|回升|延长|拉长|提速|增多"
_FALLS = "负增长|减少|下降|降低|压减|缩短|下调|压缩|递减|回落|下滑|下跌|缩减|缩小|压降|精简|节约|节省|下浮|核减"
UP = f"{_RISES}|增幅|增速|涨幅|升幅|新增|增收"
DOWN = f"{_FALLS}|降幅|跌幅|减幅"
LEVEL = "持平|不变|一致|相当"
#: Verbs directly before a figure that make it the way gone, not the level reached.
MOVED = f"{_FALLS}|{_RISES}"
#: Any of them, told apart by the name of the group; after 较上年 short words do: 较上年降2%.
DIRECTION = re.compile(
    rf"不(?P<no>{DOWN}|{UP}|[减降跌增升涨])|(?P<level>{LEVEL})|(?P<down>{DOWN}|减|降|跌)|(?P<up>{UP}|增|升|涨)"
)
_UP, _DOWN = re.compile(UP), re.compile(DOWN)


def way_of(words: str) -> str:
    """提高 or 减少 where the words say which way a figure goes; "" for neither, or a level reached (降至)."""
    if words.endswith(("至", "到", "为")):
        return ""
    return "减少" if _DOWN.search(words) else "提高" if _UP.search(words) else ""


def worded_way(words: str) -> tuple[str, str] | None:
    """Way and operator of a change without a number: 不增长 is ("", "≤"), 持平或略有下降 no more than last year."""
    match = DIRECTION.search(words)
    if match is None:
        return None
    if match["no"]:
        return "", "≥" if re.match(f"{DOWN}|[减降跌]", match["no"]) else "≤"
    ways = {each.lastgroup for each in DIRECTION.finditer(words)}
    if len(ways) > 1:
        return ("", "≥" if "up" in ways else "≤") if "level" in ways else None
    return ("持平" if match["level"] else "提高" if match["up"] else "减少"), ""
