"""Who is told what, and in which words: tables and sentences. The clock and the people are arguments."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from reports.domain import workflow

ASSIGNED, WAITING, RETURNED, COMMENTED = "assigned", "waiting", "returned", "commented"
DUE, OVERDUE, APPROVED, PUBLISHED, CORRECTING = "due", "overdue", "approved", "published", "correcting"
RECHECKED = "rechecked"
#: Every kind in the order of the settings page and of a digest: what has to be done first.
KINDS = {
    OVERDUE: "已逾期",
    DUE: "临近截止",
    RETURNED: "退回修改",
    CORRECTING: "退回更正",
    ASSIGNED: "移交给我",
    WAITING: "等待审核",
    COMMENTED: "批注和答复",
    APPROVED: "审定",
    PUBLISHED: "公开和撤下",
    RECHECKED: "抽查复核",
}
#: When each kind is sent, as the settings page explains it.
MEANINGS = {
    OVERDUE: "经办的报告过了截止日期还没有提交",
    DUE: "经办的报告快到截止日期，还没有提交",
    RETURNED: "经办的报告被退回修改",
    CORRECTING: "审定的报告被退回更正",
    ASSIGNED: "有人把报告移交给我经办",
    WAITING: "有报告提交上来，等我审核",
    COMMENTED: "有人在我经办或审核的报告上批注、答复，或者豁免其中的问题",
    APPROVED: "经办的报告审定",
    PUBLISHED: "报告公开或撤下公开",
    RECHECKED: "报告经上级抽查复核，有了结论",
}
#: Audiences: who prepares the report, its unit's reviewers, those who may review it at the next level.
PREPARERS, REVIEWERS, UPPER = "preparers", "reviewers", "upper"


@dataclass(frozen=True, slots=True)
class Told:
    """What an act tells, and whom; the one who acts is never told."""

    kind: str
    audiences: tuple[str, ...]


ACTS: Mapping[str, Told] = {
    "submit": Told(WAITING, (REVIEWERS,)),
    "forward": Told(WAITING, (UPPER,)),
    "return": Told(RETURNED, (PREPARERS,)),
    "approve": Told(APPROVED, (PREPARERS,)),
    "publish": Told(PUBLISHED, (PREPARERS, REVIEWERS)),
    "unpublish": Told(PUBLISHED, (PREPARERS, REVIEWERS)),
    "correct": Told(CORRECTING, (PREPARERS,)),
}
#: Kinds that are of no use any more once the act is done: they ask for what has been done by it.
SETTLED_BY: Mapping[str, tuple[str, ...]] = {
    "submit": (ASSIGNED, RETURNED, CORRECTING, DUE, OVERDUE),
    "void": (ASSIGNED, RETURNED, CORRECTING, DUE, OVERDUE, COMMENTED),
    "withdraw": (WAITING,),
    "begin": (WAITING,),
    "return": (WAITING,),
    "forward": (WAITING,),
    "approve": (WAITING,),
    "correct": (APPROVED, PUBLISHED),
}
#: So much of an opinion is quoted; the whole stands in the report.
QUOTED = 120


def working_days(after: date, until: date) -> int:
    """Mondays to Fridays after the one day up to and with the other; 0 where it is not later.

    Public holidays and the working weekends that make up for them are not known here: the count errs by a few days
    around them, and the sentence always names the date.
    """
    days = (until - after).days
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    return weeks * 5 + sum((after + timedelta(days=step)).weekday() < 5 for step in range(1, rest + 1))


def due_day(state: str, mend_by: date | None, deadline: date | None) -> date | None:
    """Until when the report should be handed in; the year's deadline says nothing of a correction."""
    return mend_by if state == "correcting" else mend_by or deadline


def reminder(state: str, due: date | None, today: date, days: int) -> str | None:
    """DUE in the last ``days`` working days, OVERDUE after the day, for a report that is still to be handed in."""
    if due is None or state not in workflow.OPEN_STATES:
        return None
    if today > due:
        return OVERDUE
    return DUE if working_days(today, due) <= days else None


# --- sentences --------------------------------------------------------------------------------------


def day(when: date) -> str:
    return f"{when.year}年{when.month}月{when.day}日"


def quoted(text: str) -> str:
    """A text on one line, cut."""
    line = " ".join(text.split())
    return f"{line[:QUOTED]}…" if len(line) > QUOTED else line


#: Acts whose word in the log says too little to the person who is told.
TOLD = {
    "approve": "审核通过，报告已审定",
    "publish": "公开了报告",
    "unpublish": "撤下了公开的报告",
    "handover": "把报告移交给您",
    "take over": "接手审核，不必再由您办理",
}


def act_text(act: str, actor: str, opinion: str = "", mend_by: date | None = None) -> str:
    """One sentence: who did what, until when, with which opinion."""
    told = f"{actor} {TOLD.get(act) or workflow.label(act)}"
    if mend_by is not None:
        told += f"，请不晚于{day(mend_by)}改好并提交"
    return f"{told}：{quoted(opinion)}" if opinion.strip() else f"{told}。"


def reminder_text(kind: str, due: date, today: date) -> str:
    if kind == OVERDUE:
        return f"截止日期是{day(due)}，已经逾期，请尽快提交。"
    left = working_days(today, due)
    if due == today:
        return f"今天（{day(due)}）截止，请尽快提交。"
    return f"{day(due)}截止，还有{left}个工作日。" if left else f"{day(due)}截止，此前没有工作日了，请尽快提交。"


def comment_text(author: str, where: str, text: str, times: int) -> str:
    """The last of several comments, or the only one."""
    return counted(f"{author}{f' 在“{where}”' if where else ' '}写道：{quoted(text)}", times)


def waiver_text(actor: str, message: str, reason: str, times: int) -> str:
    """An error that was let stand, with the reason; without one, that it counts again."""
    error = quoted(message).removesuffix("。")
    if reason:
        return counted(f"{actor} 豁免了“{error}”，理由：{quoted(reason)}", times)
    return counted(f"{actor} 撤回了对“{error}”的豁免，这一项须改正。", times)


def counted(told: str, times: int) -> str:
    """The last of so many sentences that one notice stands for."""
    return f"{told}（共 {times} 条新消息）" if times > 1 else told


def recheck_text(actor: str, result: str) -> str:
    """``result``: totals, difference and class in words."""
    return f"{actor} 完成了抽查复核：{result}。"


# --- the digest -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """One notice as a digest says it."""

    kind: str
    title: str
    text: str
    address: str


def in_order(items: Iterable[Item]) -> list[Item]:
    """By kind, as KINDS stands; inside a kind as given."""
    ranks = list(KINDS)
    return sorted(items, key=lambda item: ranks.index(item.kind))


def subject(items: Iterable[Item]) -> str:
    """How many of which kind: 绩效自评：退回修改 1 件，临近截止 2 件."""
    counts = Counter(item.kind for item in items)
    return "绩效自评：" + "，".join(f"{KINDS[kind]} {counts[kind]} 件" for kind in KINDS if counts[kind])


def body(person: str, items: Iterable[Item], settings_address: str) -> str:
    """The whole mail as plain text."""
    lines = [f"{person}：", ""]
    for kind, group in groupby(in_order(items), key=lambda item: item.kind):
        lines.append(f"【{KINDS[kind]}】")
        for item in group:
            lines += [item.title, f"  {item.text}", f"  {item.address}", ""]
    return "\n".join([*lines, f"不想收到哪一类邮件，请在这里设置：{settings_address}", ""])
