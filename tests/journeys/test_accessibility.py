"""axe-core finds nothing serious on any page, on a small screen, a large one and a telephone."""

import json
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SIZES = {"notebook": (1366, 768), "desktop": (1920, 1080), "telephone": (390, 844)}
YEAR, PROGRAM = "2025", "城乡医疗救助专项补助"

Opened = Callable[[str], Page]


def serious(page: Page) -> list[str]:
    """What axe finds at each size: rule, impact and the places, one line each."""
    found = []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for item in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]:
            places = [" ".join(map(str, node["target"])) for node in item["nodes"]]
            if item["impact"] in ("serious", "critical"):
                found.append(f"{size}: {item['impact']} {item['id']} ({len(places)}): {' | '.join(places[:8])}")
    return found


def in_list(page: Page, year: str, program: str, link: str) -> str:
    """The address behind a report's link in the list."""
    page.goto("/reports/")
    row = page.locator("section", has=page.locator("#all")).locator("tbody tr")
    return row.filter(has_text=year).filter(has_text=program).get_by_role("link", name=link).get_attribute("href")


# --- the pages --------------------------------------------------------------------------------------


def login(open_as: Opened) -> Page:
    page = open_as("tianbao")
    page.context.clear_cookies()
    page.goto("/login/")
    return page


def refused_login(open_as: Opened) -> Page:
    page = login(open_as)
    page.get_by_label("用户名").fill("nobody")
    page.get_by_label("密码").fill("Wrong-2025-wrong")
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state()
    return page


def clerks_list(open_as: Opened) -> Page:
    return open_as("tianbao")


def reviewers_list(open_as: Opened) -> Page:
    return open_as("shenhe")


def supervisors_list(open_as: Opened) -> Page:
    return open_as("caizheng")


def empty_list(open_as: Opened) -> Page:
    return open_as("pudong")


def entry(open_as: Opened) -> Page:
    """The empty report of 19 rows as it opens."""
    page = open_as("tianbao")
    page.goto(in_list(page, YEAR, PROGRAM, "填报"))
    page.wait_for_function("Boolean(window.desk && desk.goTo)")
    return page


def cell(page: Page, key: str):
    return page.locator(f'[id="in-{key}"]')


def entry_with_states(open_as: Opened) -> Page:
    """Cells saved, refused, asked back and not applicable, one selected, a block chosen."""
    page = entry(open_as)
    for key, text in (
        ("indicators[0].actual", "95%"),
        ("indicators[1].actual", "不适用"),
        ("indicators[2].actual", "逐步提高"),
        ("funds[0].budget", "三万"),
        ("funds[0].actual", "-5"),
    ):
        cell(page, key).click()
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.locator("[aria-invalid=true]")).to_have_count(2)
    expect(page.get_by_role("button", name="确认负数")).to_be_visible()
    cell(page, "indicators[4].reason").click()
    page.keyboard.press("Shift+ArrowDown")
    return page


def entry_while_typing(open_as: Opened) -> Page:
    """A cell being edited, the others not sent yet because the network is gone."""
    page = entry(open_as)
    page.context.set_offline(True)
    cell(page, "indicators[5].actual").click()
    page.keyboard.type("96%")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("网络不通")
    cell(page, "indicators[6].reason").click()
    page.keyboard.type("因")
    return page


def entry_with_findings(open_as: Opened) -> Page:
    """As after a refused submission: the message, the list of findings."""
    page = entry(open_as)
    page.goto(f"{page.url}?check")
    expect(page.locator("#findings .error").first).to_be_visible()
    return page


def entry_with_cell_panel(open_as: Opened) -> Page:
    page = entry(open_as)
    page.locator("#panel-toggle").click()
    page.locator("[data-tab=cell-tab]").click()
    cell(page, "indicators[3].actual").click()
    expect(page.locator("#cell-tab h3").first).to_be_visible()
    return page


def entry_with_conflict(open_as: Opened) -> Page:
    first, second = entry(open_as), entry(open_as)
    for page, text in ((first, "甲"), (second, "乙")):
        cell(page, "indicators[7].reason").click()
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        expect(page.locator(".saved, .stale").first).to_be_visible()
    expect(second.get_by_role("button", name="用我填的")).to_be_visible()
    return second


def entry_after_expiry(open_as: Opened) -> Page:
    page = entry(open_as)
    page.context.clear_cookies(name="sessionid")
    cell(page, "indicators[8].reason").click()
    page.keyboard.type("甲")
    page.keyboard.press("Tab")
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


def entry_with_help(open_as: Opened) -> Page:
    page = entry(open_as)
    page.keyboard.press("F1")
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


def returned_entry(open_as: Opened) -> Page:
    """The opinion with which the report came back, over a form that is filled; a note is being written."""
    page = open_as("tianbao")
    page.goto(in_list(page, "2022", "城乡居民医保补助资金", "修改"))
    page.locator("#panel-toggle").click()
    page.locator("#findings summary").first.click()
    expect(page.locator("#findings textarea").first).to_be_visible()
    return page


def preview(open_as: Opened) -> Page:
    page = entry(open_as)
    page.goto(page.url.replace("/edit/", "/preview/"))
    return page


def reading(open_as: Opened) -> Page:
    page = open_as("tianbao")
    page.goto(in_list(page, "2022", "医疗服务与保障能力提升", "查看"))
    return page


def review(open_as: Opened) -> Page:
    page = open_as("shenhe")
    page.locator("section", has=page.locator("#waiting")).get_by_role("link", name="审核").first.click()
    page.wait_for_load_state()
    return page


def review_of_a_cell(open_as: Opened) -> Page:
    """What is known of a cell beside the report, a comment being written."""
    page = review(open_as)
    page.locator('#document [data-key="indicators[0].actual"]').first.click()
    page.locator("#cell-threads .speak textarea").fill("请核对。")
    page.locator(".toolbar .menu summary").click()
    return page


def refused_review(open_as: Opened) -> Page:
    page = review(open_as)
    page.get_by_role("button", name="退回修改").click()
    expect(page.locator(".reading-foot .cell-note")).to_have_text("请写明退回意见，让填报人知道改什么。")
    return page


def versions(open_as: Opened) -> Page:
    page = reading(open_as)
    page.get_by_role("link", name="提交版本").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    return page


def comparison(open_as: Opened) -> Page:
    page = versions(open_as)
    page.get_by_role("button", name="比较所选版本").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    return page


def resubmission(open_as: Opened) -> Page:
    """What is asked once before a report is submitted again."""
    page = open_as("tianbao")
    page.goto(in_list(page, "2022", "城乡居民医保补助资金", "修改"))
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator(".unmended li")).to_have_count(2)
    return page


def notices(open_as: Opened) -> Page:
    page = open_as("tianbao")
    page.get_by_role("link", name="通知").click()
    expect(page.locator(".notices .unread").first).to_be_visible()
    return page


def notice_settings(open_as: Opened) -> Page:
    page = open_as("tianbao")
    page.goto("/reports/notices/settings/")
    return page


def handover(open_as: Opened) -> Page:
    page = open_as("shenhe")
    page.get_by_role("link", name="移交报告").click()
    expect(page.get_by_label("移交原因（必填）")).to_be_visible()
    return page


def refused_handover(open_as: Opened) -> Page:
    page = handover(open_as)
    page.get_by_role("button", name="移交").click()
    expect(page.locator("#problem")).to_be_visible()
    return page


def handover_units(open_as: Opened) -> Page:
    page = open_as("guanli")
    page.goto("/reports/handover/")
    return page


def rechecks(open_as: Opened) -> Page:
    """The list of what has been drawn, and the form that draws: one report at the first time."""
    page = open_as("caizheng")
    page.get_by_role("link", name="抽查复核").click()
    if not page.locator(".seed").count():
        page.get_by_label("项目年度").select_option(label="2019年度 医疗救助")
        page.get_by_label("抽取", exact=True).select_option(label="比例（%）")
        page.get_by_label("数量").fill("100")
        page.get_by_label("抽查原因（必填）").fill("年度抽查计划。")
        page.get_by_role("button", name="抽取").click()
        expect(page.locator(".seed")).to_have_count(1)
    return page


def recheck(open_as: Opened) -> Page:
    """A re-check with a score that lacks its reason."""
    page = rechecks(open_as)
    page.get_by_role("link", name="复核", exact=True).click()
    page.get_by_label(re.compile("：复核得分$")).first.fill("1")
    page.get_by_role("button", name="完成复核").click()
    expect(page.locator(".rescoring .cell-note")).to_have_count(1)
    return page


def log(open_as: Opened) -> Page:
    page = open_as("shenji")
    page.goto("/reports/log/")
    expect(page.locator("tbody tr").first).to_be_visible()
    return page


def voiding(open_as: Opened) -> Page:
    page = open_as("tianbao")
    page.goto(in_list(page, YEAR, PROGRAM, "作废"))
    return page


def refused_voiding(open_as: Opened) -> Page:
    page = voiding(open_as)
    page.get_by_role("button", name="作废报告").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def password(open_as: Opened) -> Page:
    page = open_as("pudong")
    page.goto("/password/")
    return page


def refusal(open_as: Opened) -> Page:
    page = open_as("tianbao")
    page.goto("/reports/999999/")
    return page


PAGES = (
    login,
    refused_login,
    clerks_list,
    reviewers_list,
    supervisors_list,
    empty_list,
    entry,
    entry_with_states,
    entry_while_typing,
    entry_with_findings,
    entry_with_cell_panel,
    entry_with_conflict,
    entry_after_expiry,
    entry_with_help,
    returned_entry,
    preview,
    reading,
    review,
    review_of_a_cell,
    refused_review,
    versions,
    comparison,
    resubmission,
    notices,
    notice_settings,
    handover,
    refused_handover,
    handover_units,
    rechecks,
    recheck,
    log,
    voiding,
    refused_voiding,
    password,
    refusal,
)


@pytest.fixture(scope="module", autouse=True)
def more(server) -> None:
    """Reports beside the demo's, so that a queue can be walked and a sample drawn."""
    server.call("tests.journeys.queueing.two_more_that_wait")
    server.call("tests.journeys.queueing.one_approved")


@pytest.mark.slow
@pytest.mark.parametrize("opened", PAGES, ids=lambda opened: opened.__name__)
def test_axe_finds_nothing_serious(open_as, opened):
    assert serious(opened(open_as)) == []


def test_axe_would_find_a_field_without_a_name_and_pale_text(open_as):
    page = refusal(open_as)
    page.evaluate(
        """() => {
            document.querySelector("main").append(document.createElement("textarea"), "文字");
            document.querySelector("main").style.cssText = "background: white; color: #aaa";
        }"""
    )
    rules = {line.split()[2] for line in serious(page)}
    assert rules == {"label", "color-contrast"}, json.dumps(sorted(rules))
