"""Two levels of review in the browser: returned from above, mended, approved by another, corrected, compared."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PASSWORD
from tests.journeys.steps import answer, clean, item, open_report, ready, settle_warnings, speak

REPORT = ("2024", "城乡医疗救助专项补助")
TITLE = "2024年度城乡医疗救助专项补助绩效自评报告"
MENDED, ANSWERED = "indicators[0].actual", "funds[0].actual"
MEND, TELL = "请按抽样调查的结果填写完成值。", "请说明结余的资金怎样使用。"
TOLD = "结余资金按规定结转下年使用。"


@pytest.fixture(scope="module")
def people(server) -> None:
    """A second person above the bureau, and a report that can be submitted."""
    server.call("tests.journeys.people.member", "fuhe", "孙复核", "上海市财政局", "supervisor", PASSWORD)
    server.call("tests.journeys.reviewing.filled_for_two_levels")


def look(page: Page, name: str) -> None:
    page.screenshot(path=f"/tmp/journey-review-{name}.png")


def day(when: date) -> str:
    return f"{when.year}年{when.month}月{when.day}日"


def said(page: Page, done: str) -> None:
    """The green sentence after an act."""
    expect(page.locator(".message.success")).to_have_text(f"{TITLE}：已{done}。")


def take_up(page: Page) -> None:
    """A report that waits: opened from the queue, and its review begun."""
    open_report(page, *REPORT, "审核", section="waiting")
    page.get_by_role("button", name="开始审核").click()
    said(page, "开始审核")
    expect(page.get_by_role("button", name="退回修改")).to_be_in_viewport(ratio=1)
    open_report(page, *REPORT, "审核", section="waiting")


def press(page: Page, button: str, done: str, opinion: str = "") -> None:
    if opinion:
        page.locator("#opinion").fill(opinion)
    page.get_by_role("button", name=button, exact=True).click()
    said(page, done)


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交审核", exact=True).click()


def resubmit(page: Page) -> None:
    settle_warnings(page)
    submit(page)
    said(page, "提交审核")


def approve_at_both_levels(unit: Page, above: Page) -> None:
    take_up(unit)
    press(unit, "审核通过，报上级审核", "审核通过并报上级")
    take_up(above)
    press(above, "审核通过", "审核通过")


def state(page: Page) -> Locator:
    return page.locator(".top .state")


def type_in(page: Page, key: str, text: str) -> None:
    page.locator(f'[id="in-{key}"]').fill(text)
    page.keyboard.press("Tab")


def compared(page: Page, old: int, new: int) -> list[list[str]]:
    """The rows of a comparison, chosen on the page of versions."""
    page.get_by_label(f"第{old}版作为原来的").check()
    page.get_by_label(f"第{new}版作为后来的").check()
    page.get_by_role("button", name="比较所选版本").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"第{old}版 → 第{new}版")
    look(page, f"compare-{old}-{new}")
    clean(page)
    rows = [row.locator("th, td").all_inner_texts() for row in page.locator("tbody tr").all()]
    page.get_by_role("link", name="返回提交版本").click()
    return rows


def test_report_goes_up_comes_back_and_is_approved_corrected_and_compared(open_as, server, people):
    deadline = date.today() + timedelta(days=10)  # noqa: DTZ011 - the browser's day is this machine's
    clerk, unit, above, other = (open_as(name) for name in ("tianbao", "shenhe", "caizheng", "fuhe"))

    # Submitted by the preparer, read and forwarded by the unit's reviewer.
    open_report(clerk, *REPORT, "填报")
    submit(clerk)
    said(clerk, "提交审核")
    take_up(unit)
    expect(state(unit)).to_have_text("审核中")
    press(unit, "审核通过，报上级审核", "审核通过并报上级")

    # The bureau above marks two cells and returns the report with an opinion and a day.
    take_up(above)
    expect(state(above)).to_have_text("上级审核中")
    speak(above, MENDED, MEND, demand=True)
    speak(above, ANSWERED, TELL, demand=True)
    expect(above.locator("#mending h2")).to_have_text("须改 2 项，还有 2 项没有改也没有答复")
    assert above.locator("#document .remark-mark").count() == 2
    look(above, "1-marked")
    clean(above)
    above.locator("[name=mend_by]").fill(deadline.isoformat())
    press(above, "退回修改", "退回修改", "请按所标两项核对，改好后再报。")

    # The preparer is told: number in the top bar, notice, opinion, day, list.
    clerk.goto("/reports/")
    bar = clerk.get_by_role("navigation", name="账号")
    before = int(bar.locator(".top-count").inner_text())
    bar.get_by_role("link", name=f"通知 {before}").click()
    notice = clerk.locator(".notices tr", has_text=f"请不晚于{day(deadline)}改好并提交").filter(has_text="2024年度")
    expect(notice.locator("td").nth(2)).to_have_text(
        f"王财政 退回修改，请不晚于{day(deadline)}改好并提交：请按所标两项核对，改好后再报。"
    )
    look(clerk, "2-notices")
    clean(clerk)
    notice.get_by_role("button", name="查看").click()
    ready(clerk)
    expect(bar.get_by_role("link", name=f"通知 {before - 1}")).to_be_visible()
    open_report(clerk, *REPORT, "修改")
    opinion = clerk.locator("section", has_text="请按所标两项核对，改好后再报。").first
    expect(opinion).to_contain_text(f"请于 {day(deadline)} 前改好并提交。")
    expect(clerk.locator("#mending h2")).to_have_text("退回须改 2 项，还有 2 项没有改也没有答复")
    look(clerk, "3-desk")
    clean(clerk)

    # Submitting it as it is asks once: nothing has changed, two items are left.
    submit(clerk)
    expect(clerk.locator(".message.warning")).to_contain_text("完全相同，没有改动")
    expect(clerk.locator(".unmended li")).to_have_count(2)
    look(clerk, "4-unchanged")
    clean(clerk)
    clerk.get_by_role("link", name="返回修改或答复").click()
    ready(clerk)

    # One is mended: its link leads to the cell, and the item turns by itself; the other is answered.
    item(clerk, MEND).get_by_role("link").click()
    assert clerk.evaluate("document.activeElement.id") == f"in-{MENDED}"
    assert clerk.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]") == [3, 3]
    type_in(clerk, MENDED, "92.5%")
    expect(item(clerk, MEND).locator(".mend")).to_have_text("已改")
    expect(item(clerk, MEND).locator(".was")).to_have_text(re.compile(r"^\s*95%\s*→ 92.5%\s*$"))
    item(clerk, TELL).get_by_role("link").click()
    assert clerk.evaluate("document.activeElement.id") == f"in-{ANSWERED}"
    answer(item(clerk, TELL), TOLD)
    expect(item(clerk, TELL).locator(".mend")).to_have_text("已答复")
    expect(clerk.locator("#mending h2")).to_have_text("退回须改 2 项，均已改或答复")
    look(clerk, "5-mended")
    clean(clerk)
    resubmit(clerk)

    # The unit's reviewer sees first what has changed, and forwards; another person above approves.
    open_report(unit, *REPORT, "审核", section="waiting")
    expect(unit.locator(".reading-scroll h2").first).to_have_text("上次审核以来的改动（1）")
    expect(unit.locator(".since li").first).to_contain_text("→ 92.5%")
    expect(item(unit, MEND).locator(".mend")).to_have_text("已改")
    expect(item(unit, TELL)).to_contain_text(TOLD)
    look(unit, "6-changes")
    clean(unit)
    approve_at_both_levels(unit, other)

    # Published; then a mistake is found, and the report is opened again with a reason.
    open_report(above, *REPORT, "查看")
    expect(state(above)).to_have_text("审定")
    press(above, "公开", "公开", "按公开目录公开。")
    open_report(above, *REPORT, "查看")
    expect(state(above)).to_have_text("公开")
    look(above, "7-published")
    clean(above)
    press(above, "退回更正", "退回更正", "资金执行数有误，请更正。")
    open_report(clerk, *REPORT, "填报")
    expect(state(clerk)).to_have_text("更正中")
    expect(clerk.get_by_text("资金执行数有误，请更正。").first).to_be_visible()
    type_in(clerk, ANSWERED, "96")
    clerk.locator('[id="in-narrative[1].body"]').scroll_into_view_if_needed()
    type_in(clerk, "narrative[1].body", "按要求分解下达。\n\n全年执行数更正为 96 万元。")
    expect(clerk.locator(".dirty, .saving")).to_have_count(0)
    look(clerk, "8-correcting")
    resubmit(clerk)
    approve_at_both_levels(unit, other)
    open_report(above, *REPORT, "查看")
    press(above, "公开", "公开", "更正后重新公开。")

    # Three versions stand beside each other, and what differs is told cell by cell and paragraph by paragraph.
    open_report(clerk, *REPORT, "查看")
    clerk.get_by_role("link", name="提交版本").click()
    expect(clerk.locator("tbody th")).to_have_text(["第3版 公开", "第2版", "第1版"])
    look(clerk, "9-versions")
    clean(clerk)
    mended = ["绩效指标·产出指标·二级指标0·第1项指标完成率\n实际完成值", "95%", "92.5%"]
    corrected = [
        ["资金·中央资金\n全年执行数", "95", "96"],
        ["报告正文·二、绩效目标完成情况分析\n正文第2段 新增", "（没有）", "全年执行数更正为 96 万元。"],
    ]
    assert compared(clerk, 1, 2) == [mended]
    assert compared(clerk, 2, 3) == corrected
    assert compared(clerk, 1, 3) == [corrected[0], mended, corrected[1]]
    assert compared(clerk, 3, 3) == []
    server.manage("verify_log")
