"""The reviewer's page by keyboard alone, and what survives a reload, a colleague's click, an ended session."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD
from tests.journeys.steps import clean, open_report

REPORT = ("2023", "城乡医疗救助专项补助")
PLAIN = "indicators[1].name"  # no finding hangs on it
OPINION = "请按所标各项核对。"


@pytest.fixture(scope="module")
def second_reviewer(server) -> str:
    server.call("tests.journeys.people.member", "fuhe", "孙复核", "上海市医疗保障局", "reviewer", PASSWORD)
    return "fuhe"


def look(page: Page, name: str) -> None:
    page.screenshot(path=f"/tmp/journey-reading-{name}.png")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.dataset.key || document.activeElement.tagName")


def test_plain_cell_is_reached_and_spoken_of_by_keys_alone(open_as):
    page = open_as("shenhe")
    open_report(page, *REPORT, "查看")
    page.keyboard.press("t")
    first, passed = focused(page), []
    while focused(page) != PLAIN and len(passed) < 100:
        passed.append(focused(page))
        page.keyboard.press("ArrowRight")
    assert len(set(passed)) == len(passed)
    page.keyboard.press("ArrowLeft")
    assert focused(page) == passed[-1]
    for key, cell in (
        ("ArrowRight", PLAIN),
        ("ArrowDown", "indicators[2].name"),
        ("Home", first),
        *(("ArrowRight", cell) for cell in (*passed[1:], PLAIN)),
        ("ArrowDown", "indicators[2].name"),
        ("ArrowUp", PLAIN),
    ):
        page.keyboard.press(key)
        assert focused(page) == cell
    expect(page.locator(f'#document [data-key="{PLAIN}"]')).to_have_class(re.compile("framed"))
    assert page.locator(f'#document [data-key="{PLAIN}"]').evaluate("cell => cell.tabIndex") == 0
    page.keyboard.press("Enter")
    box = page.locator("#cell-threads .speak textarea")
    expect(box).to_be_focused()
    page.keyboard.type("名称与下达的不一致。")
    look(page, "1-writing")
    clean(page)

    # Back to the cell with the text kept, and on; the text is there when one comes again.
    page.keyboard.press("Escape")
    assert focused(page) == PLAIN
    expect(page.locator("#unsent")).to_contain_text("还没有写完")
    page.keyboard.press("ArrowRight")
    assert focused(page) != PLAIN
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("c")
    expect(box).to_have_value("名称与下达的不一致。")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#cell-threads .said")).to_contain_text("名称与下达的不一致。")
    expect(page.locator("#mending .thread")).to_have_count(1)
    expect(page.locator("#unsent")).to_be_hidden()
    expect(page.locator("[data-left]")).to_contain_text("还有 1 项须改没有改也没有答复")

    # M leads to what is to be mended, J to a finding, F1 tells the keys.
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert focused(page) != PLAIN
    page.keyboard.press("m")
    assert focused(page) == PLAIN
    page.keyboard.press("F1")
    expect(page.get_by_role("heading", name="键盘操作")).to_be_visible()
    look(page, "2-keys")
    clean(page)
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_half_written_words_survive_a_reload(open_as):
    page = open_as("shenhe")
    open_report(page, *REPORT, "查看")
    page.locator("#opinion").fill(OPINION)
    page.locator("[name=mend_by]").fill("2031-05-06")
    page.locator('#document [data-key="indicators[0].actual"]').click()
    page.locator("#cell-threads .speak textarea").fill("还没写完")
    page.reload()
    assert page.locator("#opinion").input_value() == OPINION
    assert page.locator("[name=mend_by]").input_value() == "2031-05-06"
    page.locator("#unsent").get_by_role("button").click()
    expect(page.locator("#cell-threads .speak textarea")).to_have_value("还没写完")

    # On a page whose rows are others no more: refused with a sentence, and after the reload there to be copied.
    page.locator("#cell-threads [name=layout]").evaluate("field => { field.value = '0123456789ab' }")
    page.locator("#cell-threads").get_by_role("button", name="写意见").click()
    expect(page.locator("#cell-threads .cell-note")).to_have_text("表中的行有了变化，请刷新页面后再写意见。")
    expect(page.locator("#cell-threads .speak textarea")).to_have_value("还没写完")
    page.evaluate("""() => {
      const store = Object.keys(sessionStorage).find((key) => key.startsWith('remarks:'));
      sessionStorage.setItem(store, JSON.stringify({ ...JSON.parse(sessionStorage[store]), layout: '0123456789ab' }));
    }""")
    page.reload()
    assert page.locator("#unsent textarea").input_value() == "还没写完"
    look(page, "3-astray")
    clean(page)
    page.locator("#unsent").get_by_role("button", name="不再保留").click()
    expect(page.locator("#unsent")).to_be_hidden()


def test_opinion_survives_a_colleague_and_an_ended_session_and_is_forgotten_when_sent(open_as, second_reviewer):
    page, other = open_as("shenhe"), open_as(second_reviewer)
    open_report(page, *REPORT, "查看")
    page.locator("#opinion").fill(OPINION)
    open_report(other, *REPORT, "查看")
    other.get_by_role("button", name="开始审核").click()
    expect(other.locator(".message.success")).to_contain_text("已开始审核")
    expect(other).to_have_url(page.url)
    page.get_by_role("button", name="退回修改").click()
    expect(page.locator("#opinion")).to_have_value(OPINION)
    expect(page.locator(".reading-foot [role=alert]")).to_contain_text("打开页面之后报告内容有了变化")
    expect(page).to_have_url(other.url)
    look(page, "4-stale")
    clean(page)
    page.get_by_role("button", name="开始审核").click()
    expect(page.locator(".message.success")).to_contain_text("已开始审核")
    expect(page.locator("#opinion")).to_have_value(OPINION)

    # The session ends: the click leads to the login, and from there back to the page with the text.
    [session] = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    page.context.clear_cookies(name=session["name"])
    page.get_by_role("button", name="退回修改").click()
    page.get_by_label("用户名").fill("shenhe")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(other.url)
    expect(page.locator("#opinion")).to_have_value(OPINION)
    page.get_by_role("button", name="退回修改").click()
    expect(page.locator(".message.success")).to_contain_text("已退回修改")
    open_report(page, *REPORT, "查看")
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('opinion:'))") == []
