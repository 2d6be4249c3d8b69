"""An administrator makes a year's catalogue from an old report; no report is touched."""

import json
from functools import cache

import docx
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from lxml import html

from indicators.models import Indicator
from programs.models import FundSource, IssuedGoal, OutlineHeading, Period, Program
from reports.models import Report
from tests import factories
from tests.factories import MEDICAL, PANZHIHUA, fixture_bytes
from tests.reports.exchange.word import making
from tests.reports.views.test_wordfile import fields_of, problems_on, said_on

pytestmark = pytest.mark.django_db


def fixture(name: str = MEDICAL) -> making.Facts:
    return json.loads(fixture_bytes(name))


@cache
def file_of(name: str = MEDICAL) -> bytes:
    return making.saved(making.whole(fixture(name)))


@pytest.fixture
def period(db) -> Period:
    return Period.objects.create(program=Program.objects.create(name="医疗救助"), year=2025)


@pytest.fixture
def admin(login, db):
    person = factories.user("guan", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="change_period"))
    return login(person)


def send(client, period: Period, content: bytes | None):
    data = {"file": SimpleUploadedFile("去年.docx", content)} if content is not None else {}
    return client.post(reverse("catalogue_word", args=[period.pk]), data)


def apply(client, period: Period, fields: dict[str, str]):
    return client.post(reverse("catalogue_word_apply", args=[period.pk]), fields)


def test_a_report_becomes_the_catalogue(admin, period):
    given = fixture()
    answer = apply(admin, period, fields_of(send(admin, period, file_of())))
    assert (answer.status_code, answer.url) == (302, reverse("admin:programs_period_change", args=[period.pk]))
    names = ("level1", "level2", "name", "target", "weight")
    rows = [tuple(getattr(row, name) for name in names) for row in period.indicators.all()]
    assert rows == [tuple(row[name] for name in names) for row in given["indicators"]]
    assert period.indicators.get(name="全年住院医疗救助最高限额").target_reading == "13万/人"
    assert [row.source for row in period.fundsources.all()] == [row["source"] for row in given["funds"]]
    assert [row.target for row in period.issuedgoals.all()] == [row["target"] for row in given["goals"]]
    outline = [(row.level, row.heading) for row in period.outlineheadings.all()]
    assert outline == [(row["level"], row["heading"]) for row in given["narrative"]]
    period.refresh_from_db()
    assert (period.form, period.execution_weight, period.local_department) == ("C", "10", "市医疗保障局")
    assert period.report_title == "2025年度市对区专项转移支付城乡医疗救助专项补助项目绩效自评报告"
    assert period.issued_at is None


def test_it_is_told_in_the_years_history_and_touches_no_report(admin, period):
    apply(admin, period, fields_of(send(admin, period, file_of())))
    entry = LogEntry.objects.get()
    assert entry.change_message == "由 Word 文件“去年.docx”建立目录：指标 19 项。"
    assert not Report.objects.exists()


def test_form_e_brings_its_criteria(admin, period):
    given = fixture(PANZHIHUA)
    apply(admin, period, fields_of(send(admin, period, file_of(PANZHIHUA))))
    rows = [(row.name, row.criterion, row.target) for row in period.indicators.all()]
    assert rows == [(row["name"], row["criterion"], row["target"]) for row in given["indicators"]]


def test_cells_may_be_mended_and_rows_left_out(admin, period):
    fields = fields_of(send(admin, period, file_of()))
    fields |= {"indicators-0-target": "≥370万人次", "indicators-0-weight": "6", "form": "D"}
    del fields["indicators-1-take"]
    apply(admin, period, fields)
    period.refresh_from_db()
    first, second = period.indicators.all()[:2]
    assert (first.target, first.target_reading, first.weight) == ("≥370万人次", "≥370万人次", "6")
    assert (second.name, period.indicators.count(), period.form) == ("资金结算准确率", 18, "D")


REFUSED = [
    ("indicators-2-weight", "五", "分值应填数字，读到的是“五”。"),
    ("indicators-2-name", "", "三级指标不能为空；不要这一行请去掉勾选。"),
    ("indicators-2-target", "甲" * 501, "这一格最多 500 字，现有 501 字，请删减。"),
    ("funds-0-source", "", "资金来源不能为空；不要这一行请去掉勾选。"),
    ("goals-0-target", " ", "年初设定目标不能为空；不要这一行请去掉勾选。"),
    ("outline-1-level", "6", "级别应为 1 至 5。"),
    ("outline-1-heading", "甲" * 201, "这一格最多 200 字，现有 201 字，请删减。"),
    ("report_title", "甲" * 201, "报告标题最多 200 字，现有 201 字，请删减。"),
    ("execution_weight", "一成", "预算执行率分值应填数字，读到的是“一成”。"),
    ("form", "Z", "请从列出的各项中选择。"),
]


@pytest.mark.parametrize(
    ("name", "typed", "sentence"), REFUSED, ids=[f"{name} {text[:3]}" for name, text, _ in REFUSED]
)
def test_a_refused_cell_keeps_its_text_and_nothing_is_written(name, typed, sentence, admin, period):
    fields = fields_of(send(admin, period, file_of()))
    page = apply(admin, period, {**fields, name: typed})
    assert (page.status_code, problems_on(page)) == (422, [sentence])
    assert said_on(page) == "标出的各格要改，没有写入任何内容。"
    assert fields_of(page)[name] == typed.strip() or name == "form"
    assert not any(model.objects.exists() for model in (Indicator, FundSource, IssuedGoal, OutlineHeading))
    assert Period.objects.get().report_title == ""


def balance_on(page) -> list[str]:
    main = html.fromstring(page.content.decode()).get_element_by_id("main")
    return [node.text_content() for node in main.find_class("warning")]


def test_weights_that_do_not_add_up_are_told(admin, period):
    page = send(admin, period, file_of())
    assert balance_on(page) == []
    fields = fields_of(page) | {"indicators-0-weight": "205", "indicators-2-weight": "五"}
    given = fixture()["indicators"]
    total = 100 - int(given[0]["weight"]) - int(given[2]["weight"]) + 205
    sentence = f"分值合计为 {total}，应为 100（含预算执行率分值），请核对各行的分值。"
    assert balance_on(apply(admin, period, fields)) == [sentence]


def test_a_system_of_indicators_keeps_each_levels_points_apart(admin, period):
    document = docx.Document()
    rows = (
        "一级指标|分值|二级指标|分值|三级指标|分值|评分标准|得分",
        "决策|20|项目立项|10|依据充分性|5|有依据得5分|4",
        "决策|20|项目立项|10|程序规范性|5|规范得5分|5",
    )
    making.table(document, [[(text, 1) for text in row.split("|")] for row in rows])
    apply(admin, period, fields_of(send(admin, period, making.saved(document))))
    assert [(row.name, row.weight) for row in period.indicators.all()] == [("依据充分性", "5"), ("程序规范性", "5")]


def test_a_wrong_cell_in_a_row_left_out_does_not_matter(admin, period):
    fields = fields_of(send(admin, period, file_of()))
    del fields["indicators-2-take"]
    assert apply(admin, period, {**fields, "indicators-2-weight": "五"}).status_code == 302


def test_lists_that_the_year_has_already_stay(admin, period):
    FundSource.objects.create(period=period, source="中央资金")
    page = send(admin, period, file_of())
    fields = fields_of(page)
    assert (fields["funds"], "funds-0-source" in fields) == ("0", False)
    assert "本年度已有资金行，保持不变，不取文件里的。" in page.content.decode()
    apply(admin, period, fields)
    assert [row.source for row in period.fundsources.all()] == ["中央资金"]
    assert period.indicators.count() == 19


def letter() -> bytes:
    document = docx.Document()
    document.add_paragraph("一、情况")
    return making.saved(document)


@pytest.mark.parametrize("content", [None, b"", b"\xd0\xcf\x11\xe0", letter()], ids=["none", "empty", "old", "letter"])
def test_a_file_without_a_form_is_refused(content, admin, period):
    assert send(admin, period, content).status_code == 422
    assert not Indicator.objects.exists()


def test_nothing_ticked_is_said(admin, period):
    fields = fields_of(send(admin, period, file_of()))
    page = apply(admin, period, {name: text for name, text in fields.items() if not name.endswith("-take")})
    assert (page.status_code, said_on(page)) == (422, "没有勾选任何指标，没有写入任何内容。")


@pytest.mark.parametrize(
    "counts", [{}, {"funds": "1"}, {"funds": "x", "goals": "0", "outline": "0", "indicators": "0"}]
)
def test_a_broken_message_is_400(counts, admin, period):
    assert apply(admin, period, counts).status_code == 400


# --- when and by whom -------------------------------------------------------------------------------------


def issued(period: Period) -> None:
    Period.objects.filter(pk=period.pk).update(issued_at=timezone.now())


def with_indicator(period: Period) -> None:
    Indicator.objects.create(period=period, name="参保率")


@pytest.mark.parametrize("close", [issued, with_indicator])
def test_a_year_that_is_set_up_takes_no_file(close, admin, period):
    fields = fields_of(send(admin, period, file_of()))
    close(period)
    count = Indicator.objects.count()
    assert admin.get(reverse("catalogue_word", args=[period.pk])).status_code == 409
    assert send(admin, period, file_of()).status_code == 409
    assert apply(admin, period, fields).status_code == 409
    assert Indicator.objects.count() == count


def test_lines_changed_meanwhile_are_not_overwritten(admin, period):
    fields = fields_of(send(admin, period, file_of()))
    FundSource.objects.create(period=period, source="省级资金")
    assert apply(admin, period, fields).status_code == 409
    assert (Indicator.objects.count(), Period.objects.get().report_title) == (0, "")
    assert FundSource.objects.get().source == "省级资金"


def test_only_an_administrator_with_the_right_comes_in(login, unit, period):
    address = reverse("catalogue_word", args=[period.pk])
    staff = login(factories.user("staff", is_staff=True))
    assert [login(unit.preparer).get(address).status_code, staff.get(address).status_code] == [404, 403]
    assert [apply(login(unit.preparer), period, {}).status_code, apply(staff, period, {}).status_code] == [404, 403]


def test_an_unknown_year_is_404(admin):
    assert admin.get(reverse("catalogue_word", args=[99])).status_code == 404


def test_the_years_page_links_to_it_while_it_may_be_used(login, period):
    client = login(factories.user("root", is_staff=True, is_superuser=True))
    page, link = reverse("admin:programs_period_change", args=[period.pk]), reverse("catalogue_word", args=[period.pk])
    assert link in client.get(page).content.decode()
    with_indicator(period)
    assert link not in client.get(page).content.decode()
