"""The one transition table: buttons, guards, the log and the tests all read it.

States and acts in the field's words. The first level of review is the unit's reviewer's, each further one a
supervisor's; how many there are is a setting of the program-year. Whoever is the last approves, the others forward.
"""

from dataclasses import dataclass

PREPARER, REVIEWER, SUPERVISOR = "preparer", "reviewer", "supervisor"

STATES = {
    "draft": "填报中",
    "submitted": "待审核",
    "reviewing": "审核中",
    "escalated": "待上级审核",
    "examining": "上级审核中",
    "returned": "被退回",
    "approved": "审定",
    "published": "公开",
    "correcting": "更正中",
    "voided": "已作废",
}
#: Content may change only here.
OPEN_STATES = frozenset({"draft", "returned", "correcting"})
#: From here on those above the unit read the content.
HANDED_IN = frozenset({"submitted", "reviewing", "escalated", "examining", "approved", "published"})
#: Open again, with a submission that was read.
SENT_BACK = frozenset({"returned", "correcting"})
#: Approved at every level, with a paper original.
SETTLED = frozenset({"approved", "published"})
#: Held by the person who began the review; where that one is nobody's yet, anyone entitled may act.
HELD = frozenset({"reviewing", "examining"})
#: Kept to be read by its unit, and nothing else: another report may be begun in its place.
VOIDED = "voided"
UNIT_REVIEW, UPPER_REVIEW = frozenset({"submitted", "reviewing"}), frozenset({"escalated", "examining"})
#: On its way to approval: only of these one says that they are overdue.
UNDER_WAY = OPEN_STATES | UNIT_REVIEW | UPPER_REVIEW


#: In place of a state to come: it stays as it is; it is again what it was before it was submitted.
STAYS, BACK = "stays", "back"


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a report stands.

    ``last``: whether the review that it is in, or that is next, is the last one. ``public``: whether the public sees
    a version of it. ``settled``: whether it has ever been approved.
    """

    state: str
    last: bool = True
    public: bool = False
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """One act: who may do it, from where, to where.

    ``last``: only at the last level of review, or only before it; ``None`` at every level. ``public``: only while the
    public sees a version. ``unsettled``: only of a report that was never approved. ``opinion``: it needs a written
    opinion, asked for with this sentence. ``complete``: it needs a report without blocking findings. ``other_hand``:
    not by one who worked on this version.
    """

    act: str
    label: str
    done: str
    sources: frozenset[str]
    target: str
    role: str
    last: bool | None = None
    public: bool = False
    unsettled: bool = False
    opinion: str = ""
    complete: bool = False
    other_hand: bool = False

    def possible(self, now: Situation) -> bool:
        """Whether the table has this act for a report in this situation."""
        return (
            now.state in self.sources
            and self.last in (None, now.last)
            and (now.public or not self.public)
            and not (now.settled and self.unsettled)
        )

    def leads_to(self, state: str, before: str) -> str:
        """The state that follows. ``before``: the state from which the report was submitted last."""
        return {STAYS: state, BACK: before}.get(self.target, self.target)


ASK_RETURN = "请写明退回意见，让填报人知道改什么。"
ASK_UNPUBLISH = "请写明撤下公开的原因。"
DISMISSIBLE = frozenset({"draft", "returned"})
#: On the way to a new version, while an earlier one may be public still.
IN_CORRECTION = UNIT_REVIEW | UPPER_REVIEW | SENT_BACK | {"approved"}


def review(
    act: str, label: str, done: str, target: str, upper: bool, last: bool | None = None, opinion: str = ""
) -> Transition:
    """An act of the unit's reviewer, or of a supervisor at the levels above; never by whoever worked on it."""
    sources, role = (UPPER_REVIEW, SUPERVISOR) if upper else (UNIT_REVIEW, REVIEWER)
    return Transition(act, label, done, sources, target, role, last=last, opinion=opinion, other_hand=True)


def reviews(begun: str, upper: bool) -> tuple[Transition, ...]:
    """What one level of review may do; ``begun``: the state that a reviewer holds."""
    return (
        review("begin", "开始审核", "开始审核", begun, upper),
        review("return", "退回修改", "退回修改", "returned", upper, opinion=ASK_RETURN),
        review("approve", "审核通过", "审核通过", "approved", upper, last=True),
        review("forward", "审核通过，报上级审核", "审核通过并报上级", "escalated", upper, last=False),
    )


TRANSITIONS = (
    Transition("submit", "提交审核", "提交审核", OPEN_STATES, "submitted", PREPARER, complete=True),
    Transition("void", "作废", "作废", DISMISSIBLE, VOIDED, PREPARER, unsettled=True, opinion="请写明作废的原因。"),
    Transition("withdraw", "撤回", "撤回", frozenset({"submitted"}), BACK, PREPARER),
    *reviews("reviewing", upper=False),
    *reviews("examining", upper=True),
    Transition(
        "publish", "公开", "公开", frozenset({"approved"}), "published", SUPERVISOR, opinion="请写明公开的依据。"
    ),
    Transition(
        "unpublish", "撤下公开", "撤下公开", frozenset({"published"}), "approved", SUPERVISOR, opinion=ASK_UNPUBLISH
    ),
    Transition(
        "unpublish", "撤下公开", "撤下公开", IN_CORRECTION, STAYS, SUPERVISOR, public=True, opinion=ASK_UNPUBLISH
    ),
    Transition("correct", "退回更正", "退回更正", SETTLED, "correcting", SUPERVISOR, opinion="请写明为什么要更正。"),
)
ACTS = tuple(dict.fromkeys(t.act for t in TRANSITIONS))
#: Acts that begin a report's life or change its content; they leave the state alone.
RECORDS = {
    "start": "建立报告",
    "import": "导入报告",
    "replace": "导入并替换",
    "save": "保存",
    "stamp": "上传盖章扫描件",
    "handover": "移交",
    "draw": "抽取复核",
    "rescore": "复核评分",
    "recheck": "完成复核",
}


def find(act: str, now: Situation) -> Transition | None:
    """The transition of this act in this situation, or ``None`` where the table has none."""
    return next((step for step in TRANSITIONS if step.act == act and step.possible(now)), None)


def roles_for(act: str) -> frozenset[str]:
    """Every role that may ever perform the act."""
    return frozenset(t.role for t in TRANSITIONS if t.act == act)


def available(now: Situation, roles: frozenset[str]) -> tuple[Transition, ...]:
    """What a person with these roles may do now, in the table's order."""
    return tuple(step for step in TRANSITIONS if step.possible(now) and step.role in roles)


def editable(state: str) -> bool:
    return state in OPEN_STATES


def label(act: str) -> str:
    """An act in the log's words."""
    for transition in TRANSITIONS:
        if transition.act == act:
            return transition.done
    return RECORDS[act]
