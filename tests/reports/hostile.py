"""Texts that break careless programs, and reports full of them."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from tests.workbooks import bases

#: Control characters, half pairs, direction marks, markup, templates, formulas, escapes, rare and combined characters.
PIECES = (
    "\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x85", "\r\n", "\r", "\n", "\n\n\n", "\t", " ", "\u3000", "\u2028",
    "\ud800", "\udc00\ud800", "\ufffe", "\U0001ffff", "\u202e", "\u2066", "\u200f", "\u200b", "\ufeff",
    "<b>", "</td>", "<script>alert(1)</script>", "&lt;", "&#0;", "]]>", "<!--", "\"'", "<?x?>",
    "{{ 7|add:7 }}", "{% include 'x' %}", "{{goal_table}}", "{{chart:参保人数}}", "{{执行率}}", "{{", "${x}", "{0}",
    "=1+1", "+1", "-1", "@SUM(1)", "|", "\\|", "| a | b |", "#REF!", "（空白）", "（续1）", "行标识",
    "_x0041_", "_x000D_", "_x005F_", "_x005F_x0041_", "_x", "_xD83D_", "__x0000__",
    "𠮷", "🎉", "👨\u200d👩\u200d👧", "e\u0301", "a" + "\u0300" * 40, "ﷺ", "ｶﾞ", "㏄", "\U000e0041", "\ue000",
    "ไทย", "עברית", "%s",
    "长" * 70, "W" * 70, "1" * 70, "、" * 30, "95%", "372.10 万人次", "≥95%", "１２３", "--", "《》",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=10).map("".join)
#: Keys of the exchange format that take any text; elsewhere a number, a code or a list is due.
ANY_TEXT = frozenset(
    "title program organization central_department local_department implementing_unit remarks source rate aspect "
    "statement problem target actual level1 level2 name reason explanation criterion base heading body value".split()
)
#: Texts that must not be blank.
NEEDED = frozenset(("title", "program", "organization", "source", "name"))


def any_text(value: Any, text: Callable[[str], str], key: str = "") -> Any:
    """The same report with another text at each key that takes any; ``text``: of a key."""
    if isinstance(value, dict):
        amounts = {"actual"} if "budget" in value else set()
        return {inner: item if inner in amounts else any_text(item, text, inner) for inner, item in value.items()}
    if isinstance(value, list):
        return [any_text(item, text, key) for item in value]
    if key not in ANY_TEXT or not isinstance(value, str):
        return value
    given = text(key)
    return f"名{given[:300]}" if key in NEEDED else given


def full_report() -> dict[str, Any]:
    """The small report with every key of the format."""
    report = copy.deepcopy(bases.SMALL)
    report |= {"central_department": "甲", "implementing_unit": "乙"}
    report["funds"][0] |= {"rate": "95%"}
    for row in report["indicators"]:
        row.update({key: row.get(key, "") for key in ("target", "actual", "reason", "explanation", "criterion")})
        row["scoring"] = {**row.get("scoring", {}), "base": "100%"}
    return report


def hostile_report(texts: Iterator[str]) -> dict[str, Any]:
    return any_text(full_report(), lambda _: next(texts))


@st.composite
def reports(draw: st.DrawFn) -> dict[str, Any]:
    """Reports with hostile texts at every key that takes any."""
    pool = draw(st.lists(TEXTS, min_size=3, max_size=8))
    turn = draw(st.integers(1, 7))
    numbers = iter(range(10_000))
    return any_text(full_report(), lambda _: pool[next(numbers) * turn % len(pool)])
