"""The editors of the narrative: tables, numbered items, paste from Word and Excel, live figures."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from reports.domain.compose.tables import is_table_line, split_line
from tests.factories import REPORTS

# As Word 2016 puts a few paragraphs on the clipboard: its own numbers, a picture, a comment, a deleted revision.
WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style><!-- @font-face {font-family:仿宋;} p.MsoNormal {mso-style-parent:"";text-indent:32.0pt;} --></style>
<!--[if gte mso 10]><style>table.MsoNormalTable {mso-style-name:普通表格;}</style><![endif]--></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->
<h1 style='margin-left:0cm;mso-list:l1 level1 lfo2'><![if !supportLists]><span lang=EN-US
style='font-family:黑体'><span style='mso-list:Ignore'>一、</span></span><![endif]><span
style='font-family:黑体'>项目资金情况<span lang=EN-US><o:p></o:p></span></span></h1>
<p class=MsoNormal style='text-indent:32.0pt'><span style='font-size:16.0pt;font-family:仿宋'
>2023年医疗救助补助资金<span
lang=EN-US>25522</span>万元，执行率<span lang=EN-US>100%</span>，面积<span lang=EN-US>30m<sup>2</sup></span>。各区<span
class=MsoCommentReference><span lang=EN-US style='font-size:10.5pt'><!--[if !supportAnnotations]--><a
class=msocomanchor id="_anchor_1" href="#_msocom_1">[u1]</a><!--[endif]--><span
style='mso-special-character:comment'>&nbsp;</span></span></span>均已
拨付到位<del cite="mailto:a" datetime="2024-01-05T10:00"><span lang=EN-US>(</span>初稿<span
lang=EN-US>)</span></del>。<span lang=EN-US><o:p></o:p></span></span></p>
<p class=MsoNormal><span lang=EN-US style='font-family:仿宋'><o:p>&nbsp;</o:p></span></p>
<p class=MsoListParagraph style='margin-left:53.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
lang=EN-US style='mso-fareast-font-family:仿宋'><span style='mso-list:Ignore'>1.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]><span>资金及时下达。<span
lang=EN-US><o:p></o:p></span></span></p>
<p class=MsoListParagraph style='margin-left:53.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
lang=EN-US><span style='mso-list:Ignore'>2.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]><span>监管持续<b>加强</b>。<br>另行<span lang=EN-US> online </span>报告。</span></p>
<p class=MsoListParagraph style='mso-list:l2 level1 lfo3'><![if !supportLists]><span lang=EN-US
style='font-family:Wingdings;mso-bidi-font-family:Wingdings'><span style='mso-list:Ignore'>l<span
style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]>医疗救助政策<span
style='display:none;mso-hide:all'>内部口径</span></p>
<p class=MsoNormal><!--[if gte vml 1]><v:shape id="图片_x0020_1"><v:imagedata src="file:///C:/a.png"/></v:shape><![endif]--><![if
!vml]><img width=400 height=200 src="file:///C:/Users/a/AppData/Local/Temp/msohtmlclip1/01/clip_image001.png"
v:shapes="图片_x0020_1"><![endif]></p>
<!--EndFragment-->
<div style='mso-element:comment-list'><hr class=msocomoff align=left size=1 width="33%">
<div style='mso-element:comment'><div id="_com_1" class=msocomtxt><p class=MsoCommentText>请核对</p></div></div></div>
</body></html>"""
WORD_TEXT = """一、项目资金情况

2023年医疗救助补助资金25522万元，执行率100%，面积30m²。各区均已拨付到位。

1. 资金及时下达。
2. 监管持续加强。
另行 online 报告。
· 医疗救助政策"""

# A table of Word: merged cells, a table within a cell, a bar, line breaks, the row of heights Word adds.
WORD_TABLE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><!--StartFragment-->
<p class=MsoNormal align=center><b>表1 资金情况<o:p></o:p></b></p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'>
 <tr style='mso-yfti-irow:0'><td width=184 rowspan=2 valign=top style='border:solid windowtext 1.0pt'>
  <p class=MsoNormal>来源<span lang=EN-US><o:p></o:p></span></p></td>
  <td width=368 colspan=2><p class=MsoNormal>金额（万元）<o:p></o:p></p></td></tr>
 <tr><td><p class=MsoNormal>预算<span lang=EN-US>|</span>调整</p></td><td><p class=MsoNormal>执行<br>数</p></td></tr>
 <tr><td><p class=MsoNormal>市级资金</p><p class=MsoNormal>（含结转）</p></td>
  <td><p class=MsoNormal><span lang=EN-US>25,522</span></p></td>
  <td><table
  class=MsoNormalTable><tr><td><p>上半年</p></td><td><p>12</p></td></tr>
  <tr><td><p>下半年</p></td><td><p>13</p></td></tr></table><p><o:p>&nbsp;</o:p></p></td></tr>
 <![if !supportMisalignedColumns]><tr height=0><td width=184 style='border:none'></td><td width=184></td><td
 width=184></td></tr><![endif]>
</table>
<p class=MsoNormal>以上为全部资金。<o:p></o:p></p><!--EndFragment--></body></html>"""
WORD_TABLE_TEXT = r"""表1 资金情况

| 来源 | 金额（万元） |  |
|  | 预算\|调整 | 执行 数 |
| 市级资金 （含结转） | 25,522 | 上半年 12 下半年 13 |

以上为全部资金。"""

# WPS's way of writing lists, and a web page's.
WPS = """<html><head><meta name="Generator" content="Kingsoft"></head><body><!--StartFragment-->
<p class="MsoNormal" style="margin-left:0pt;mso-list:l0 level1 lfo1;"><!--[if !supportLists]--><span
style="font-family:宋体;"><span style="mso-list:Ignore;">（一）<span>&nbsp;</span></span></span><!--[endif]--><span
>数量指标</span></p>
<p class="MsoNormal" style="mso-list:l0 level1 lfo1;"><span style="mso-list:Ignore;">（二）</span>质量指标</p>
<ol start="3"><li>第三项<ul><li>细项</li></ul></li><li><p>第四项</p><p>续</p></li></ol>
<table><tr><td><p>只有一格的框</p><p>里的两段</p></td></tr></table><!--EndFragment--></body></html>"""
WPS_TEXT = """（一）数量指标
（二）质量指标
3. 第三项
· 细项
4. 第四项

续

只有一格的框

里的两段"""

EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td {mso-ignore:padding;}</style></head>
<body link="#0563C1"><table border=0 cellpadding=0 cellspacing=0 width=192><!--StartFragment-->
<col width=64 span=2 style='width:48pt'><tr height=18><td height=18 class=xl65 width=64>区</td><td
class=xl65>下达数</td></tr><tr height=18><td height=18>黄浦</td><td align=right x:num="994">994</td></tr>
<!--EndFragment--></table></body></html>"""

PASTED = """([html, plain, pictures]) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    if (plain) data.setData("text/plain", plain);
    for (let i = 0; i < pictures; i++) data.items.add(new File(["x"], "a.png", { type: "image/png" }));
    document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def paste(page: Page, html: str = "", plain: str = "", pictures: int = 0) -> None:
    page.evaluate(PASTED, [html, plain, pictures])


class Section:
    """One text of the report: its textarea, and what the editor shows over it."""

    def __init__(self, page: Page, key: str) -> None:
        self.page = page
        self.master = page.locator(f'[id="in-{key}"]')
        self.home = page.locator(".writing", has=self.master)
        self.cells = self.home.locator(".ed-cell")
        self.texts = self.home.locator(".ed-text")
        self.shown = self.home.locator(".ed-shown")

    def text(self) -> str:
        return self.master.input_value()

    def cell(self, row: int, column: int) -> Locator:
        return self.home.locator(".ed-table tr").nth(row).locator("textarea").nth(column)

    def table(self) -> list[list[str]]:
        rows = self.home.locator(".ed-table tr").all()
        return [[cell.input_value() for cell in row.locator("textarea").all()] for row in rows]

    def tool(self, name: str) -> None:
        self.home.get_by_role("button", name=name, exact=True).click()

    def saved(self) -> None:
        self.page.get_by_role("button", name="保存", exact=True).click()
        expect(self.master).to_have_class(re.compile(r"\bsaved\b"))


@pytest.fixture
def page(open_as) -> Page:
    clerk = open_as("tianbao")
    row = clerk.locator("section", has=clerk.locator("#all")).locator("tbody tr")
    row.filter(has_text="2025").filter(has_text="城乡医疗救助专项补助").get_by_role("link", name="填报").click()
    expect(clerk.locator(".ed").first).to_be_attached()
    return clerk


@pytest.fixture
def section(page: Page) -> Section:
    """A section of the blank report, emptied."""
    return emptied(page, "narrative[1].body")


@pytest.fixture
def explanation(page: Page) -> Section:
    return emptied(page, "indicators[3].explanation")


def emptied(page: Page, key: str) -> Section:
    found = Section(page, key)
    page.evaluate("(id) => window.desk.put(document.getElementById(id), '')", f"in-{key}")
    page.evaluate("window.desk.save()")
    expect(found.master).not_to_have_class(re.compile("dirty|saving"))
    found.master.focus()
    return found


# --- tables ---------------------------------------------------------------------------------------

LOSSLESS = """(texts) => texts.filter((text) => {
    const { blocks, joined } = window.narrative;
    return joined(blocks(text)) !== text;
})"""
ODD = [
    "",
    "\n\n",
    "| a | b |",
    "  |a|b|  \n\n\n|c|\nx\n",
    r"| a\|b | c\\|d |" + "\n|  |\t|",
    "|---|:-:|\n| 1 | 2 |\n\n  开头有空格\n\n| 一 |\n\n| 二 |\n",
    "正文\n| a | b |\n正文",
    "| " + "a | " * 40,
    "|| \n|||",
    "\n\n| a |\n\n",
    r"| a | b \|",
]


def test_what_is_not_edited_comes_out_as_it_was(page):
    texts = list(ODD)
    for path in sorted(REPORTS.glob("*.json")):
        report = json.loads(path.read_text())
        texts += [section.get("body", "") for section in report.get("narrative", [])]
        texts += [row.get("explanation", "") for row in report["indicators"]]
    assert len(texts) > 100
    assert page.evaluate(LOSSLESS, texts) == []
    tables = page.evaluate(
        "(texts) => texts.map((t) => window.narrative.blocks(t).filter((b) => b.rows).length)", texts
    )
    assert tables[: len(ODD)] == [0, 0, 1, 2, 1, 3, 1, 0, 1, 1, 0]
    assert sum(tables[len(ODD) :]) >= 1
    # The page reads a table line as the document does.
    lines = sorted({line for text in texts for line in text.split("\n")})
    read = page.evaluate(
        "(lines) => lines.map((l) => (window.narrative.blocks(l)[1] || {rows: []}).rows.map((r) => r.cells))", lines
    )
    assert read == [[split_line(line)] if is_table_line(line) else [] for line in lines]
    # Opening the page and going through the fields changes nothing.
    assert page.evaluate("window.desk.dirtyRows().length") == 0


def test_a_table_is_written_without_bars(section):
    page = section.page
    page.keyboard.type("分配如下：")
    section.tool("插入表格")
    expect(section.cells).to_have_count(9)
    expect(section.cell(0, 0)).to_be_focused()
    page.keyboard.type("区")
    page.keyboard.press("Tab")
    page.keyboard.type("金额|万元")
    page.keyboard.press("Enter")
    expect(section.cell(1, 1)).to_be_focused()
    page.keyboard.type("994")
    section.tool("删列")
    section.cell(1, 0).focus()
    section.tool("加行")
    section.tool("删行")
    section.cell(2, 1).focus()
    section.tool("删行")
    section.cell(1, 0).focus()
    page.keyboard.type("黄浦")
    assert section.text() == "分配如下：\n\n| 区 |  |\n| 黄浦 |  |"
    section.cell(0, 1).fill("金额|万元")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("994")
    section.tool("加列")
    expect(section.cell(1, 2)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(section.texts.last).to_be_focused()
    page.keyboard.type("以上。")
    assert section.text() == "分配如下：\n\n| 区 | 金额\\|万元 |  |\n| 黄浦 | 994 |  |\n\n以上。"
    assert section.table() == [["区", "金额|万元", ""], ["黄浦", "994", ""]]

    section.saved()
    text = section.text()
    page.reload()
    expect(section.cells).to_have_count(6)
    assert section.text() == text
    assert page.evaluate("window.desk.dirtyRows().length") == 0

    # Only the edited row is written anew, and taking the change back leaves no change.
    page.evaluate(
        "(id) => window.desk.put(document.getElementById(id), '|甲|乙|\\n| 1|2 |\\n|3|  4|')", "in-narrative[1].body"
    )
    section.cell(1, 1).fill("5")
    assert section.text() == "|甲|乙|\n| 1 | 5 |\n|3|  4|"
    section.cell(1, 1).fill("2")
    assert section.text() == "|甲|乙|\n| 1|2 |\n|3|  4|"


def test_a_change_of_shape_can_be_undone(section):
    page = section.page
    page.keyboard.type("前文")
    section.tool("插入表格")
    page.keyboard.type("甲")
    with_table = section.text()
    section.tool("删除表格")
    expect(section.cells).to_have_count(0)
    assert section.text().strip() == "前文"
    page.keyboard.press("Control+z")
    expect(section.cells).to_have_count(9)
    assert section.text() == with_table
    section.cell(1, 1).focus()
    section.tool("加列")
    expect(section.cells).to_have_count(12)
    page.keyboard.press("Control+z")
    assert section.text() == with_table
    # What was typed in a cell is the browser's to undo.
    section.cell(2, 2).focus()
    page.keyboard.type("乙")
    page.keyboard.press("Control+z")
    assert section.text() == with_table


def test_cells_from_excel_go_into_a_table(section):
    section.tool("插入表格")
    section.cell(1, 1).focus()
    paste(section.page, plain="1\t2\t3\r\n4\t5\t6\r\n7\t8\t9\r\n")
    assert section.table() == [
        ["", "", "", ""],
        ["", "1", "2", "3"],
        ["", "4", "5", "6"],
        ["", "7", "8", "9"],
    ]
    section.cell(0, 0).focus()
    paste(section.page, html="<p>一行</p><p>两行</p>", plain="一行\n两行")
    assert section.cell(0, 0).input_value() == "一行 两行"


def test_typed_bars_become_a_table_when_one_leaves(section):
    section.page.keyboard.insert_text("| 甲 | 乙 |\n| 1 | 2 |")
    expect(section.cells).to_have_count(0)
    section.page.keyboard.press("Tab")
    expect(section.cells).to_have_count(4)
    # A replaced text is shown anew, a focus on the hidden text goes to what is seen.
    section.page.evaluate("(id) => window.desk.put(document.getElementById(id), '只有字')", "in-narrative[1].body")
    expect(section.cells).to_have_count(0)
    expect(section.master).to_be_visible()
    section.page.evaluate(
        "(id) => window.desk.show(document.getElementById(id), '字\\n\\n| 丙 |')", "in-narrative[1].body"
    )
    expect(section.cells).to_have_count(1)
    section.home.locator("label").first.click()
    expect(section.texts.first).to_be_focused()


def test_states_are_shown_on_the_editor(section):
    section.tool("插入表格")
    area = section.home.locator(".ed-area")
    section.page.keyboard.type("长" * 10)
    expect(area).to_have_attribute("data-state", re.compile("dirty|saving"))
    section.saved()
    expect(area).to_have_attribute("data-state", "saved")
    section.cell(0, 1).fill("长" * 60_000)
    section.page.get_by_role("button", name="保存", exact=True).click()
    expect(area).to_have_attribute("data-state", "refused")
    expect(section.home.locator(".cell-note")).to_contain_text("最多 50,000 字")
    section.cell(0, 1).fill("短")
    section.saved()


def test_a_save_does_not_disturb_typing_beside_a_table(section):
    """The server trims the text; what is being typed keeps its place and its line break."""
    section.tool("插入表格")
    section.texts.last.focus()
    section.page.keyboard.type("续")
    section.page.keyboard.press("Enter")
    expect(section.master).to_have_class(re.compile(r"\bsaved\b"))
    expect(section.texts.last).to_be_focused()
    section.page.keyboard.type("完")
    assert section.text().endswith("|\n\n续\n完")
    section.saved()


# --- paste ----------------------------------------------------------------------------------------


def test_word_is_cleaned(page):
    read = page.evaluate("(html) => window.narrative.cleaned(html)", WORD)
    assert read["text"] == WORD_TEXT
    assert read["dropped"] == ["图片 1 张", "批注 1 条", "已删去的修订 1 处", "隐藏文字 1 处"]
    assert page.evaluate("(html) => window.narrative.cleaned(html)", WORD_TABLE) == {
        "text": WORD_TABLE_TEXT,
        "dropped": [],
    }
    assert page.evaluate("(html) => window.narrative.cleaned(html)", WPS) == {"text": WPS_TEXT, "dropped": []}


def test_word_is_pasted(section):
    page = section.page
    page.keyboard.type("前言")
    paste(page, html=WORD, plain="不用的纯文本")
    assert section.text() == "前言" + WORD_TEXT
    said = "粘贴的内容中，图片 1 张、批注 1 条、已删去的修订 1 处、隐藏文字 1 处没有带入。"
    expect(section.home.locator(".ed-news")).to_have_text(said)
    page.keyboard.press("Control+z")
    assert section.text() == "前言"
    paste(page, html=WORD_TABLE)
    assert section.text() == "前言\n\n" + WORD_TABLE_TEXT
    assert section.table()[1] == ["", "预算|调整", "执行 数"]
    page.keyboard.press("Control+z")
    assert section.text() == "前言"
    paste(page, pictures=2)
    assert section.text() == "前言"
    expect(section.home.locator(".ed-news")).to_have_text("粘贴的内容中，图片 2 张没有带入。")


def test_excel_is_pasted_as_a_table(section, explanation):
    page = section.page
    section.master.focus()
    page.keyboard.type("见下表")
    paste(page, html=EXCEL, plain="区\t下达数\r\n黄浦\t994\r\n")
    assert section.text() == "见下表\n\n| 区 | 下达数 |\n| 黄浦 | 994 |"
    assert section.table() == [["区", "下达数"], ["黄浦", "994"]]

    # The real clipboard, plain text, into an explanation; a quoted cell holds a line break.
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate('navigator.clipboard.writeText(\'年\\t"人 ""数""\\n（万）"\\r\\n2023\\t67.3\\r\\n\')')
    explanation.master.focus()
    page.keyboard.press("Control+v")
    assert explanation.text() == '| 年 | 人 "数" （万） |\n| 2023 | 67.3 |'
    explanation.saved()
    for plain in ("一行\t没有表", "甲\t乙\n丙", "两行\n没有制表符"):
        assert page.evaluate("(text) => window.narrative.tabular(text)", plain) is None


# --- numbered items -------------------------------------------------------------------------------


def test_numbering(section):
    page = section.page
    page.keyboard.insert_text("甲\n乙\n\n丙")
    page.keyboard.press("Control+a")
    section.tool("编号")
    assert section.text() == "1. 甲\n2. 乙\n\n3. 丙"
    page.keyboard.press("Control+z")
    assert section.text() == "甲\n乙\n\n丙"
    page.keyboard.press("Control+a")
    section.tool("编号")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("丁")
    assert section.text().endswith("3. 丙\n4. 丁")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("完")
    assert section.text() == "1. 甲\n2. 乙\n\n3. 丙\n4. 丁\n\n完"
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("加")
    assert section.text() == "1. 甲\n2. 加\n3. 乙\n\n3. 丙\n4. 丁\n\n完"
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert section.text() == "1. 甲\n2. 乙\n\n3. 丙\n4. 丁\n\n完"
    page.keyboard.press("Control+a")
    section.tool("编号")
    section.saved()
    page.reload()
    assert section.text() == "1. 甲\n2. 乙\n\n3. 丙\n4. 丁\n\n5. 完"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("3.5万元", None),
        ("2021.", None),
        ("1、甲", "\n2、"),
        ("（一）甲", None),
        ("· 甲", "\n· "),
        ("9) 甲", "\n10) "),
        ("  1．甲", "\n  2．"),
    ],
)
def test_enter_goes_on_counting(page, text, after):
    found = page.evaluate("(text) => window.narrative.nextItem(text, text.length)", text)
    assert (found and found["text"]) == after


# --- live figures ---------------------------------------------------------------------------------


def set_figures(page: Page, figures: dict[str, str]) -> None:
    """These figures, whatever an autosave's answer brings meanwhile."""
    page.evaluate(
        """(figures) => {
            Object.defineProperty(window.desk, "figures", { configurable: true, get: () => figures, set: () => {} });
            document.dispatchEvent(new Event("desk:figures"));
        }""",
        figures,
    )


def options(page: Page) -> list[str]:
    return page.locator("#ed-list:visible [role=option] > span:first-child").all_inner_texts()


def test_figures_are_chosen_with_the_keyboard(section):
    page = section.page
    known = page.evaluate("window.desk.figures")
    set_figures(page, {**known, "执行率": "92.7%", "执行数": "1234", "总分": ""})
    page.keyboard.type("率为{{")
    assert {"年度", "执行率", "绩效目标表（整张）"} & set(options(page)) == {"年度", "执行率"}
    page.keyboard.type("执行")
    assert options(page)[:2] == ["执行数", "执行率"]
    expect(section.master).to_have_attribute("aria-activedescendant", "ed-option-0")
    expect(page.get_by_role("option", selected=True)).to_have_text("执行数1234")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#ed-list")).to_be_hidden()
    page.keyboard.type("，")
    assert section.text() == "率为{{执行率}}，"
    expect(section.shown).to_have_text("正文中将显示：执行率 92.7%")

    # Esc leaves what was typed and is quiet until the next braces.
    page.keyboard.type("{{无")
    page.keyboard.press("Escape")
    page.keyboard.type("此数}}{{ 总分 }}")
    expect(page.locator("#ed-list")).to_be_hidden()
    expect(section.shown).to_have_text("正文中将显示：执行率 92.7% · 无此数 未知 · 总分 （表中未填）")

    # The button opens it too; Esc then takes its braces back. A mouse may choose.
    before = section.text()
    section.tool("插入数据")
    page.keyboard.press("Escape")
    assert section.text() == before
    section.tool("插入数据")
    page.keyboard.type("执行")
    page.get_by_role("option").first.click()
    assert section.text() == before + "{{执行数}}"
    section.saved()
    page.reload()
    assert section.text() == before + "{{执行数}}"
    expect(section.shown).to_contain_text("无此数 未知")


def test_a_whole_table_is_a_paragraph_of_its_own(section):
    section.page.keyboard.type("详见表2。{{绩效目标表")
    section.page.keyboard.press("Enter")
    assert section.text() == "详见表2。\n\n{{goal_table}}"
    expect(section.shown).to_be_empty()


def test_figures_in_an_explanation_and_a_cell(explanation):
    page = explanation.page
    set_figures(page, {"指标.参保人数.完成值": "67.3万人"})
    explanation.tool("插入表格")
    page.keyboard.type("{{参保 完成")
    page.keyboard.press("Tab")
    expect(explanation.cell(0, 0)).to_have_value("{{指标.参保人数.完成值}}")
    expect(explanation.shown).to_have_text("正文中将显示：指标.参保人数.完成值 67.3万人")
    set_figures(page, {})
    expect(explanation.shown).to_contain_text("未知")


# --- for everyone ---------------------------------------------------------------------------------


def test_axe_finds_nothing(section):
    page = section.page
    page.keyboard.type("文字{{无此数}}")
    section.tool("插入表格")
    page.keyboard.type("{{执行")
    expect(page.locator("#ed-list")).to_be_visible()
    found = Axe().run(page, context="#part-narrative, #ed-list").response["violations"]
    assert [(item["id"], [node["html"] for node in item["nodes"]]) for item in found] == []


def test_tools_are_reached_with_the_keyboard(section):
    page = section.page
    page.keyboard.type("甲")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("ArrowRight")
    expect(section.home.get_by_role("button", name="编号")).to_be_focused()
    page.keyboard.press("Enter")
    expect(section.master).to_be_focused()
    assert section.text() == "1. 甲"
    page.keyboard.press("Alt+F10")
    page.keyboard.press("Escape")
    expect(section.master).to_be_focused()
