"""Upload of the fill-in workbook: what a person sees of their file, and what is written."""

import base64
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs.choices import Role
from reports import actions
from reports.models import Change, Entry, FundLine, Section
from tests import factories
from tests.reports.filling import cell_at, filled, opened, saved

pytestmark = pytest.mark.django_db
ACTUAL = ("绩效指标", 0, "全年实际完成值")
SCORE = ("绩效指标", 1, "得分")
BUDGET = ("资金", 0, "全年预算数")
BODY = ("报告正文", 0, "正文")


@pytest.fixture
def report(unit):
    return factories.started(unit)


@pytest.fixture
def clerk(unit, login, report):
    return login(unit.preparer)


def book_of(client, report) -> bytes:
    response = client.get(reverse("report_xlsx", args=[report.pk]))
    assert (response.status_code, response["Content-Disposition"][:32]) == (200, 'attachment; filename="report.xls')
    return response.content


def send(client, report, content: bytes, name: str = "填好的.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("report_workbook", args=[report.pk]), {"file": file})


def proposals(page) -> dict[str, list[str]]:
    """The preview's hidden fields, as its form sends them."""
    html = page.content.decode()
    plain = ("key", "cell", "place", "ask", "name")
    fields = {name: re.findall(rf'name="{name}" value="([^"]*)"', html) for name in plain}
    for name in ("was", "text"):
        fields[name] = re.findall(rf'<textarea name="{name}" hidden>\n(.*?)</textarea>', html, re.S)
    return fields


def apply(client, report, page, **choices):
    return client.post(reverse("report_workbook_apply", args=[report.pk]), {**proposals(page), **choices})


def save(report, person, row, **values) -> None:
    kind = {Entry: "entry", FundLine: "fund", Section: "section"}[type(row)]
    row.refresh_from_db()
    actions.save_rows(report.pk, person, [actions.RowChange(f"{kind}:{row.pk}", row.version, values)])


def stored(report) -> list:
    return [list(report.entries.values()), list(report.fundlines.values()), list(report.sections.values())]


def test_unchanged_workbook_changes_nothing(clerk, report):
    page = send(clerk, report, book_of(clerk, report))
    assert page.status_code == 200
    assert "没有改动" in page.content.decode()
    assert proposals(page)["key"] == []


def test_changes_are_shown_cell_by_cell_and_written_together(clerk, unit, report):
    before = stored(report)
    texts = {ACTUAL: "93.5%", SCORE: "28", BUDGET: 1234.5, BODY: "第一段。\n\n第二段。"}
    page = send(clerk, report, filled(book_of(clerk, report), texts))
    assert stored(report) == before
    html = page.content.decode()
    assert "4 处改动" in html
    assert [(cell, text) for cell, text in zip(proposals(page)["cell"], proposals(page)["text"], strict=True)] == [
        ("budget", "1234.5"),
        ("actual", "93.5%"),
        ("score", "28"),
        ("body", "第一段。\n\n第二段。"),
    ]
    answer = apply(clerk, report, page)
    assert (answer.status_code, answer.url) == (302, reverse("report_edit", args=[report.pk]))
    assert report.events.last().opinion == "从工作簿“填好的.xlsx”写入 4 格"
    entries = list(report.entries.all())
    assert (entries[0].actual, entries[1].score) == ("93.5%", "28")
    line = report.fundlines.filter(is_total=False).first()
    assert (line.budget, line.budget_fen) == ("1234.5", 1_234_500_000)
    assert report.sections.first().body == "第一段。\n\n第二段。"
    assert sorted(Change.objects.values_list("field", "new")) == [
        ("actual", "93.5%"),
        ("body", "第一段。\n\n第二段。"),
        ("budget", "1234.5"),
        ("score", "28"),
    ]
    assert "4 处改动已写入" in clerk.get(answer.url).content.decode()


def test_refused_cells_come_back_marked_and_nothing_is_written(clerk, report):
    before = stored(report)
    texts = {ACTUAL: "93.5%", SCORE: "满分", ("绩效指标", 2, "得分"): "十", BUDGET: "3.5亿"}
    page = send(clerk, report, filled(book_of(clerk, report), texts))
    assert (page.status_code, stored(report)) == (422, before)
    html = page.content.decode()
    assert re.findall(r"<li>(.*?)</li>\s*(?=<li>|</ul>)", html[html.index('class="flaws"') :], re.S)[:2] == [
        '<span class="flaw-where">“绩效指标”I4、I5</span>　得分应填数字。',
        '<span class="flaw-where">“资金”D3</span>　全年预算数应填数字，单位为万元，读到的是“3.5亿”。',
    ]
    painted = re.search(r'href="data:[^;]+;base64,([^"]+)" download="标出问题_填好的.xlsx"', html)
    book = opened(base64.b64decode(painted[1]))
    notes = {cell.coordinate: cell.comment.text for row in book["绩效指标"].iter_rows() for cell in row if cell.comment}
    assert notes == {"I4": "得分应填数字，读到的是“满分”。", "I5": "得分应填数字，读到的是“十”。"}
    assert cell_at(book, ACTUAL).value == "93.5%"  # the person's own file
    assert book["资金"]["D3"].fill.start_color.rgb == "FFF8CBAD"


def test_a_colleagues_cell_stays_and_a_shared_one_is_chosen(clerk, unit, report):
    book = book_of(clerk, report)
    first, second, _ = report.entries.all()
    save(report, unit.preparer, first, actual="91%")
    save(report, unit.preparer, second, actual="92%")
    mine = filled(book, {ACTUAL: "93.5%", ("绩效指标", 2, "全年实际完成值"): "94%"})
    page = send(clerk, report, mine)
    html = page.content.decode()
    assert "1 处改动，1 处须选择" in html
    assert "您没有改；下载以后在系统里改过，用系统中的" in html
    before = stored(report)
    again = apply(clerk, report, page)
    assert (again.status_code, stored(report)) == (409, before)
    assert "请先对两边都改过的每一格作出选择" in again.content.decode()
    kept = apply(clerk, report, again, **{"take-0": "theirs"})
    assert kept.status_code == 302
    assert list(report.entries.values_list("actual", flat=True)) == ["91%", "92%", "94%"]
    taken = apply(clerk, report, send(clerk, report, mine), **{"take-0": "mine"})
    assert taken.status_code == 302
    assert list(report.entries.values_list("actual", flat=True)) == ["93.5%", "92%", "94%"]


def test_what_a_colleague_writes_after_the_preview_is_asked_about(clerk, unit, report):
    page = send(clerk, report, filled(book_of(clerk, report), {ACTUAL: "93.5%", BUDGET: "100"}))
    save(report, unit.preparer, report.entries.first(), actual="91%")
    before = stored(report)
    again = apply(clerk, report, page)
    assert (again.status_code, stored(report)) == (409, before)
    html = again.content.decode()
    assert "预览以后下列各格在系统里又有改动" in html
    assert ("91%" in html, "93.5%" in html) == (True, True)
    assert apply(clerk, report, again, **{"take-0": "mine"}).status_code == 302
    assert report.entries.first().actual == "93.5%"
    assert report.fundlines.filter(is_total=False).first().budget == "100"


def test_another_cell_of_the_row_is_no_conflict(clerk, unit, report):
    page = send(clerk, report, filled(book_of(clerk, report), {ACTUAL: "93.5%"}))
    save(report, unit.preparer, report.entries.first(), reason="略")
    assert apply(clerk, report, page).status_code == 302
    entry = report.entries.first()
    assert (entry.actual, entry.reason) == ("93.5%", "略")


def test_what_the_issue_sets_is_shown_and_not_written(clerk, report):
    texts = {("绩效指标", 0, "年度指标值"): "≥10%", ("基本信息", "年度", "内容"): "2023", ACTUAL: "93.5%"}
    page = send(clerk, report, filled(book_of(clerk, report), texts))
    html = page.content.decode()
    assert ("不写入的内容（1 格）" in html, "这一格由下达单位确定" in html) == (True, True)
    assert proposals(page)["cell"] == ["actual"]


def test_missing_copied_and_strange_rows_are_told(clerk, report):
    book = opened(book_of(clerk, report))
    sheet = book["绩效指标"]
    sheet.delete_rows(5)
    page = send(clerk, report, saved(book))
    assert "工作簿里少了下列各行，系统中的内容保持不变：绩效指标·第3项指标完成率。" in page.content.decode()
    sheet["A4"] = sheet["A3"].value
    sheet["A5"], sheet["D5"] = "entry:999999", "新来的"
    page = send(clerk, report, saved(book))
    assert page.status_code == 422
    html = page.content.decode()
    assert "同一行在表中出现了两次（可能是复制的），请删除多出的一行。" in html
    assert "这一行不是本报告的行" in html


WRONG = {
    "year": ({("基本信息", "年度", "内容"): "2022"}, "这是2022年度的工作簿，本报告是2023年度的。"),
    "unit": (
        {("基本信息", "填报单位", "内容"): "浦东新区医疗保障局"},
        "这是“浦东新区医疗保障局”的工作簿，不是本单位的。",
    ),
    "program": ({("基本信息", "转移支付（项目）名称", "内容"): "别的"}, "这是“别的”项目的工作簿"),
    "form": ({("基本信息", "表式", "内容"): "A"}, "工作簿是A表，本报告是C表。"),
    "money": ({("基本信息", "金额单位", "内容"): "元"}, "工作簿的金额单位是元，本报告是万元。"),
}


@pytest.mark.parametrize("name", WRONG)
def test_workbook_of_another_report_is_refused(clerk, report, name):
    texts, sentence = WRONG[name]
    page = send(clerk, report, filled(book_of(clerk, report), {**texts, BUDGET: "不是数"}))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert 'class="flaws"' not in page.content.decode()  # nothing of what follows from it


def test_workbook_of_a_voided_report_is_refused(clerk, unit, report):
    book = book_of(clerk, report)
    actions.perform(report.pk, unit.preparer, "void", revision=report.revision, opinion="建错了。")
    again = actions.start(report.period, unit, unit.preparer)
    assert "这是从另一份报告下载的工作簿" in send(clerk, again, book).content.decode()


def test_no_file_and_no_workbook(clerk, report):
    address = reverse("report_workbook", args=[report.pk])
    assert "请先选择要上传的工作簿" in clerk.post(address).content.decode()
    assert "这是文本文件（例如 .csv）" in send(clerk, report, b"a,b").content.decode()
    assert clerk.get(address).status_code == 200


def test_only_the_units_preparer_uploads_and_only_while_open(clerk, login, unit, report):
    book = filled(book_of(clerk, report), {ACTUAL: "95%"})
    page = send(clerk, report, book)
    assert send(login(unit.reviewer), report, book).status_code == 403
    assert apply(login(unit.reviewer), report, page).status_code == 403
    factories.fill(report, unit.preparer)
    factories.explain(report, unit.preparer)
    page = send(clerk, report, filled(book_of(clerk, report), {ACTUAL: "96%"}))
    report.refresh_from_db()
    actions.perform(report.pk, unit.preparer, "submit", revision=report.revision)
    before = stored(report)
    assert apply(clerk, report, page).status_code == 409
    answer = send(clerk, report, book)
    assert (answer.status_code, "不能再填报，工作簿没有写入。" in answer.content.decode()) == (409, True)
    assert stored(report) == before


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"key": "entry:1"},
        {"key": "user:1", "cell": "is_staff", "was": "", "text": "1", "place": ""},
        {"key": "entry:1", "cell": "weight", "was": "", "text": "99", "place": ""},
        {"key": "entry:x", "cell": "actual", "was": "", "text": "99", "place": "\u202e"},
        {"key": "entry:999999", "cell": "actual", "was": "", "text": "99", "place": ""},
    ],
)
def test_made_up_proposals_write_nothing(clerk, report, data):
    before = stored(report)
    assert clerk.post(reverse("report_workbook_apply", args=[report.pk]), data).status_code in (409, 422)
    assert stored(report) == before


def test_supervisor_downloads_what_may_be_read(login, unit, report):
    boss = factories.member(factories.organisation("市财政局"), Role.SUPERVISOR, "wang")
    unit.parent = boss.memberships.get().organisation
    unit.save()
    assert login(boss).get(reverse("report_xlsx", args=[report.pk])).status_code == 403
    assert login(unit.reviewer).get(reverse("report_xlsx", args=[report.pk])).status_code == 200


def test_rows_that_were_shifted_are_refused_at_their_name(clerk, report):
    """Sorting or pasting moves what one sees, not the hidden name of the row."""
    book = opened(book_of(clerk, report))
    sheet = book["绩效指标"]
    for column in range(2, sheet.max_column + 1):
        one, other = sheet.cell(3, column), sheet.cell(4, column)
        one.value, other.value = other.value, one.value
    page = send(clerk, report, saved(book))
    assert page.status_code == 422
    html = page.content.decode()
    assert "这一行的“三级指标”与系统中的“第1项指标完成率”不同，可能是排序或粘贴时错了行。" in html
    assert ("D3" in html or "E3" in html, proposals(page)["key"]) == (True, [])


def test_a_cell_that_is_not_on_the_form_is_not_written(clerk, report):
    page = send(clerk, report, filled(book_of(clerk, report), {("资金", 0, "年初预算数"): "5", BUDGET: "6"}))
    assert proposals(page)["cell"] == ["budget"]
    assert "不写入的内容（1 格）" in page.content.decode()


@pytest.mark.parametrize(
    ("spot", "text", "remark"),
    [
        (BUDGET, "-3", "这是负数，请确认。"),
        (ACTUAL, 0.927, "指标值是“≥90%”，这里是小数；如果是百分数，请写成 92.7%。"),
        (ACTUAL, 1, "指标值是“≥90%”，这里是小数；如果是百分数，请写成 100%。"),
        (ACTUAL, "92.7%", ""),
    ],
)
def test_what_the_page_would_ask_is_remarked(clerk, report, spot, text, remark):
    html = send(clerk, report, filled(book_of(clerk, report), {spot: text})).content.decode()
    assert re.findall('class="remark">([^<]*)<', html) == ([remark] if remark else [])


def test_nothing_is_written_where_a_row_has_gone(clerk, report):
    page = send(clerk, report, filled(book_of(clerk, report), {ACTUAL: "93.5%", BUDGET: "6"}))
    report.entries.first().delete()
    before = stored(report)
    answer = apply(clerk, report, page)
    assert (answer.status_code, stored(report)) == (409, before)
    assert "报告里的行有了变化（可能重新导入过），一处也没有写入。" in answer.content.decode()


def test_a_row_called_total_where_there_is_none(clerk, report):
    book = opened(book_of(clerk, report))
    book["绩效指标"]["A3"] = "total"
    assert "这一行不是本报告的行" in send(clerk, report, saved(book)).content.decode()


def test_too_large_files_are_told_by_name(clerk, report, settings):
    settings.EVIDENCE_MAX_MB = 11
    for size in (10 * 2**20 + 1, 12 * 2**20):
        answer = send(clerk, report, bytes(size), "大.xlsx")
        assert answer.status_code == 422
        said = re.search(r"“大.xlsx”.*?上传。", answer.content.decode())[0]
        assert said.replace("有 10.0 MB，", "") == "“大.xlsx”超过 10 MB。请删去图片等无关内容后再上传。"


def test_applying_twice_changes_nothing_more(clerk, report):
    page = send(clerk, report, filled(book_of(clerk, report), {ACTUAL: "93.5%"}))
    assert apply(clerk, report, page).status_code == 302
    before = stored(report)
    answer = apply(clerk, report, page)
    assert (answer.status_code, stored(report)) == (302, before)
    assert "没有要写入的改动，系统里的内容保持不变。" in clerk.get(answer.url).content.decode()
