"""佐证材料 in a browser: attached on the desk and by dragging, counted, downloaded, removed, read by others."""

import base64
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.test_accessibility import serious
from tests.journeys.test_main_path import all_saved, open_report
from tests.reports.attaching import excel, pdf, png

DROP = """([target, name, content]) => {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], name));
    const place = document.querySelector(target);
    for (const kind of ["dragenter", "dragover", "drop"]) {
        place.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
    }
}"""


def posted(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def drop(page: Page, target: str, name: str, content: bytes) -> None:
    page.evaluate(DROP, [target, name, base64.b64encode(content).decode()])


def downloaded(page: Page, link) -> tuple[str, bytes]:
    with page.expect_download() as download:
        link.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def desk(page: Page) -> str:
    """The desk of the returned report of 2022; the name of its first indicator's row."""
    open_report(page, "2022", "城乡居民医保补助资金", "修改")
    return page.locator('[data-field="actual"][data-row^="entry:"]').first.get_attribute("data-row")


def test_from_the_side_panel_to_the_grid_and_back(open_as):
    clerk = open_as("tianbao")
    row = desk(clerk)
    mark = clerk.locator(f'[data-files="{row}"]')
    expect(mark).to_be_hidden()
    revision = clerk.locator("#submit [name=revision]").input_value()
    if clerk.locator("#panel").is_hidden():
        clerk.locator("#panel-toggle").click()
    clerk.get_by_role("button", name="本格").click()
    clerk.locator(f'[data-row="{row}"][data-field="actual"]').click()
    panel = clerk.locator("#cell-tab")
    chooser = panel.locator("[type=file]")
    expect(chooser).to_be_attached()
    chooser.set_input_files([posted("参保人数统计表.pdf", pdf("一")), posted("改名.docx", png())])
    expect(panel.locator(".evidence-refused li")).to_have_text(
        ["“改名.docx”的内容不是 Word 文档，而是 PNG 图片，请核对文件；扩展名应与内容一致。"]
    )
    expect(mark).to_have_text("附件 1")
    expect(mark).to_be_visible()
    # The log of the cell tells it, the refusal stays, and what is submitted is what is seen now.
    expect(panel.locator(".history")).to_contain_text("附件 参保人数统计表.pdf")
    expect(panel.locator(".evidence-refused li")).to_have_count(1)
    assert clerk.locator("#submit [name=revision]").input_value() == str(int(revision) + 1)
    all_saved(clerk)

    mark.click()
    expect(clerk).to_have_url(re.compile(rf"/evidence/#{row.replace(':', '-')}$"))
    place = clerk.locator(f'[data-evidence="{row}"]')
    name, content = downloaded(clerk, place.get_by_role("link", name="下载 参保人数统计表.pdf"))
    assert (name, content) == ("参保人数统计表.pdf", pdf("一"))
    place.get_by_role("button", name="移除 参保人数统计表.pdf").click()
    expect(place.locator(".evidence-files li")).to_have_count(0)
    expect(place.locator(".evidence-progress")).to_have_text("已移除。")
    expect(clerk.locator(f'[data-files-count="{row}"]')).to_have_text("0")
    clerk.get_by_role("link", name="回到填报").click()
    expect(clerk.locator(f'[data-files="{row}"]')).to_be_hidden()


def test_files_are_dragged_onto_a_row_of_the_grid_and_of_the_list(open_as):
    clerk = open_as("tianbao")
    row = desk(clerk)
    drop(clerk, f'[data-row="{row}"][data-field="actual"]', "拖来的.png", png())
    expect(clerk.locator(f'[data-files="{row}"]')).to_have_text("附件 1")
    # Beside a row nothing is taken, and the page stays.
    drop(clerk, ".sheet-heads", "迷路.png", png())
    expect(clerk.locator("#sheet")).to_be_visible()

    clerk.get_by_text("文件", exact=True).click()
    clerk.get_by_role("link", name="佐证材料").click()
    drop(clerk, f'[data-drop="{row}"] th', "台账.xlsx", excel())
    place = clerk.locator(f'[data-evidence="{row}"]')
    expect(place.locator(".evidence-files li")).to_have_count(2)
    expect(clerk.locator(f'[data-files-count="{row}"]')).to_have_text("2")
    # A removed row of the list is drawn anew with the keyboard where it was.
    place.get_by_role("button", name="移除 台账.xlsx").focus()
    clerk.keyboard.press("Enter")
    expect(place.locator(".evidence-files li")).to_have_count(1)
    expect(place.get_by_role("link", name="拖来的.png", exact=True)).to_be_visible()
    expect(place.locator("[type=file]")).to_be_focused()

    # A picture is shown on a page of its own.
    place.get_by_role("link", name="拖来的.png", exact=True).click()
    shown = clerk.get_by_role("img", name="拖来的.png")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [8, 4]


def test_too_large_file_is_told_before_it_goes_up(open_as):
    clerk = open_as("tianbao")
    row = desk(clerk)
    clerk.get_by_text("文件", exact=True).click()
    clerk.get_by_role("link", name="佐证材料").click()
    place = clerk.locator(f'[data-evidence="{row}"]')
    place.evaluate("place => { place.dataset.most = '1048576'; }")
    sent = []
    clerk.on("request", lambda request: sent.append(request.method))
    place.locator("[type=file]").set_input_files([posted("大.pdf", pdf() + bytes(1_258_291))])
    expect(place.locator(".evidence-refused li")).to_have_text(
        ["“大.pdf”有 1.2 MB，每个文件最多 1 MB，请压缩或分成几个文件后再上传。"]
    )
    assert sent == []


def test_axe_finds_nothing_serious_on_the_pages_with_files(open_as):
    clerk = open_as("tianbao")
    row = desk(clerk)
    clerk.get_by_text("文件", exact=True).click()
    clerk.get_by_role("link", name="佐证材料").click()
    place = clerk.locator(f'[data-evidence="{row}"]')
    place.locator("[type=file]").set_input_files([posted("现场.png", png(64, 48)), posted("空.pdf", b"")])
    expect(place.locator(".evidence-refused li")).to_have_count(1)
    assert serious(clerk) == []
    place.get_by_role("link", name="现场.png", exact=True).click()
    expect(clerk.get_by_role("img", name="现场.png")).to_be_visible()
    assert serious(clerk) == []
    clerk.goto(re.sub(r"evidence/.*", "", clerk.url))
    expect(clerk.locator(".evidence-list")).to_contain_text("现场.png")
    assert serious(clerk) == []


def test_reviewer_reads_and_the_stamped_scan_follows_the_approval(open_as):
    reviewer = open_as("shenhe")
    reviewer.get_by_role("link", name="审核", exact=True).first.click()
    address = reviewer.url
    expect(reviewer.get_by_text("盖章扫描件")).to_have_count(0)
    reviewer.goto(f"{address}evidence/")
    assert reviewer.locator("[data-evidence-form]").count() == 0
    reviewer.goto(address)
    reviewer.get_by_role("button", name="审核通过").click()
    reviewer.wait_for_url("**/reports/")

    clerk = open_as("tianbao")
    clerk.goto(address)
    scans = clerk.locator('[data-evidence="scans"]')
    scans.locator("[type=file]").set_input_files([posted("盖章.pdf", pdf("盖章"))])
    expect(scans.get_by_role("link", name="盖章.pdf", exact=True)).to_be_visible()
    scans.locator("[type=file]").set_input_files([posted("重新盖章.pdf", pdf("重新盖章"))])
    expect(scans.get_by_text("以前上传的扫描件（1）")).to_be_visible()

    reviewer.goto(address)
    expect(reviewer.locator(".events")).to_contain_text("上传盖章扫描件")
    link = reviewer.get_by_role("link", name="下载 重新盖章.pdf")
    assert downloaded(reviewer, link) == ("重新盖章.pdf", pdf("重新盖章"))
    # The PDF opens in a page of its own: the browser's viewer takes it, sandbox and all.
    with reviewer.expect_popup() as opened:
        reviewer.get_by_role("link", name="重新盖章.pdf", exact=True).click()
    opened.value.wait_for_load_state()
    assert opened.value.url.endswith("?preview")
    assert opened.value.evaluate("document.contentType") == "application/pdf"
