"""The threads of a report as its pages show them: where each stands, how far it is, what this person may do with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from programs.access import Access
from programs.choices import Role
from programs.models import User
from reports import actions
from reports.domain import mending
from reports.domain.comparison import changed_paragraphs
from reports.domain.marking import Marked, marked
from reports.models import Comment, Report
from reports.queries import Judged
from reports.remarks import ORDER, place_at, rank_of, subject_of, text_of, texts_now

#: A longer text is shown by its changed paragraphs.
SHORT = 60
#: The rank of what has no place any more.
GONE: tuple[int, ...] = (len(ORDER),)
#: State → the class that colours it.
KINDS = {mending.WAITING: "waiting", mending.CHANGED: "changed", mending.ANSWERED: "answered", mending.CLOSED: "closed"}


@dataclass(frozen=True, slots=True)
class Thread:
    """One thread: its contributions in order, its place ("" where the row is gone), how far it is.

    ``rank``: of its place in the document, what is gone at the end. ``changes``, old → new: the cell itself, or the
    changed paragraphs of a long text.
    """

    root: Comment
    remarks: Sequence[Comment]
    place: str
    rank: tuple[int, ...]
    subject: str
    item: mending.Item
    changes: Sequence[Marked]
    may_settle: bool

    @property
    def demanded(self) -> bool:
        return any(remark.must_mend for remark in self.remarks)

    @property
    def kind(self) -> str:
        return KINDS.get(self.item.state, "")

    @property
    def settled(self) -> bool:
        return self.root.settled_at is not None


@dataclass(frozen=True, slots=True)
class Discussion:
    """All threads of a report, and what this person may do now."""

    threads: Sequence[Thread]
    may_comment: bool
    may_demand: bool

    @property
    def items(self) -> list[Thread]:
        """What is to be mended, in the order of the document, closed ones left out.

        How far an item is does not move it: the next click would meet another one.
        """
        return sorted((thread for thread in self.open if thread.demanded), key=lambda thread: thread.rank)

    @property
    def waiting(self) -> list[Thread]:
        """Items that are neither changed nor answered."""
        return [thread for thread in self.items if thread.item.open]

    @property
    def others(self) -> list[Thread]:
        """Open threads that ask for nothing."""
        return [thread for thread in self.open if not thread.demanded]

    @property
    def open(self) -> list[Thread]:
        return [thread for thread in self.threads if not thread.settled]

    @property
    def settled(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.settled]

    @property
    def counts(self) -> dict[str, int]:
        return mending.counted(thread.item for thread in self.threads)

    def at(self, row: str, field: str) -> list[Thread]:
        """The threads of one place, open ones first."""
        here = [thread for thread in self.threads if (thread.root.row, thread.root.field) == (row, field)]
        return sorted(here, key=lambda thread: thread.settled)

    def marks(self) -> dict[str, int]:
        """Place → open threads, for the corner marks."""
        found: dict[str, int] = {}
        for thread in self.open:
            if thread.place:
                found[thread.place] = found.get(thread.place, 0) + 1
        return found


def discussion_of(judged: Judged, access: Access, person: User) -> Discussion:
    """The report's threads in one query, with the texts as they stand now."""
    report = judged.report
    remarks: dict[int, list[Comment]] = {}
    for comment in report.comments.select_related("author", "settled_by"):
        remarks.setdefault(comment.parent_id or comment.pk, []).append(comment)
    may_comment, may_demand = may(report, access, person)
    reviewing = may_comment and actions.reviews(report, access.roles_in(report.organisation_id), person)
    now = texts_now(judged.loaded)
    threads = [thread_of(found, now, person, may_comment, reviewing) for found in remarks.values()]
    return Discussion(threads, may_comment, may_demand)


def thread_of(remarks: Sequence[Comment], now, person: User, may_comment: bool, reviewing: bool) -> Thread:
    root = remarks[0]
    place, rank, subject, text = "", GONE, root.subject, None
    if root.row in now:
        at, held = now[root.row]
        place, text = place_at(at, root.field), text_of(held.kind, held.text, root.field)
        rank = rank_of(now, root.row, root.field)
        subject = subject_of(held.kind, held.text, root.field)
    item = mending.item_of(
        [mending.Remark(said.text_then, said.must_mend, said.role == Role.PREPARER) for said in remarks],
        root.settled_at is not None,
        text,
    )
    demanded = any(said.must_mend for said in remarks)
    may_settle = may_comment and not root.settled_at and (reviewing or (root.author_id == person.pk and not demanded))
    return Thread(root, remarks, place, rank, subject, item, changes_of(item), may_settle)


def changes_of(item: mending.Item) -> list[Marked]:
    """Old → new: the cell as a whole where it is short, else its changed paragraphs."""
    if not item.changed or item.new is None:
        return []
    if len(item.old) <= SHORT and len(item.new) <= SHORT:
        return [marked(item.old, item.new)]
    return [found.marked for found in changed_paragraphs("", "", "", item.old, item.new)]


def may(report: Report, access: Access, person: User) -> tuple[bool, bool]:
    """Whether the person may comment now, and mark as 须改."""
    try:
        roles = actions.guard_comment(report, access)
    except actions.Refused:
        return False, False
    return True, actions.allows(actions.guard_demand, report, roles, person)
