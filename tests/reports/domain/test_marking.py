"""Two wordings of one text: what is marked, and that nothing is lost."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.marking import LONG, marked


def shown(pieces) -> str:
    """Changed pieces in brackets."""
    return "".join(f"[{piece.text}]" if piece.changed else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("参保率95%", "参保率95%", "参保率95%", "参保率95%"),
        ("参保率95%", "参保率96.5%", "参保率[95%]", "参保率[96.5%]"),
        ("结算1,234.50万元。", "结算1,234.60万元。", "结算[1,234.50]万元。", "结算[1,234.60]万元。"),
        ("已按要求完成", "已按要求全部完成", "已按要求[]完成", "已按要求[全部]完成"),
        ("因疫情影响未完成", "未完成", "[因疫情影响]未完成", "[]未完成"),
        ("", "新写的", "[]", "[新写的]"),
        ("删去的", "", "[删去的]", "[]"),
        ("完全不同", "另一句话", "[完全不同]", "[另一句话]"),
        ("使用DRG付费", "使用DIP付费", "使用[DRG]付费", "使用[DIP]付费"),
        # one character alike between two changes is a part of them
        ("推进甲的乙工作顺利", "推进丙的丁工作顺利", "推进[甲的乙]工作顺利", "推进[丙的丁]工作顺利"),
        # at an end it stands alone
        ("共3个区完成", "共5个区完成", "共[3]个区完成", "共[5]个区完成"),
    ],
)
def test_what_is_marked(old, new, before, after):
    found = marked(old, new)
    assert (shown(found.old), shown(found.new)) == (before, after)


def test_brief_keeps_what_is_beside_a_change():
    start, middle, end = "一" * 50, "二" * 50, "三" * 50
    found = marked(f"{start}95%{middle}甲乙丙{end}", f"{start}96%{middle}{end}").brief
    left, between, right = "…" + start[:16], middle[:16] + "…" + middle[:16], end[:16] + "…"
    assert shown(found.old) == f"{left}[95%]{between}[甲乙丙]{right}"
    assert shown(found.new) == f"{left}[96%]{between}[]{right}"


def test_brief_of_a_whole_new_text_is_cut():
    assert shown(marked("", "新" * 300).brief.new) == "[" + "新" * 120 + "…]"


@pytest.mark.parametrize(("text", "brief"), [("情况属实。", "情况属实。"), ("同" * 300, "同" * 120 + "…"), ("", "")])
def test_brief_of_equal_texts_is_the_text(text, brief):
    assert (shown(marked(text, text).brief.old), shown(marked(text, text).brief.new)) == (brief, brief)


def test_long_texts_are_marked_between_their_equal_ends():
    start, end = "甲" * LONG, "乙" * LONG
    found = marked(f"{start}92%{end}", f"{start}95%{end}")
    assert (shown(found.old), shown(found.new)) == (f"{start}[92%]{end}", f"{start}[95%]{end}")
    assert shown(found.brief.new) == f"…{start[:16]}[95%]{end[:16]}…"


def test_what_is_too_long_to_compare_is_one_change():
    same, old, new = "甲" * 2 * LONG, "乙" + "丙" * LONG + "乙", "丁" + "丙" * LONG + "丁"
    assert shown(marked(same + old, same + new).new) == f"{same}[{new}]"
    assert shown(marked(same, same).old) == same


@given(st.text(alphabet="甲乙丙丁0123.%abc\n", max_size=60), st.text(alphabet="甲乙丙丁0123.%abc\n", max_size=60))
def test_nothing_is_lost_and_equal_texts_have_no_change(old, new):
    found = marked(old, new)
    assert (found.was, found.now) == (old, new)
    equal = [[piece.text for piece in pieces if not piece.changed] for pieces in (found.old, found.new)]
    assert equal[0] == equal[1]
    assert any(piece.changed for piece in found.old) == (old != new)
    for pieces in (found.old, found.new):
        assert all(one.changed != other.changed for one, other in itertools.pairwise(pieces))
