"""The reviewer's queue by keyboard, a handover, a notice and a re-check in the browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import clean


@pytest.fixture(scope="module")
def queue(server) -> list[int]:
    """Three reports that wait, in their order."""
    server.call("tests.journeys.queueing.two_more_that_wait")
    return server.call("tests.journeys.queueing.waiting")


def at(number: int) -> re.Pattern[str]:
    return re.compile(rf"/reports/{number}/(\?.*)?$")


def test_keys_lead_through_the_reports_that_wait(queue, open_as):
    page = open_as("shenhe")
    page.goto("/reports/?order=deadline")
    clean(page)
    page.get_by_role("region", name="待我审核").get_by_role("link", name="审核").first.click()
    expect(page).to_have_url(at(queue[0]))
    expect(page.get_by_text("待审核 1 / 3")).to_be_visible()
    for key, number in (("n", queue[1]), ("n", queue[2]), ("n", queue[2]), ("p", queue[1]), ("p", queue[0])):
        page.keyboard.press(key)
        expect(page).to_have_url(at(number))
        expect(page).to_have_url(re.compile("order=deadline$"))
        page.wait_for_load_state()
    page.get_by_label(re.compile("^意见")).first.fill("nnn")  # typed, not turned
    expect(page).to_have_url(at(queue[0]))
    page.get_by_role("link", name="下一份（N）").click()
    expect(page).to_have_url(at(queue[1]))


def test_handing_over_tells_the_successor_and_notices_are_read(queue, server, open_as):
    server.call("tests.journeys.queueing.successor", "jieshou", "王接手")
    page = open_as("shenhe")
    bar = page.get_by_role("navigation", name="账号")
    expect(bar.get_by_role("link", name="通知 4")).to_be_visible()  # three reports have been handed in, one published
    bar.get_by_role("link", name="通知 4").click()
    clean(page)
    page.get_by_role("button", name="全部标为已读").click()
    expect(page.get_by_text("已将 4 条通知标为已读。")).to_be_visible()
    expect(bar.get_by_role("link", name="通知", exact=True)).to_be_visible()
    page.goto("/reports/handover/")
    clean(page)
    page.get_by_label("城乡医疗救助专项补助").first.check()
    page.get_by_label("接手的填报人").select_option(label="王接手（jieshou）")
    page.get_by_label("移交原因（必填）").fill("张填报调离。")
    page.get_by_role("button", name="移交").click()
    expect(page.get_by_text("已将 1 份报告移交给王接手。")).to_be_visible()
    page.goto("/reports/notices/settings/")
    clean(page)
    page.get_by_label("批注和答复：发邮件").uncheck()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("通知设置已保存。")).to_be_visible()
    expect(page.get_by_label("批注和答复：发邮件")).not_to_be_checked()


def test_finance_draws_a_sample_and_scores_it(queue, open_as):
    reviewer = open_as("shenhe")
    reviewer.goto(f"/reports/{queue[0]}/")
    reviewer.get_by_role("button", name="审核通过").click()
    expect(reviewer.get_by_text("已审核通过")).to_be_visible()
    page = open_as("caizheng")
    page.get_by_role("link", name="抽查复核").click()
    page.get_by_label("项目年度").select_option(label="2023年度 医疗救助")
    page.get_by_label("抽取", exact=True).select_option(label="比例（%）")
    page.get_by_label("数量").fill("50")
    page.get_by_label("抽样种子").fill("2026-03-15")
    page.get_by_label("抽查原因（必填）").fill("年度抽查计划。")
    page.get_by_role("button", name="抽取").click()
    expect(page.get_by_text("种子 2026-03-15。请逐份复核。")).to_be_visible()
    clean(page)
    page.get_by_role("link", name="复核", exact=True).click()
    clean(page)
    page.get_by_label("医疗救助总人次：复核得分").fill("1")
    page.get_by_role("button", name="完成复核").click()
    expect(page.get_by_text("低于自评得分，请写明扣分依据。")).to_be_visible()
    page.get_by_label("医疗救助总人次：扣分依据").fill("统计口径与指标不符")
    page.get_by_role("button", name="完成复核").click()
    expect(page.get_by_role("heading", name="完成复核前请核对")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="确认完成").click()
    expect(page.get_by_text("复核已完成，结果已显示在报告页面。")).to_be_visible()
    reviewer.goto(f"/reports/{queue[0]}/")
    expect(reviewer.get_by_role("region", name="抽查复核")).to_contain_text("5 → 1，统计口径与指标不符")
    clean(reviewer)
