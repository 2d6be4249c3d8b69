"""A return in the browser: two cells marked with a deadline, one mended, one answered, read by another reviewer."""

import re
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PASSWORD

REPORT = ("2023", "城乡医疗救助专项补助")
MENDED, ANSWERED = "indicators[17].actual", "indicators[0].reason"


@pytest.fixture(scope="module")
def second_reviewer(server) -> str:
    server.call("tests.journeys.people.member", "fuhe", "孙复核", "上海市医疗保障局", "reviewer", PASSWORD)
    return "fuhe"


def open_report(page: Page, button: str) -> None:
    page.goto("/reports/")
    rows = page.locator("section", has=page.locator("#all")).locator("tbody tr")
    rows.filter(has_text=REPORT[0]).filter(has_text=REPORT[1]).get_by_role("link", name=button).click()
    ready(page)


def ready(page: Page) -> None:
    """Scripts have run: keys and buttons do something."""
    page.wait_for_url(re.compile(r"/reports/\d+/(edit/)?(\?.*)?$"))
    page.wait_for_load_state()


def clean(page: Page) -> None:
    """axe finds nothing serious."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [item["id"] for item in found if item["impact"] in ("serious", "critical")] == []


def look(page: Page, name: str) -> None:
    page.screenshot(path=f"/tmp/journey-return-{name}.png")


def speak(page: Page, key: str, text: str, demand: bool) -> None:
    """Click a cell of the reviewer's page and write about it."""
    page.locator(f'#document [data-key="{key}"]').first.click()
    box = page.locator("#cell-threads .speak")
    box.get_by_role("textbox").fill(text)
    if demand:
        box.get_by_label("须改").check()
    box.get_by_role("button", name="写意见").click()
    expect(page.locator("#cell-threads .said")).to_contain_text(text)


def item(page: Page, text: str) -> Locator:
    return page.locator("#mending .thread").filter(has_text=text)


def answer(thread: Locator, text: str) -> None:
    thread.get_by_text("答复", exact=True).first.click()
    thread.get_by_role("textbox").fill(text)
    thread.get_by_role("button", name="答复").click()


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交审核").click()


def settle_warnings(page: Page) -> None:
    """Answer what the changed figure brings up."""
    waiting = page.locator(".finding.warning:not(.answered)")
    while waiting.count():
        before = waiting.count()
        first = waiting.first
        first.get_by_text(re.compile("^(情况属实，写说明|修改说明)$")).click()
        first.get_by_label("说明", exact=True).fill("已核对，情况属实。")
        first.get_by_role("button", name="保存说明").click()
        expect(waiting).to_have_count(before - 1)


def test_returned_with_two_comments_mended_answered_and_approved_by_another(open_as, second_reviewer):
    deadline = date.today() + timedelta(days=10)  # noqa: DTZ011 - the browser's day is this machine's

    # The reviewer marks two cells, says something about a third, and returns the report with a deadline.
    reviewer = open_as("shenhe")
    open_report(reviewer, "查看")
    expect(reviewer.locator(".reading-scroll")).not_to_contain_text("上次提交以来的改动")
    speak(reviewer, MENDED, "请填调查得到的数。", demand=True)
    speak(reviewer, ANSWERED, "请核对是否没有原因可写。", demand=True)
    look(reviewer, "1-marked")
    speak(reviewer, "indicators[1].actual", "这一项写得清楚。", demand=False)
    expect(reviewer.locator("#mending h2")).to_contain_text("须改 2 项")
    assert reviewer.locator("#document .remark-mark").count() == 3
    clean(reviewer)
    reviewer.get_by_label("意见（退回时必填）").fill("请按所标两项核对。")
    reviewer.locator("[name=mend_by]").fill("2020-01-01")
    reviewer.locator("#acts").evaluate("form => form.noValidate = true")
    reviewer.get_by_role("button", name="退回修改").click()
    expect(reviewer.locator("#acts .cell-note")).to_have_text("修改期限已过，请填今天或以后的日期。")
    assert reviewer.get_by_label("意见（退回时必填）").input_value() == "请按所标两项核对。"
    reviewer.locator("[name=mend_by]").fill(deadline.isoformat())
    reviewer.get_by_role("button", name="退回修改").click()
    expect(reviewer.locator(".message.success")).to_contain_text("已退回修改")

    # The preparer sees opinion, deadline and both items over the form.
    clerk = open_as("tianbao")
    open_report(clerk, "修改")
    expect(clerk.locator(".desk-main > .message").first).to_contain_text("请按所标两项核对。")
    expect(clerk.locator(".desk-main > .message").first).to_contain_text(
        f"请于 {deadline.year}年{deadline.month}月{deadline.day}日 前改好并提交。"
    )
    expect(clerk.locator("#mending h2")).to_have_text("退回须改 2 项，还有 2 项没有改也没有答复")
    look(clerk, "2-desk")
    clean(clerk)

    # One is mended: the link leads to the cell, and the item turns by itself once the cell is saved.
    item(clerk, "请填调查得到的数。").get_by_role("link").click()
    assert clerk.evaluate("document.activeElement.id") == f"in-{MENDED}"
    clerk.locator(f'[id="in-{MENDED}"]').fill("91.11%")
    clerk.keyboard.press("Tab")
    expect(item(clerk, "请填调查得到的数。").locator(".mend")).to_have_text("已改")
    expect(item(clerk, "请填调查得到的数。").locator(".was")).to_contain_text("→ 91.11%")

    # The cell's own panel tells its thread, and a text being written there survives a save.
    clerk.locator("#panel-toggle").click()
    clerk.locator("[data-tab=cell-tab]").click()
    clerk.locator(f'[id="in-{ANSWERED}"]').click()
    box = clerk.locator("#cell-tab .speak textarea")
    expect(clerk.locator("#cell-tab .said")).to_contain_text("请核对是否没有原因可写。")
    box.fill("还没写完")
    clerk.evaluate("document.dispatchEvent(new CustomEvent('remarks:changed'))")
    with clerk.expect_response(lambda response: "/cell/" in response.url):
        pass
    expect(box).to_have_value("还没写完")
    box.fill("")
    look(clerk, "3-panel")
    clean(clerk)

    # Submitting with an item left as it was asks once, and says which.
    settle_warnings(clerk)
    submit(clerk)
    expect(clerk.locator(".unmended li")).to_have_count(1)
    expect(clerk.locator(".unmended li")).to_contain_text("请核对是否没有原因可写。")
    look(clerk, "4-asked")
    clean(clerk)
    clerk.get_by_role("link", name="返回修改或答复").click()
    ready(clerk)
    answer(item(clerk, "请核对是否没有原因可写。"), "全部达成，没有原因可写。")
    expect(item(clerk, "请核对是否没有原因可写。").locator(".mend")).to_have_text("已答复")
    look(clerk, "5-done")
    submit(clerk)
    expect(clerk.locator(".message.success")).to_contain_text("已提交审核")

    # Another reviewer sees first what changed, then both items with their state; closes them and approves.
    other = open_as(second_reviewer)
    open_report(other, "查看")
    expect(other.locator(".reading-scroll h2").first).to_have_text("上次提交以来的改动（1）")
    expect(other.locator(".since li")).to_contain_text("→ 91.11%")
    expect(item(other, "请填调查得到的数。").locator(".mend")).to_have_text("已改")
    expect(item(other, "请核对是否没有原因可写。")).to_contain_text("全部达成，没有原因可写。")
    look(other, "6-changes")
    clean(other)
    other.locator(".since a").first.click()
    expect(other.locator(f'#document [data-key="{MENDED}"]').first).to_have_class(re.compile("framed"))
    item(other, "请填调查得到的数。").get_by_role("button", name="关闭").click()
    expect(other.locator("#mending .thread")).to_have_count(1)
    item(other, "请核对是否没有原因可写。").get_by_role("button", name="关闭").click()
    expect(other.locator("#mending")).to_be_hidden()
    other.get_by_role("button", name="审核通过").click()
    expect(other.locator(".message.success")).to_contain_text("已审核通过")
    open_report(other, "查看")
    other.get_by_text("已关闭（2）").click()
    expect(other.locator("#threads .thread.settled")).to_have_count(2)
    look(other, "7-approved")


def test_reviewer_writes_by_keys_alone(open_as):
    """J to a finding's cell, C to its box."""
    page = open_as("shenhe")
    open_report(page, "查看")
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
    clerk.goto("/reports/")
    rows = clerk.locator("section", has=clerk.locator("#all")).locator("tbody tr")
    rows.filter(has_text="2022").filter(has_text="城乡居民医保补助资金").get_by_role("link", name="修改").click()
    submit(clerk)
    expect(clerk.locator(".message.warning")).to_contain_text("完全相同，没有改动")
    clerk.get_by_role("button", name="仍然提交审核").click()
    expect(clerk.locator(".message.success")).to_contain_text("已提交审核")
    reviewer = open_as("shenhe")
    reviewer.locator("section", has=reviewer.locator("#waiting")).locator(
        "tr", has_text="城乡居民医保补助资金"
    ).get_by_role("link", name="审核").click()
    expect(reviewer.locator(".reading-scroll .message")).to_contain_text("完全相同，没有改动")


def test_error_is_waived_on_the_page_of_a_draft(open_as):
    """The preparer asks for it at the cell, the reviewer gives a reason, the preparer sees it."""
    clerk = open_as("tianbao")
    clerk.goto("/reports/")
    rows = clerk.locator("section", has=clerk.locator("#all")).locator("tbody tr")
    row = rows.filter(has_text="2025").filter(has_text=REPORT[1])
    row.get_by_role("link", name="填报").click()
    ready(clerk)
    clerk.locator("#panel-toggle").click()
    error = clerk.locator("#findings .finding.error").filter(has_text="“医疗救助总人次”的全年实际完成值未填。")
    error.get_by_text("申请豁免…").click()
    error.get_by_role("textbox").fill("申请豁免：本年度未安排。")
    error.get_by_role("button", name="送审核人").click()
    expect(clerk.locator("[data-comment-count]")).to_have_text("1")
    reviewer = open_as("shenhe")
    reviewer.goto(clerk.url.replace("/edit/", "/").partition("?")[0])
    ready(reviewer)
    expect(reviewer.locator("#threads")).to_contain_text("申请豁免：本年度未安排。")
    error = reviewer.locator(".finding.error").filter(has_text="“医疗救助总人次”的全年实际完成值未填。")
    error.get_by_text("豁免…").click()
    error.get_by_role("button", name="豁免").click()
    expect(error.locator(".cell-note")).to_have_text("请写明豁免的理由。")
    error.get_by_role("textbox").fill("按年度计划，本年度不安排这一项。")
    error.get_by_role("button", name="豁免").click()
    expect(reviewer.locator(".message.success")).to_have_text("已豁免，理由和姓名在检查结果中列出。")
    expect(error).to_contain_text("李审核豁免：按年度计划，本年度不安排这一项。")
    error.scroll_into_view_if_needed()
    look(reviewer, "8-waived")
    clean(reviewer)
    before = int(clerk.locator("#errors").inner_text())
    clerk.reload()
    expect(clerk.locator("#errors")).to_have_text(str(before - 1))
