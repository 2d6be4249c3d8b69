"""The sealed chain of the log: whatever is done to it without the key is found."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.chain import START, BadEnds, Break, End, Link, check, head, read_ends, seal, write_ends

KEY = b"a key outside of the database"
TEXT = st.text(max_size=20)
ENTRIES = st.lists(st.dictionaries(st.sampled_from(["at", "who", "old", "new"]), TEXT, max_size=4), max_size=8)


def chained(entries, key=KEY) -> list[Link]:
    links, before = [], START
    for number, values in enumerate(entries, 1):
        before = seal(key, before, number, values)
        links.append(Link(number, values, before, f"第{number}条"))
    return links


def breaks(links, count=None, sealed=None, key=KEY) -> list[Break]:
    ordered = sorted(links, key=lambda link: link.number)
    count = len(ordered) if count is None else count
    return list(check(key, links, count, sealed or head(key, count, ordered[-1].seal if ordered else START)))


@given(ENTRIES)
def test_an_untouched_chain_holds(entries):
    assert breaks(chained(entries)) == []
    assert breaks(chained(entries)[::-1]) == []


THREE = chained([{"new": "1"}, {"new": "2"}, {"new": "3"}])
SEALED = head(KEY, 3, THREE[-1].seal)


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ([THREE[0], replace(THREE[1], values={"new": "9"}), THREE[2]], [(2, "内容、次序或时间与封签不符")]),
        (
            [THREE[0], THREE[2]],
            [(3, "之前的第2条记录缺失"), (3, "内容、次序或时间与封签不符")],
        ),
        (THREE[:2], [(3, "应有3条记录，现有2条")]),
        (
            [THREE[0], replace(THREE[2], number=2), replace(THREE[1], number=3)],
            [
                (2, "内容、次序或时间与封签不符"),
                (3, "内容、次序或时间与封签不符"),
                (3, "报告上的封签与最后一条记录不符"),
            ],
        ),
        (
            [*THREE, Link(4, {"new": "4"}, "0" * 64, "第4条")],
            [(4, "内容、次序或时间与封签不符"), (3, "应有3条记录，现有4条")],
        ),
        ([], [(3, "应有3条记录，现有0条")]),
    ],
    ids=["changed", "removed", "cut off", "exchanged", "added", "all gone"],
)
def test_tampering_is_found_at_its_place(links, found):
    named = [(item.number, item.message) for item in breaks(links, 3, SEALED)]
    assert [entry for entry in found if entry in named] == found
    assert {number for number, _ in named} <= {number for number, _ in found} | {3}


def test_a_chain_written_with_another_key_does_not_hold():
    forged = chained([{"new": "1"}, {"new": "2"}], b"guessed")
    assert [item.number for item in breaks(forged)] == [1, 2]


@given(ENTRIES.filter(bool), st.data())
def test_any_change_of_an_entry_is_found(entries, data):
    links = chained(entries)
    at = data.draw(st.integers(0, len(links) - 1))
    values = data.draw(st.dictionaries(st.sampled_from(["at", "who", "old", "new"]), TEXT, max_size=4))
    links[at] = replace(links[at], values=values)
    assert bool(breaks(links)) is (values != entries[at])


# --- ends kept elsewhere ------------------------------------------------------------------------------

ENDS = [End(3, 120, "a" * 64, "上海市医疗保障局 2023年度 医疗救助"), End(7, 0, "", "无名")]


def test_ends_are_read_as_they_were_written():
    assert read_ends(KEY, write_ends(KEY, ENDS)) == ENDS
    assert read_ends(KEY, write_ends(KEY, [])) == []


@given(st.text())
def test_a_name_stays_on_its_line(name):
    [end] = read_ends(KEY, write_ends(KEY, [replace(ENDS[0], name=name)]))
    assert end == replace(ENDS[0], name=" ".join(name.split()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        write_ends(KEY, ENDS).replace("120", "119"),
        write_ends(KEY, ENDS).partition("\n")[2],
        write_ends(KEY, ENDS) + "8\t1\tb\t名\n",
        write_ends(b"guessed", ENDS),
        "".join(write_ends(KEY, ENDS).splitlines(keepends=True)[:-1]),
    ],
    ids=["blank", "line", "changed", "line removed", "line added", "another key", "without its seal"],
)
def test_ends_that_are_not_as_they_were_written_are_refused(text):
    with pytest.raises(BadEnds):
        read_ends(KEY, text)
