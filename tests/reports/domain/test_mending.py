"""How far each item that is to be mended is."""

import pytest

from reports.domain.mending import ANSWERED, CHANGED, CLOSED, WAITING, Item, Remark, counted, item_of

DEMAND = Remark("372万人次", demand=True)
WORD = Remark("372万人次")
REPLY = Remark("372万人次", by_preparer=True)

#: remarks, settled, text now → the item.
CASES = {
    "a word asks for nothing": ((WORD,), False, "372万人次", ""),
    "a word about a cell that changed asks for nothing": ((WORD,), False, "371万人次", ""),
    "a preparer's word and its answer": ((REPLY, WORD), False, "372万人次", ""),
    "asked and left": ((DEMAND,), False, "372万人次", WAITING),
    "changed": ((DEMAND,), False, "371万人次", CHANGED),
    "emptied": ((DEMAND,), False, "", CHANGED),
    "changed and changed back": ((DEMAND,), False, "372万人次", WAITING),
    "answered": ((DEMAND, REPLY), False, "372万人次", ANSWERED),
    "changed and answered": ((DEMAND, REPLY), False, "371万人次", CHANGED),
    "another reviewer's word is no answer": ((DEMAND, WORD), False, "372万人次", WAITING),
    "a word that became a demand with its answer": ((WORD, REPLY, DEMAND), False, "372万人次", WAITING),
    "asked again after an answer": ((DEMAND, REPLY, DEMAND), False, "372万人次", WAITING),
    "asked again after a change": ((DEMAND, Remark("371万人次", demand=True)), False, "371万人次", WAITING),
    "asked again and changed back to the first": (
        (DEMAND, Remark("371万人次", demand=True)), False, "372万人次", CHANGED,
    ),
    "asked again and answered": ((DEMAND, REPLY, DEMAND, REPLY), False, "372万人次", ANSWERED),
    "the row is gone": ((DEMAND,), False, None, CHANGED),
    "closed as it was": ((DEMAND,), True, "372万人次", CLOSED),
    "closed after a change": ((DEMAND,), True, "371万人次", CLOSED),
    "a closed word": ((WORD,), True, "372万人次", CLOSED),
}  # fmt: skip


@pytest.mark.parametrize(("remarks", "settled", "now", "state"), CASES.values(), ids=CASES.keys())
def test_state_of_an_item(remarks, settled, now, state):
    item = item_of(remarks, settled, now)
    assert (item.state, item.new) == (state, now)
    assert item.open == (state == WAITING)


def test_old_text_is_that_of_the_last_demand_else_of_the_first_word():
    later = Remark("371万人次", demand=True)
    assert item_of((DEMAND, later, Remark("370万人次")), False, "369万人次") == Item("371万人次", "369万人次", CHANGED)
    assert item_of((WORD, Remark("370万人次")), False, "369万人次") == Item("372万人次", "369万人次", "")


def test_what_is_counted_is_open_and_was_asked_for():
    states = (WAITING, WAITING, CHANGED, ANSWERED, CLOSED, "")
    assert counted(Item("", "", state) for state in states) == {WAITING: 2, CHANGED: 1, ANSWERED: 1}
