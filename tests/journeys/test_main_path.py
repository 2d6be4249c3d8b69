"""The whole main path in a browser: fill in, be refused, complete, submit, return, mend, approve, download."""

import io
import re

import pypdf
from playwright.sync_api import Page, expect

from tests.factories import MEDICAL, SERVICE, fixture_facts


def cell(page: Page, key: str):
    return page.locator(f'[id="in-{key}"]')


def note(page: Page, key: str):
    """The sentence under a cell."""
    return cell(page, key).locator("xpath=following-sibling::span[@class='cell-note']")


def type_in(page: Page, key: str, text: str) -> None:
    """Type into a cell and leave it, as a person does."""
    cell(page, key).fill(text)
    cell(page, key).press("Tab")


def answer(page: Page, code: str, text: str) -> None:
    """Write a note on a warning, and on all of its kind where there are several."""
    waiting = page.locator(f'.finding.warning:not(.answered)[data-finding^="{code} "]')
    before = waiting.count()
    waiting.first.get_by_text("情况属实，写说明").or_(waiting.first.get_by_text("修改说明")).click()
    waiting.first.get_by_label("说明", exact=True).fill(text)
    same = waiting.first.get_by_role("checkbox")
    if same.count():
        same.check()
    waiting.first.get_by_role("button", name="保存说明").click()
    expect(waiting).to_have_count(0)
    assert before > 0


def all_saved(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#saved")).to_contain_text(re.compile(r"已保存 \d\d:\d\d:\d\d$|没有新的修改"))
    assert page.locator(".dirty, .saving, .refused, .stale").count() == 0


def open_report(page: Page, year: str, name: str, button: str) -> None:
    page.goto("/reports/")
    row = (
        page.locator("section", has=page.locator("#all"))
        .locator("tbody tr")
        .filter(has_text=year)
        .filter(has_text=name)
    )
    row.get_by_role("link", name=button).click()


def begin(page: Page, name: str) -> None:
    """Start this year's report of a program from the list, blank."""
    table = page.locator("section", has=page.locator("#startable"))
    table.locator("tr", has_text=name).get_by_role("button", name=re.compile("^(空白开始|开始填报)$")).click()


def begun(page: Page, name: str) -> None:
    """This year's report of a program, whichever test came first."""
    page.goto("/reports/")
    waiting = page.locator("section", has=page.locator("#startable")).locator("tr", has_text=name)
    if waiting.count():
        begin(page, name)
    else:
        open_report(page, "2025", name, "填报")


def squeeze(text: str) -> str:
    return "".join(text.split())


def pdf_text(page: Page, link: str) -> str:
    found = page.get_by_role("link", name=link)
    if not found.is_visible():
        page.get_by_text("文件", exact=True).click()
    with page.expect_download() as download:
        found.click()
    content = download.value.path().read_bytes()
    return squeeze("".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages))


def test_medical_assistance_from_blank_to_approved(open_as):
    report = fixture_facts(MEDICAL)
    clerk = open_as("tianbao")
    open_report(clerk, "2025", "城乡医疗救助专项补助", "填报")

    # A blank report: the issued words are there, nothing is filled, submitting is refused with a list.
    assert clerk.locator('[data-verdict^="indicators["]').count() == 19
    clerk.get_by_role("button", name="提交审核").click()
    expect(clerk.locator("#findings")).to_contain_text("“医疗救助总人次”的全年实际完成值未填。")
    assert clerk.locator("#findings .error").count() == 19 + 3
    expect(clerk.get_by_role("alert").first).to_contain_text("还不能提交：22 处须改正")
    clerk.locator('[data-goto="indicators[4].actual"]').first.click()
    assert clerk.evaluate("document.activeElement.id") == "in-indicators[4].actual"

    # Typing: funds, goals, every row, one section of the narrative.
    type_in(clerk, "funds[0].budget", report.funds[0].budget)
    type_in(clerk, "funds[0].actual", report.funds[0].actual)
    expect(clerk.locator('[data-figure="funds_total.rate"]')).to_have_text("100%")
    type_in(clerk, "goals[0].actual", report.goals[0].actual)
    for index, row in enumerate(report.indicators):
        type_in(clerk, f"indicators[{index}].actual", row.actual)
        type_in(clerk, f"indicators[{index}].score", row.score)
        type_in(clerk, f"indicators[{index}].reason", row.reason)
    section = next(i for i, row in enumerate(report.narrative) if "项目资金到位情况" in row.heading)
    type_in(clerk, f"narrative[{section}].body", report.narrative[section].body)
    all_saved(clerk)
    expect(clerk.locator('[data-verdict="indicators[6].actual"]')).to_have_text("✓ 达成")
    expect(clerk.locator('[data-verdict="indicators[8].actual"]')).to_have_text("◇ 自报")
    expect(clerk.locator('[data-progress="indicators"]')).to_have_text("19/19")
    expect(clerk.locator("#errors")).to_have_text("0")

    # Warnings are answered with notes: one on its own, the others kind by kind.
    clerk.get_by_role("button", name="提交审核").click()
    answer(clerk, "goal.copied", "总体目标逐项完成，文字与目标一致。")
    for code in ("indicator.copied_target", "funds.blank_line", "indicator.undecided"):
        answer(clerk, code, "已与业务处室核对，情况属实。")
    answer(clerk, "weight.split", "按市财政局下达的分值。")
    while clerk.locator(".finding.warning:not(.answered)").count():
        code = clerk.locator(".finding.warning:not(.answered)").first.get_attribute("data-finding").split()[0]
        answer(clerk, code, "已核对，情况属实。")
    expect(clerk.locator("#warnings")).to_have_text("0")
    clerk.screenshot(path="/tmp/journey-medical-filled.png")

    # What was typed stands after a reload.
    clerk.reload()
    assert cell(clerk, "indicators[0].actual").input_value() == report.indicators[0].actual
    assert cell(clerk, f"narrative[{section}].body").input_value() == report.narrative[section].body

    clerk.get_by_role("button", name="提交审核").click()
    expect(clerk.locator(".message.success")).to_contain_text("已提交审核")

    # The reviewer returns it with an opinion; an empty opinion is asked for.
    reviewer = open_as("shenhe")
    reviewer.locator("section", has=reviewer.locator("#waiting")).locator("tr", has_text="2025").get_by_role(
        "link", name="审核"
    ).click()
    reviewer.get_by_role("button", name="退回修改").click()
    expect(reviewer.locator(".reading-foot .cell-note")).to_have_text("请写明退回意见，让填报人知道改什么。")
    reviewer.locator("#opinion").fill("知晓程度请填调查数字。")
    reviewer.get_by_role("button", name="退回修改").click()
    expect(reviewer.locator(".message.success")).to_contain_text("已退回修改")

    # The clerk reads the opinion, mends, submits again.
    open_report(clerk, "2025", "城乡医疗救助专项补助", "修改")
    expect(clerk.get_by_text("知晓程度请填调查数字。").first).to_be_visible()
    type_in(clerk, "indicators[17].actual", "91.11%")
    expect(clerk.locator('[data-verdict="indicators[17].actual"]')).to_have_text("✓ 达成")
    all_saved(clerk)
    expect(clerk.locator("#warnings")).to_have_text("0")
    clerk.get_by_role("button", name="提交审核").click()
    expect(clerk.locator(".message.success")).to_contain_text("已提交审核")

    # The reviewer sees the old opinion and the mended figure, and approves.
    open_report(reviewer, "2025", "城乡医疗救助专项补助", "查看")
    expect(reviewer.locator(".events")).to_contain_text("知晓程度请填调查数字。")
    expect(reviewer.locator(".reading-scroll")).to_contain_text("张填报说明：总体目标逐项完成，文字与目标一致。")
    expect(reviewer.locator("#document")).to_contain_text("91.11%")
    reviewer.get_by_role("button", name="审核通过").click()
    expect(reviewer.locator(".message.success")).to_contain_text("已审核通过")

    # The PDF holds all nineteen rows and the total; nobody can change the report any more.
    open_report(clerk, "2025", "城乡医疗救助专项补助", "查看")
    text = pdf_text(clerk, "下载自评表 PDF")
    actuals = [row.actual for row in report.indicators]
    actuals[17] = "91.11%"
    for row, actual in zip(report.indicators, actuals, strict=True):
        for part in (row.name, row.target.replace("XX%", "100%"), actual, row.weight, row.score):
            assert squeeze(part) in text, part
    assert "总分100100" in text
    assert squeeze(report.narrative[section].body) in pdf_text(clerk, "下载报告全文 PDF")
    assert clerk.get_by_role("link", name="填报").count() == 0


def test_service_capacity_on_form_b(open_as):
    report = fixture_facts(SERVICE)
    clerk = open_as("tianbao")
    begin(clerk, "医疗服务与保障能力提升")
    for index, line in enumerate(report.funds):
        type_in(clerk, f"funds[{index}].budget", line.budget)
        type_in(clerk, f"funds[{index}].actual", line.actual)
    for index, line in enumerate(report.management):
        type_in(clerk, f"management[{index}].statement", line.statement)
        type_in(clerk, f"management[{index}].problem", line.problem)
    type_in(clerk, "goals[0].actual", report.goals[0].actual)
    for index, row in enumerate(report.indicators):
        type_in(clerk, f"indicators[{index}].actual", row.actual)
    all_saved(clerk)
    rates = [clerk.locator(f'[data-figure="{key}"]').inner_text() for key in RATES]
    assert rates == ["42.7%", "4.2%", "—", "92.7%"]
    clerk.screenshot(path="/tmp/journey-service-filled.png")

    with clerk.context.expect_page() as opened:
        clerk.get_by_role("link", name="预览").click()
    preview = squeeze(opened.value.locator("#document").inner_text())
    for line in report.management:
        assert squeeze(line.aspect + line.statement + line.problem) in preview
    assert squeeze("19114.20 8170.98 42.7%") in preview
    text = pdf_text(opened.value, "下载自评表 PDF")
    assert all(squeeze(line.statement) in text for line in report.management)
    assert "42.8%" not in text


RATES = ["funds_total.rate", "funds[0].rate", "funds[1].rate", "funds[2].rate"]


def test_bad_input_stays_on_the_screen_with_its_sentence(open_as):
    clerk = open_as("tianbao")
    begun(clerk, "城乡居民医保补助资金")
    bad = {
        "三万": "全年预算数应填数字，单位为万元，读到的是“三万”。",
        "12,34": "全年预算数的千位分隔符位置不对，读到的是“12,34”。",
        "９５％": "全年预算数应填金额，不是百分数，读到的是“９５％”。",
    }
    for typed, sentence in bad.items():
        type_in(clerk, "funds[0].budget", typed)
        expect(note(clerk, "funds[0].budget")).to_have_text(sentence)
        assert cell(clerk, "funds[0].budget").input_value() == typed
    type_in(clerk, "funds[0].budget", "-5")
    clerk.get_by_role("button", name="确认负数").click()
    expect(cell(clerk, "funds[0].budget")).to_have_class(re.compile("saved"))
    type_in(clerk, "indicators[0].reason", "因" * 100_000)
    sentence = "未完成原因和改进措施最多 2,000 字，现有 100,000 字，请删减后再保存。"
    expect(note(clerk, "indicators[0].reason")).to_have_text(sentence)
    assert len(cell(clerk, "indicators[0].reason").input_value()) == 100_000
    clerk.on("dialog", lambda dialog: dialog.accept())
    clerk.reload()
    assert cell(clerk, "funds[0].budget").input_value() == "-5"
    # What was refused is nobody's but this browser's: it is there again, and refused again.
    expect(note(clerk, "indicators[0].reason")).to_have_text(sentence)
    assert len(cell(clerk, "indicators[0].reason").input_value()) == 100_000


def test_stale_page_shows_both_texts(open_as):
    first, second = open_as("tianbao"), open_as("tianbao")
    begun(first, "城乡居民医保补助资金")
    open_report(second, "2025", "城乡居民医保补助资金", "填报")
    type_in(first, "indicators[1].actual", "132.03%")
    expect(cell(first, "indicators[1].actual")).to_have_class(re.compile("saved"))
    type_in(second, "indicators[1].actual", "131%")
    expect(note(second, "indicators[1].actual")).to_contain_text("已改为“132.03%”")
    assert cell(second, "indicators[1].actual").input_value() == "131%"
    second.get_by_role("button", name="用我填的").first.click()
    expect(cell(second, "indicators[1].actual")).to_have_class(re.compile("saved"))
    first.reload()
    assert cell(first, "indicators[1].actual").input_value() == "131%"


def test_cells_of_one_row_are_decided_one_by_one(open_as):
    """What only the colleague changed is shown, what both changed is asked, each on its own."""
    first, second = open_as("tianbao"), open_as("tianbao")
    for page in (first, second):
        begun(page, "城乡居民医保补助资金")
    type_in(first, "indicators[2].actual", "79.31%")
    type_in(first, "indicators[2].reason", "甲")
    expect(cell(first, "indicators[2].reason")).to_have_class(re.compile("saved"))
    cell(second, "indicators[2].reason").fill("乙")
    cell(second, "indicators[2].explanation").fill("丙")
    cell(second, "indicators[2].explanation").press("Tab")
    expect(note(second, "indicators[2].reason")).to_contain_text("已改为“甲”")
    assert cell(second, "indicators[2].actual").input_value() == "79.31%"
    expect(cell(second, "indicators[2].explanation")).to_have_class(re.compile("saved"))
    second.get_by_role("button", name="用对方的").click()
    first.reload()
    stored = [cell(first, f"indicators[2].{name}").input_value() for name in ("actual", "reason", "explanation")]
    assert stored == ["79.31%", "甲", "丙"]


def test_second_submit_is_told_what_happened(open_as):
    """Two tabs, one click each: the second learns that the report is already under review."""
    clerk = open_as("tianbao")
    open_report(clerk, "2022", "城乡居民医保补助资金", "修改")
    other = clerk.context.new_page()
    other.goto(clerk.url)
    clerk.get_by_role("button", name="提交审核").click()
    clerk.get_by_role("button", name="仍然提交审核").click()  # nothing was changed since it was returned
    expect(clerk.locator(".message.success")).to_contain_text("已提交审核")
    other.get_by_role("button", name="提交审核").click()
    expect(other.locator("main")).to_contain_text("报告现在是“待审核”")
