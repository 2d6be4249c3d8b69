"""What reviewers ask to be mended, and how far each item is: by itself, from the cell's text and the answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: What the log calls a comment, a waiver and what a return sets, each followed by its name. To speak of a report is
#: not to work on it: whoever wrote these may review it.
COMMENT, WAIVER, RETURN = SPOKEN = ("comment:", "waiver:", "return:")
WAITING, CHANGED, ANSWERED, CLOSED = "待改", "已改", "已答复", "已关闭"


@dataclass(frozen=True, slots=True)
class Remark:
    """One contribution to a thread. ``then``: what stood in its place when it was written.

    ``demand``: a reviewer's, to be mended; ``by_preparer``: what answers a demand.
    """

    then: str
    demand: bool = False
    by_preparer: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A thread as an item to be mended: the text the last demand was about, what stands there now, how far it is.

    ``state`` is blank where nobody has demanded anything; ``new`` is ``None`` where the row is gone.
    """

    old: str
    new: str | None
    state: str

    @property
    def changed(self) -> bool:
        return self.old != self.new

    @property
    def open(self) -> bool:
        """Whether the preparer still owes something: neither changed nor answered."""
        return self.state == WAITING


def item_of(remarks: Sequence[Remark], settled: bool, now: str | None) -> Item:
    """How far a thread is. ``remarks``: in the order in which they were written; ``now``: the text in its place.

    Only what happened since the last demand counts: a reviewer who asks again is not content with the first change.
    """
    last = max((index for index, remark in enumerate(remarks) if remark.demand), default=None)
    since = 0 if last is None else last
    then = remarks[since].then
    if settled:
        state = CLOSED
    elif last is None:
        state = ""
    elif then != now:
        state = CHANGED
    elif any(remark.by_preparer for remark in remarks[since + 1 :]):
        state = ANSWERED
    else:
        state = WAITING
    return Item(then, now, state)


def counted(items: Iterable[Item]) -> dict[str, int]:
    """State → how many items are in it, those that were asked for and are not closed."""
    counts = dict.fromkeys((WAITING, CHANGED, ANSWERED), 0)
    for item in items:
        if item.state in counts:
            counts[item.state] += 1
    return counts
