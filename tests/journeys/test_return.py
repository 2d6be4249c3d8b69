"""A return at the unit's own level in the browser: what it asks, what survives, how its threads are closed; waivers.

The whole way over two levels is in ``test_review``.
"""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD
from tests.journeys.steps import answer, clean, in_section, item, open_report, ready, settle_warnings, speak

REPORT = ("2023", "城乡医疗救助专项补助")
MENDED, ANSWERED = "indicators[17].actual", "indicators[0].reason"
WAIVED = "“资金结算准确率”未达成，请填写未完成原因和改进措施。"


@pytest.fixture(scope="module")
def second_reviewer(server) -> str:
    server.call("tests.journeys.people.member", "fuhe", "孙复核", "上海市医疗保障局", "reviewer", PASSWORD)
    return "fuhe"


def look(page: Page, name: str) -> None:
    page.screenshot(path=f"/tmp/journey-return-{name}.png")


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交审核").click()


def test_return_asks_for_a_day_that_comes_and_its_threads_are_closed(open_as, second_reviewer):
    deadline = date.today() + timedelta(days=10)  # noqa: DTZ011 - the browser's day is this machine's

    # Three cells are spoken of, two of them to be mended; a day that is past is refused, and the opinion kept.
    reviewer = open_as("shenhe")
    open_report(reviewer, *REPORT, "查看")
    expect(reviewer.locator(".reading-scroll")).not_to_contain_text("上次审核以来的改动")
    speak(reviewer, MENDED, "请填调查得到的数。", demand=True)
    speak(reviewer, ANSWERED, "请核对是否没有原因可写。", demand=True)
    speak(reviewer, "indicators[1].actual", "这一项写得清楚。", demand=False)
    expect(reviewer.locator("#mending h2")).to_have_text("须改 2 项，还有 2 项没有改也没有答复")
    assert reviewer.locator("#document .remark-mark").count() == 3
    reviewer.get_by_label("意见（退回修改时必填）").fill("请按所标两项核对。")
    reviewer.locator("[name=mend_by]").fill("2020-01-01")
    reviewer.locator("#acts").evaluate("form => form.noValidate = true")
    reviewer.get_by_role("button", name="退回修改").click()
    expect(reviewer.locator("#acts .cell-note")).to_have_text("修改期限已过，请填今天或以后的日期。")
    look(reviewer, "1-refused")
    clean(reviewer)
    assert reviewer.get_by_label("意见（退回修改时必填）").input_value() == "请按所标两项核对。"
    reviewer.locator("[name=mend_by]").fill(deadline.isoformat())
    reviewer.get_by_role("button", name="退回修改").click()
    expect(reviewer.locator(".message.success")).to_contain_text("已退回修改")

    # The cell's own panel tells its thread, and a text being written there survives a save.
    clerk = open_as("tianbao")
    open_report(clerk, *REPORT, "修改")
    clerk.locator("#panel-toggle").click()
    clerk.locator("[data-tab=cell-tab]").click()
    clerk.locator(f'[id="in-{ANSWERED}"]').click()
    expect(clerk.locator("#cell-tab .said")).to_contain_text("请核对是否没有原因可写。")
    clerk.locator("#cell-tab").get_by_text("另写一条意见").click()
    box = clerk.locator("#cell-tab .speak textarea")
    box.fill("还没写完")
    clerk.evaluate("document.dispatchEvent(new CustomEvent('remarks:changed'))")
    with clerk.expect_response(lambda response: "/cell/" in response.url):
        pass
    expect(box).to_have_value("还没写完")
    expect(box).to_be_visible()
    box.fill("")
    look(clerk, "2-panel")
    clean(clerk)

    # One item left as it was is asked about, and answered.
    clerk.locator(f'[id="in-{MENDED}"]').fill("91.11%")
    clerk.keyboard.press("Tab")
    expect(item(clerk, "请填调查得到的数。").locator(".mend")).to_have_text("已改")
    settle_warnings(clerk)
    submit(clerk)
    expect(clerk.locator(".unmended li")).to_have_count(1)
    expect(clerk.locator(".unmended li")).to_contain_text("请核对是否没有原因可写。")
    clerk.get_by_role("link", name="返回修改或答复").click()
    ready(clerk)
    answer(item(clerk, "请核对是否没有原因可写。"), "全部达成，没有原因可写。")
    expect(clerk.locator("#mending h2")).to_have_text("退回须改 2 项，均已改或答复")
    submit(clerk)
    expect(clerk.locator(".message.success")).to_contain_text("已提交审核")

    # Another reviewer of the unit is led to the changed cell, closes both items and approves.
    other = open_as(second_reviewer)
    open_report(other, *REPORT, "查看")
    other.locator(".since a").first.click()
    expect(other.locator(f'#document [data-key="{MENDED}"]').first).to_have_class(re.compile("framed"))
    look(other, "3-changes")
    item(other, "请填调查得到的数。").get_by_role("button", name="关闭").click()
    expect(other.locator("#mending .thread")).to_have_count(1)
    item(other, "请核对是否没有原因可写。").get_by_role("button", name="关闭").click()
    expect(other.locator("#mending")).to_be_hidden()
    other.get_by_role("button", name="审核通过").click()
    expect(other.locator(".message.success")).to_contain_text("已审核通过")
    open_report(other, *REPORT, "查看")
    other.get_by_text("已关闭（2）").click()
    expect(other.locator("#threads .thread.settled")).to_have_count(2)
    look(other, "4-approved")


def test_reviewer_writes_by_keys_alone(open_as):
    """J to a finding's cell, C to its box."""
    page = open_as("shenhe")
    open_report(page, *REPORT, "查看")
    page.keyboard.press("j")
    page.keyboard.press("c")
    box = page.locator("#cell-threads .speak textarea")
    expect(box).to_be_focused()
    page.keyboard.type("jkc")
    expect(box).to_have_value("jkc")
    expect(page.locator(".finding.framed")).to_have_count(1)
    page.locator("body").press("Escape")


def test_unchanged_report_is_pointed_out_before_it_is_submitted(open_as):
    clerk = open_as("tianbao")
    open_report(clerk, "2022", "城乡居民医保补助资金", "修改")
    submit(clerk)
    expect(clerk.locator(".message.warning")).to_contain_text("完全相同，没有改动")
    clerk.get_by_role("button", name="仍然提交审核").click()
    expect(clerk.locator(".message.success")).to_contain_text("已提交审核")
    reviewer = open_as("shenhe")
    in_section(reviewer, "waiting", "2022", "城乡居民医保补助资金").get_by_role("link", name="审核").click()
    expect(reviewer.locator(".reading-scroll .message")).to_contain_text("完全相同，没有改动")


def test_error_is_waived_on_the_page_of_a_draft(open_as):
    """The preparer asks for it at the cell, the reviewer gives a reason, the preparer sees it."""
    clerk = open_as("tianbao")
    open_report(clerk, "2025", REPORT[1], "填报")
    with clerk.expect_response(lambda response: response.url.endswith("/save/")):
        clerk.locator('[id="in-indicators[2].actual"]').fill("80%")
        clerk.keyboard.press("Enter")
    clerk.reload()
    ready(clerk)
    clerk.locator("#panel-toggle").click()
    error = clerk.locator("#findings .finding.error").filter(has_text=WAIVED)
    error.get_by_text("申请豁免…").click()
    error.get_by_role("textbox").fill("申请豁免：本年度未安排。")
    error.get_by_role("button", name="送审核人").click()
    expect(clerk.locator("[data-comment-count]")).to_have_text("1")
    reviewer = open_as("shenhe")
    reviewer.goto(clerk.url.replace("/edit/", "/").partition("?")[0])
    ready(reviewer)
    expect(reviewer.locator("#threads")).to_contain_text("申请豁免：本年度未安排。")
    error = reviewer.locator(".finding.error").filter(has_text=WAIVED)
    error.get_by_text("豁免…").click()
    error.get_by_role("button", name="豁免").click()
    expect(error.locator(".cell-note")).to_have_text("请写明豁免的理由，不少于5个字。")
    error.get_by_role("textbox").fill("按年度计划，本年度不安排这一项。")
    error.get_by_role("button", name="豁免").click()
    expect(reviewer.locator(".message.success")).to_have_text("已豁免，理由和姓名在检查结果中列出。")
    expect(error).to_contain_text("李审核豁免：按年度计划，本年度不安排这一项。")
    error.scroll_into_view_if_needed()
    look(reviewer, "5-waived")
    clean(reviewer)
    before = int(clerk.locator("#errors").inner_text())
    clerk.reload()
    expect(clerk.locator("#errors")).to_have_text(str(before - 1))
