"""An old report in Word beside the draft: what is offered, what is ticked, what is stored."""

import json
from functools import cache

import docx
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from lxml import html

from indicators.issuing import open_year
from programs.models import Period
from reports import actions
from reports.cataloguing import adopt_catalogue
from reports.models import Change, Entry, FundLine, Report, Section
from reports.views.wordfile import NOTHING
from tests import factories
from tests.factories import MEDICAL, SERVICE, fixture_bytes
from tests.reports.exchange.word import making

pytestmark = pytest.mark.django_db


def fixture(name: str = MEDICAL) -> making.Facts:
    return json.loads(fixture_bytes(name))


def file_of(report: making.Facts) -> bytes:
    return written(json.dumps(report))


@cache
def written(report: str) -> bytes:
    """A file takes a second to make; most tests send the same."""
    return making.saved(making.whole(json.loads(report)))


def blank(unit, name: str = MEDICAL, later: int = 0) -> Report:
    """A blank draft of the fixture's program: of its own year, or of a later one."""
    imported = actions.import_facts(factories.fixture_facts(name))
    period = adopt_catalogue(imported)
    Report.objects.filter(pk=imported.pk).update(state="voided")
    if later:
        period = open_year(period, period.year + later)
    Period.objects.filter(pk=period.pk).update(issued_at=timezone.now())
    return factories.started(unit, Period.objects.get(pk=period.pk))


@pytest.fixture
def clerk(unit, login):
    return login(unit.preparer)


def send(client, report: Report, content: bytes, name: str = "去年.docx", **more):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("report_word", args=[report.pk]), {"file": file, **more})


def form_on(page) -> html.FormElement:
    return html.fromstring(page.content.decode()).get_element_by_id("main").forms[0]


def fields_of(page) -> dict[str, str]:
    """The preview's form as a browser sends it back: it drops a box's first line break and sends two characters."""
    form = form_on(page)
    boxes = {node.name for node in form.iter("textarea")}
    values = ((name, text.removeprefix("\n") if name in boxes else text) for name, text in form.form_values())
    return {name: text.replace("\n", "\r\n") for name, text in values}


def apply(client, report: Report, fields: dict[str, str]):
    return client.post(reverse("report_word_apply", args=[report.pk]), fields)


def number_of(fields: dict[str, str], name: str, kind: str = "entry") -> str:
    """The number under which a row stands in the preview."""
    return next(
        key.removeprefix("name-")
        for key, text in fields.items()
        if key.startswith("name-") and text == name and fields[key.replace("name", "kind")] == kind
    )


def said_on(page) -> str:
    """The sentence over the page."""
    return html.fromstring(page.content.decode()).get_element_by_id("main").find_class("message")[0].text_content()


def problems_on(page) -> list[str]:
    main = html.fromstring(page.content.decode()).get_element_by_id("main")
    return [node.text_content() for node in main.find_class("invalid-feedback")]


# --- the file ------------------------------------------------------------------------------------------


def test_the_page_asks_for_a_file(clerk, unit):
    page = clerk.get(reverse("report_word", args=[blank(unit).pk]))
    assert (page.status_code, "file" in form_on(page).fields) == (200, True)


def letter() -> bytes:
    document = docx.Document()
    document.add_paragraph("关于召开会议的通知。")
    return making.saved(document)


BAD_FILES = {
    "none": (None, "请先选择要上传的 Word 文件（.docx）。"),
    "no form": (letter(), NOTHING),
}


@pytest.mark.parametrize(("content", "sentence"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_file_that_offers_nothing_is_refused_with_a_sentence(content, sentence, clerk, unit):
    report = blank(unit)
    page = send(clerk, report, content) if content else clerk.post(reverse("report_word", args=[report.pk]))
    assert (page.status_code, said_on(page)) == (422, sentence)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600])
def test_another_kind_of_file_is_refused(content, clerk, unit):
    assert send(clerk, blank(unit), content).status_code == 422


def test_a_report_that_is_no_longer_open_takes_no_file(clerk, unit):
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    factories.advance(report, (unit.preparer, "submit"))
    assert clerk.get(reverse("report_word", args=[report.pk])).status_code == 409
    assert apply(clerk, report, {"rows": "0"}).status_code == 409


# --- another year's file: its texts ----------------------------------------------------------------------


def test_last_years_file_gives_texts_that_stay_marked(clerk, unit):
    report, old = blank(unit, later=1), fixture()
    page = send(clerk, report, file_of(old))
    fields = fields_of(page)
    taken = {key.rpartition("-")[2] for key in fields if key.startswith("take-")}
    assert (page.status_code, taken) == (200, {"explanation", "body"})
    answer = apply(clerk, report, fields)
    assert (answer.status_code, answer.url) == (302, reverse("report_edit", args=[report.pk]))
    entries = list(report.entries.all())
    assert [row.explanation for row in entries] == [row["explanation"] for row in old["indicators"]]
    assert {(row.actual, row.score, row.reason, row.drafted) for row in entries} == {("", "", "", True)}
    bodies = [making_body(row["body"]) for row in old["narrative"]]
    sections = list(report.sections.all())
    assert [row.body for row in sections] == bodies
    assert [row.drafted for row in sections] == [bool(body) for body in bodies]
    assert {row.budget for row in report.fundlines.all()} == {""}


def making_body(body: str) -> str:
    """What the file has of a body: a sentence that stands for a table is not in it."""
    return "\n\n".join(part for part in body.split("\n\n") if not part.startswith("{{"))


def test_what_was_filled_in_is_logged(clerk, unit):
    report = blank(unit, later=1)
    apply(clerk, report, fields_of(send(clerk, report, file_of(fixture()))))
    event = report.events.last()
    count = Change.objects.filter(report=report).count()
    assert (event.act, event.opinion) == ("import", f"从 Word 文件“去年.docx”填入 {count} 格")
    assert count == 19 + sum(bool(row["body"]) for row in fixture()["narrative"])
    assert report.sections.filter(version=1).count() == count - 19


def test_statements_and_unit_of_last_year(clerk, unit):
    report, old = blank(unit, SERVICE, later=1), fixture(SERVICE)
    apply(clerk, report, fields_of(send(clerk, report, file_of(old))))
    report.refresh_from_db()
    assert report.implementing_unit == old["implementing_unit"]
    lines = list(report.managementlines.all())
    assert [row.statement for row in lines] == [row["statement"] for row in old["management"]]
    assert {row.problem for row in lines} == {""}


def without_year(report: making.Facts) -> making.Facts:
    return {**report, "year": "", "title": "医疗救助绩效自评报告"}


def test_a_file_without_a_year_gives_texts_only(clerk, unit):
    page = send(clerk, blank(unit), making.saved(making.whole(without_year(fixture()))))
    taken = {key.rpartition("-")[2] for key in fields_of(page) if key.startswith("take-")}
    assert taken == {"explanation", "body"}
    assert "文件的年度没有确定，按往年的报告处理：只勾选文字，不勾选数据。" in fields_said(page)


def fields_said(page) -> list[str]:
    return [text for name, text in form_on(page).form_values() if name == "said"]


# --- this year's file: everything --------------------------------------------------------------------------


def test_this_years_file_fills_the_blank_draft(clerk, unit):
    report, given = blank(unit), fixture()
    answer = apply(clerk, report, fields_of(send(clerk, report, file_of(given))))
    assert answer.status_code == 302
    names = ("actual", "score", "reason", "explanation")
    rows = [tuple(getattr(row, name) for name in names) for row in report.entries.all()]
    assert rows == [tuple(row[name] for name in names) for row in given["indicators"]]
    assert not report.entries.filter(drafted=True).exists()
    amounts = [(row.budget, row.actual) for row in report.fundlines.filter(is_total=False)]
    assert amounts == [(row["budget"], row["actual"]) for row in given["funds"]]
    assert [row.actual for row in report.goals.all()] == [row["actual"] for row in given["goals"]]
    report.refresh_from_db()
    assert (report.remarks, report.revision > 0, report.filled > 0) == ("无", True, True)


def test_an_actual_is_shown_as_it_is_read(clerk, unit):
    page = send(clerk, blank(unit), file_of(fixture()))
    number = number_of(fields_of(page), "医疗救助总人次")
    reading = form_on(page).xpath(f'//td[textarea[@name="text-{number}-actual"]]/span')
    assert [node.text_content() for node in reading] == ["读作 372.10万人次"]


def test_a_filled_cell_is_not_ticked_and_not_overwritten(clerk, unit):
    report = blank(unit)
    first = report.entries.first()
    actions.save_rows(report.pk, unit.preparer, [actions.RowChange(f"entry:{first.pk}", 0, {"actual": "400万人次"})])
    fields = fields_of(send(clerk, report, file_of(fixture())))
    number = number_of(fields, first.name)
    assert f"take-{number}-actual" not in fields
    apply(clerk, report, fields)
    first.refresh_from_db()
    assert (first.actual, first.score) == ("400万人次", "5")


def test_a_filled_cell_is_replaced_where_it_is_ticked(clerk, unit):
    report = blank(unit)
    first = report.entries.first()
    actions.save_rows(report.pk, unit.preparer, [actions.RowChange(f"entry:{first.pk}", 0, {"actual": "400万人次"})])
    fields = fields_of(send(clerk, report, file_of(fixture())))
    fields[f"take-{number_of(fields, first.name)}-actual"] = "on"
    assert apply(clerk, report, fields).status_code == 302
    first.refresh_from_db()
    assert first.actual == "372.10万人次"


def test_a_text_changed_in_the_preview_is_what_is_stored(clerk, unit):
    report = blank(unit)
    first = report.entries.first()
    fields = fields_of(send(clerk, report, file_of(fixture())))
    fields[f"text-{number_of(fields, first.name)}-actual"] = "362.41万人次"
    apply(clerk, report, fields)
    first.refresh_from_db()
    assert first.actual == "362.41万人次"


def test_amounts_in_another_unit_are_converted(clerk, unit):
    report, given = blank(unit), fixture()
    for line in (given["funds_total"], *given["funds"]):
        line |= {name: f"{line[name]}0000" for name in ("budget", "actual") if line[name].isdecimal()}
    lines = making.form_c(given)
    lines[2] = (("资金情况（元）", 2), *lines[2][1:])
    document = docx.Document()
    making.caption(document, given)
    making.table(document, lines)
    page = send(clerk, report, making.saved(document))
    assert "文件里的金额单位是元，已换算成万元。" in fields_said(page)
    apply(clerk, report, fields_of(page))
    assert FundLine.objects.get(report=report, source="市对区转移支付").budget == "25522"


# --- what cannot be stored: nothing is -----------------------------------------------------------------------


def nothing_stored(report: Report) -> bool:
    filled = Entry.objects.filter(report=report).exclude(actual="").exists()
    return not filled and not Change.objects.filter(report=report).exists() and report.events.count() == 1


REFUSED = [
    ("score", "五分", "得分应填数字，读到的是“五分”。"),
    ("score", "-1", "得分不能小于 0，读到的是“-1”。"),
    ("actual", "甲" * 501, "全年实际完成值最多 500 字，现有 501 字，请删减后再保存。"),
]


@pytest.mark.parametrize(("cell", "typed", "sentence"), REFUSED, ids=[text[:4] for _, text, _ in REFUSED])
def test_a_refused_cell_keeps_its_text_and_nothing_is_stored(cell, typed, sentence, clerk, unit):
    report = blank(unit)
    fields = fields_of(send(clerk, report, file_of(fixture())))
    number = number_of(fields, "资金结算准确率")
    page = apply(clerk, report, {**fields, f"text-{number}-{cell}": typed})
    again = fields_of(page)
    assert (page.status_code, problems_on(page)) == (422, [sentence])
    assert (again[f"text-{number}-{cell}"], f"take-{number}-{cell}" in again) == (typed, True)
    assert said_on(page) == "有 1 处要改，没有填入任何内容。"
    assert nothing_stored(report)
    again[f"text-{number}-{cell}"] = "5" if cell == "score" else "100%"
    assert apply(clerk, report, again).status_code == 302


def test_a_negative_amount_is_asked_back_once(clerk, unit):
    report = blank(unit)
    fields = fields_of(send(clerk, report, file_of(fixture())))
    number = number_of(fields, "市对区转移支付", "fund")
    fields[f"text-{number}-actual"] = "-5"
    page = apply(clerk, report, fields)
    sentence = "全年执行数是负数（-5）。确认无误请保持勾选，再点一次“填入草稿”。"
    assert (page.status_code, problems_on(page)) == (422, [sentence])
    assert nothing_stored(report)
    assert apply(clerk, report, fields_of(page)).status_code == 302
    assert FundLine.objects.get(report=report, source="市对区转移支付").actual == "-5"


def test_a_row_changed_meanwhile_stores_nothing_and_can_be_sent_again(clerk, unit):
    report = blank(unit)
    fields = fields_of(send(clerk, report, file_of(fixture())))
    first = report.entries.first()
    actions.save_rows(report.pk, unit.preparer, [actions.RowChange(f"entry:{first.pk}", 0, {"reason": "同事写的"})])
    number = number_of(fields, first.name)
    page = apply(clerk, report, {**fields, f"text-{number}-actual": "371万人次"})
    assert page.status_code == 409
    assert problems_on(page) == ["预览以后有人改过这一行，请核对“草稿现有”一栏。"]
    assert Entry.objects.filter(report=report).exclude(actual="").count() == 0
    again = fields_of(page)
    assert again[f"text-{number}-actual"] == "371万人次"
    del again[f"take-{number}-reason"]
    assert apply(clerk, report, again).status_code == 302
    first.refresh_from_db()
    assert (first.actual, first.reason) == ("371万人次", "同事写的")


def test_nothing_ticked_is_said(clerk, unit):
    report = blank(unit)
    fields = fields_of(send(clerk, report, file_of(fixture())))
    page = apply(clerk, report, {key: text for key, text in fields.items() if not key.startswith("take-")})
    assert (page.status_code, said_on(page)) == (422, "没有勾选任何一格，没有填入任何内容。")
    assert nothing_stored(report)


def test_a_row_that_is_gone_is_said_at_its_row(clerk, unit):
    report = blank(unit)
    fields = fields_of(send(clerk, report, file_of(fixture())))
    Section.objects.filter(report=report, heading="五、其他需要说明的问题").delete()
    page = apply(clerk, report, fields)
    assert (page.status_code, problems_on(page)) == (422, ["草稿里已没有这一行，请重新上传文件。"])
    assert nothing_stored(report)


BROKEN = [
    {},
    {"rows": "x"},
    {"rows": "999999"},
    {"rows": "1"},
    {"rows": "1", "kind-0": "version", "row-0": "entry:1:0"},
    {"rows": "1", "kind-0": "entry", "row-0": "entry:1:x"},
]


@pytest.mark.parametrize("fields", BROKEN)
def test_a_broken_message_is_400(fields, clerk, unit):
    report = blank(unit)
    assert apply(clerk, report, fields).status_code == 400
    assert nothing_stored(report)


def test_a_cell_that_nobody_fills_cannot_be_sent(clerk, unit):
    report = blank(unit)
    first = report.entries.first()
    fields = {
        "rows": "1",
        "kind-0": "entry",
        "row-0": f"entry:{first.pk}:0",
        "text-0-target": "1",
        "take-0-target": "on",
    }
    assert apply(clerk, report, fields).status_code == 422
    assert Entry.objects.get(pk=first.pk).target == first.target


def test_a_row_of_another_kind_cannot_be_sent(clerk, unit):
    report = blank(unit)
    goal = report.goals.first()
    fields = {"rows": "1", "kind-0": "entry", "row-0": f"goal:{goal.pk}:0", "text-0-actual": "1", "take-0-actual": "on"}
    page = apply(clerk, report, fields)
    assert (page.status_code, problems_on(page)) == (422, ["草稿里已没有这一行，请重新上传文件。"])


# --- rows without a counterpart ------------------------------------------------------------------------------


def renamed() -> bytes:
    given = fixture()
    given["indicators"][2]["name"] = "结算差错情况"
    return file_of(given)


def test_an_unmatched_row_goes_where_the_person_says(clerk, unit):
    report = blank(unit)
    fields = fields_of(send(clerk, report, renamed()))
    own = report.entries.get(name="资金结算准确率")
    number = number_of(fields, "结算差错情况")
    assert (fields[f"row-{number}"], fields[f"open-{number}"]) == ("", "1")
    apply(clerk, report, {**fields, f"row-{number}": f"entry:{own.pk}:0"})
    own.refresh_from_db()
    assert (own.actual, own.score) == ("100%", "5")


def test_an_unmatched_row_left_alone_is_not_stored(clerk, unit):
    report = blank(unit)
    asked = apply(clerk, report, fields_of(send(clerk, report, renamed())))
    assert (asked.status_code, problems_on(asked)) == (422, [homeless(3)])
    assert nothing_stored(report)
    answer = apply(clerk, report, fields_of(asked))
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    count = Change.objects.filter(report=report).count()
    assert told == [f"已从 Word 文件“去年.docx”填入 {count} 格；3 格没有选择填到哪一行，没有填入。"]
    assert (answer.status_code, report.entries.get(name="资金结算准确率").actual) == (302, "")


def homeless(count: int) -> str:
    return f"勾选了 {count} 格，没有选择填到哪一行。请选择；不填这些格，请再点一次“填入草稿”。"


def test_a_row_may_still_be_chosen_after_it_was_asked_back(clerk, unit):
    report = blank(unit)
    own = report.entries.get(name="资金结算准确率")
    fields = fields_of(apply(clerk, report, fields_of(send(clerk, report, renamed()))))
    number = number_of(fields, "结算差错情况")
    assert apply(clerk, report, {**fields, f"row-{number}": f"entry:{own.pk}:0"}).status_code == 302
    own.refresh_from_db()
    assert own.actual == "100%"


def test_an_unmatched_row_without_ticks_is_not_asked_back(clerk, unit):
    report = blank(unit)
    fields = fields_of(send(clerk, report, renamed()))
    number = number_of(fields, "结算差错情况")
    fields = {key: text for key, text in fields.items() if not key.startswith(f"take-{number}-")}
    assert apply(clerk, report, fields).status_code == 302


def test_an_unmatched_row_over_a_filled_cell_is_asked_back(clerk, unit):
    report = blank(unit)
    own = report.entries.get(name="资金结算准确率")
    actions.save_rows(report.pk, unit.preparer, [actions.RowChange(f"entry:{own.pk}", 0, {"actual": "99%"})])
    fields = fields_of(send(clerk, report, renamed()))
    number = number_of(fields, "结算差错情况")
    page = apply(clerk, report, {**fields, f"row-{number}": f"entry:{own.pk}:1"})
    asked = "这一格已填“99%”。确认无误请保持勾选，再点一次“填入草稿”。"
    assert (page.status_code, problems_on(page)) == (422, [asked])
    assert apply(clerk, report, fields_of(page)).status_code == 302
    own.refresh_from_db()
    assert own.actual == "100%"


def test_two_rows_to_one_are_refused(clerk, unit):
    report = blank(unit)
    fields = fields_of(send(clerk, report, renamed()))
    number, other = number_of(fields, "结算差错情况"), number_of(fields, "医疗救助总人次")
    page = apply(clerk, report, {**fields, f"row-{number}": fields[f"row-{other}"]})
    sentence = "上面的“医疗救助总人次”已填入草稿的这一行，请改选别的行。"
    assert (page.status_code, problems_on(page)) == (422, [sentence])


def test_two_rows_to_one_by_different_cells_are_refused(clerk, unit):
    """The rows share 得分 alone: the first is without its 全年实际完成值."""
    report = blank(unit)
    fields = fields_of(send(clerk, report, renamed()))
    number, other = number_of(fields, "结算差错情况"), number_of(fields, "医疗救助总人次")
    del fields[f"take-{other}-actual"]
    page = apply(clerk, report, {**fields, f"row-{number}": fields[f"row-{other}"]})
    sentence = "上面的“医疗救助总人次”已填入草稿的这一行，请改选别的行。"
    assert (page.status_code, problems_on(page)) == (422, [sentence])


@pytest.mark.parametrize(("kind", "cell"), [("section", "body"), ("entry", "actual"), ("report", "remarks")])
def test_every_kind_sent_with_a_row_of_another_is_refused(kind, cell, clerk, unit):
    report = blank(unit)
    keys = {"entry": report.entries.first(), "goal": report.goals.first()}
    other = "goal" if kind == "entry" else "entry"
    fields = {"rows": "1", "kind-0": kind, "row-0": f"{other}:{keys[other].pk}:0"}
    page = apply(clerk, report, {**fields, f"text-0-{cell}": "1", f"take-0-{cell}": "on"})
    assert (page.status_code, problems_on(page)) == (422, ["草稿里已没有这一行，请重新上传文件。"])
    assert nothing_stored(report)


def test_a_goal_in_other_words_is_shown_and_not_ticked(clerk, unit):
    report, given = blank(unit), fixture()
    given["goals"][0]["target"] = "目标一：" + "救助困难群众。"
    page = send(clerk, report, file_of(given))
    fields = fields_of(page)
    number = next(key.removeprefix("kind-") for key, text in fields.items() if text == "goal")
    shown = form_on(page).xpath(f'//th[input[@name="kind-{number}"]]/span[1]')
    assert [node.text_content() for node in shown] == ["文件里的目标：目标一：救助困难群众。"]
    assert (fields[f"text-{number}-actual"] != "", f"take-{number}-actual" in fields) == (True, False)


def test_a_goal_in_the_same_words_is_ticked(clerk, unit):
    fields = fields_of(send(clerk, blank(unit), file_of(fixture())))
    number = next(key.removeprefix("kind-") for key, text in fields.items() if text == "goal")
    assert (fields[f"target-{number}"], f"take-{number}-actual" in fields) == ("", True)


def test_figures_of_another_year_are_not_ticked_whenever_the_form_was_filed(clerk, unit):
    report, given = blank(unit, later=1), fixture()
    document = docx.Document()
    making.centred(document, f"{given['year']}年度绩效自评表")
    document.add_paragraph(f"填报单位：某局　填报日期：{report.period.year}年3月12日　单位：万元")
    making.table(document, making.form_c(given))
    fields = fields_of(send(clerk, report, making.saved(document)))
    taken = {key.rpartition("-")[2] for key in fields if key.startswith("take-")}
    assert (fields["year"], taken) == (str(given["year"]), set())


WHICH = {
    "9": "文件里有 1 张自评表，没有第 9 张。请改为 1 至 1，再上传。",
    "二": "“读第几张”应填数字，填的是“二”。",
    "-1": "“读第几张”应填数字，填的是“-1”。",
}


@pytest.mark.parametrize(("which", "sentence"), WHICH.items())
def test_a_form_that_is_not_there_is_told(which, sentence, clerk, unit):
    page = send(clerk, blank(unit), file_of(fixture()), which=which)
    assert (page.status_code, said_on(page)) == (422, sentence)


def test_what_nobody_could_tell_is_shown_and_stays(clerk, unit):
    report, given = blank(unit), fixture()
    lines = making.form_c(given)
    document = docx.Document()
    making.caption(document, given)
    making.table(document, [*lines[:2], (("政策依据", 3), ("沪府办规〔2022〕19号", 7)), *lines[2:]])
    page = send(clerk, report, making.saved(document))
    fields = fields_of(page)
    assert fields["left"] == "第1个表第3行：政策依据 | 沪府办规〔2022〕19号"
    number = number_of(fields, "资金结算准确率")
    assert fields_of(apply(clerk, report, {**fields, f"text-{number}-score": "x"}))["left"] == fields["left"]


def test_the_second_of_two_forms_may_be_chosen(clerk, unit):
    report, given, other = blank(unit), fixture(), fixture()
    other["indicators"] = other["indicators"][:2]
    document = docx.Document()
    for one in (given, other):
        making.caption(document, one)
        making.table(document, making.form_c(one))
    content = making.saved(document)
    counts = [
        sum(text == "entry" for text in fields_of(send(clerk, report, content, which=which)).values())
        for which in ("1", "2", "")
    ]
    assert counts == [19, 2, 19]


def test_markup_in_a_file_prints_as_text(clerk, unit):
    report, given = blank(unit), fixture()
    given["indicators"][0]["actual"] = "<script>alert(1)</script>"
    page = send(clerk, report, file_of(given))
    assert b"<script>alert" not in page.content
    assert "<script>alert(1)</script>" in fields_of(page).values()
