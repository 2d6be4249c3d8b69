"""Who is told what in which words; working days; when a reminder is written."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain import notices, workflow

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("after", "until", "count"),
    [
        (MONDAY, MONDAY, 0),
        (MONDAY, date(2026, 3, 1), 0),  # a day that is over
        (MONDAY, date(2026, 3, 3), 1),
        (MONDAY, date(2026, 3, 6), 4),  # the Friday
        (MONDAY, date(2026, 3, 7), 4),  # a Saturday adds nothing
        (MONDAY, date(2026, 3, 8), 4),
        (MONDAY, date(2026, 3, 9), 5),
        (date(2026, 3, 6), date(2026, 3, 8), 0),  # from Friday to Sunday
        (date(2026, 3, 7), date(2026, 3, 9), 1),
        (MONDAY, date(2026, 3, 31), 21),
        (date(2025, 12, 31), date(2026, 1, 5), 3),
    ],
)
def test_working_days(after, until, count):
    assert notices.working_days(after, until) == count


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.integers(0, 200))
def test_working_days_are_the_weekdays_counted_one_by_one(after, days):
    counted = sum((after + timedelta(days=step)).weekday() < 5 for step in range(1, days + 1))
    assert notices.working_days(after, after + timedelta(days=days)) == counted


@pytest.mark.parametrize(
    ("state", "due", "kind"),
    [
        ("draft", None, None),
        ("draft", date(2026, 3, 1), "overdue"),
        ("draft", MONDAY, "due"),
        ("returned", date(2026, 3, 9), "due"),  # the fifth working day
        ("draft", date(2026, 3, 10), None),
        ("correcting", date(2026, 3, 3), "due"),
        ("submitted", date(2026, 3, 1), None),
        ("approved", date(2026, 3, 1), None),
        ("voided", date(2026, 3, 1), None),
    ],
)
def test_reminder(state, due, kind):
    assert notices.reminder(state, due, MONDAY, 5) == kind


@pytest.mark.parametrize(
    ("state", "mend_by", "deadline", "due"),
    [
        ("draft", None, MONDAY, MONDAY),
        ("returned", date(2026, 4, 1), MONDAY, date(2026, 4, 1)),
        ("returned", None, MONDAY, MONDAY),
        ("correcting", None, MONDAY, None),  # the year's deadline is long over by then
        ("correcting", date(2026, 4, 1), MONDAY, date(2026, 4, 1)),
        ("draft", None, None, None),
    ],
)
def test_due_day(state, mend_by, deadline, due):
    assert notices.due_day(state, mend_by, deadline) == due


@pytest.mark.parametrize(
    ("due", "sentence"),
    [
        (MONDAY, "今天（2026年3月2日）截止，请尽快提交。"),
        (date(2026, 3, 5), "2026年3月5日截止，还有3个工作日。"),
    ],
)
def test_reminder_names_the_day(due, sentence):
    assert notices.reminder_text("due", due, MONDAY) == sentence


def test_reminder_before_a_weekend_and_after_the_day():
    friday = date(2026, 3, 6)
    sunday = date(2026, 3, 8)
    assert notices.reminder_text("due", sunday, friday) == "2026年3月8日截止，此前没有工作日了，请尽快提交。"
    assert notices.reminder_text("overdue", friday, sunday) == "截止日期是2026年3月6日，已经逾期，请尽快提交。"


@pytest.mark.parametrize(
    ("act", "opinion", "mend_by", "sentence"),
    [
        ("approve", "", None, "李某 审核通过，报告已审定。"),
        ("publish", "依据公开要求。", None, "李某 公开了报告：依据公开要求。"),
        ("unpublish", "数据有误。", None, "李某 撤下了公开的报告：数据有误。"),
        ("submit", "", None, "李某 提交审核。"),
        ("return", "请补充。\n第二条", None, "李某 退回修改：请补充。 第二条"),
        ("return", "请补充。", date(2026, 3, 5), "李某 退回修改，请不晚于2026年3月5日改好并提交：请补充。"),
        ("return", "长" * 121, None, f"李某 退回修改：{'长' * 120}…"),
        ("handover", "调离", None, "李某 把报告移交给您：调离"),
    ],
)
def test_what_an_act_says(act, opinion, mend_by, sentence):
    assert notices.act_text(act, "李某", opinion, mend_by) == sentence


def test_comments():
    assert notices.comment_text("李某", "参保率 · 完成值", "请核对", 1) == "李某 在“参保率 · 完成值”写道：请核对"
    assert notices.comment_text("李某", "", "请核对", 3) == "李某 写道：请核对（共 3 条新消息）"


@pytest.mark.parametrize(
    ("reason", "times", "sentence"),
    [
        ("暂停实施。", 1, "李某 豁免了“未说明原因”，理由：暂停实施。"),
        ("暂停实施。", 2, "李某 豁免了“未说明原因”，理由：暂停实施。（共 2 条新消息）"),
        ("", 1, "李某 撤回了对“未说明原因”的豁免，这一项须改正。"),
    ],
)
def test_waivers(reason, times, sentence):
    assert notices.waiver_text("李某", "未说明原因。", reason, times) == sentence


def test_recheck():
    assert notices.recheck_text("李某", "分差 0 分：一致") == "李某 完成了抽查复核：分差 0 分：一致。"


def test_tables_speak_of_acts_and_kinds_that_exist():
    assert set(notices.ACTS) | set(notices.SETTLED_BY) <= set(workflow.ACTS)
    settled = {kind for kinds in notices.SETTLED_BY.values() for kind in kinds}
    assert {told.kind for told in notices.ACTS.values()} | settled <= set(notices.KINDS) == set(notices.MEANINGS)


ITEMS = [
    notices.Item("approved", "2023年度 甲 · 乙局", "李某 审核通过。", "http://p/reports/1/"),
    notices.Item("due", "2025年度 丙 · 乙局", "明天截止。", "http://p/reports/2/"),
    notices.Item("due", "2025年度 甲 · 乙局", "明天截止。", "http://p/reports/3/"),
]


def test_digest_begins_with_what_has_to_be_done():
    assert notices.subject(ITEMS) == "绩效自评：临近截止 2 件，审定 1 件"
    assert notices.body("张某", ITEMS, "http://p/settings/") == (
        "张某：\n\n【临近截止】\n2025年度 丙 · 乙局\n  明天截止。\n  http://p/reports/2/\n\n"
        "2025年度 甲 · 乙局\n  明天截止。\n  http://p/reports/3/\n\n"
        "【审定】\n2023年度 甲 · 乙局\n  李某 审核通过。\n  http://p/reports/1/\n\n"
        "不想收到哪一类邮件，请在这里设置：http://p/settings/\n"
    )
