"""The pages of the catalogue: list, table, workbook, upload with preview, writing; who is let in."""

import base64
import html
import io
import json
import re
from dataclasses import replace

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from indicators.catalogue import Line, load_catalogue
from indicators.issuing import issue
from indicators.models import Indicator, Target
from indicators.replacing import replace_catalogue
from programs.choices import Role
from programs.models import Organisation, Period, User
from reports.exchange.office.package import FileProblem, check_package
from reports.views import catalogue_upload
from tests import factories
from tests.reports.exchange.catalogue.catalogues import adopted, changed, opened, put, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def period() -> Period:
    return adopted()


@pytest.fixture
def city() -> Organisation:
    """Below the province; ``city.district`` is below it."""
    made = factories.organisation("攀枝花市医疗保障局", factories.organisation("四川省医疗保障局"))
    made.district = factories.organisation("东区医疗保障局", made)
    return made


@pytest.fixture
def top(login, city) -> Client:
    return login(factories.member(city.parent, Role.SUPERVISOR, "top"))


@pytest.fixture
def below(login, city) -> Client:
    return login(factories.member(city, Role.SUPERVISOR, "below"))


def url(name: str, period: Period) -> str:
    return reverse(f"report_catalogue{name}", args=[period.pk])


def downloaded(client: Client, period: Period) -> bytes:
    response = client.get(url("_workbook", period))
    assert response.status_code == 200
    return response.content


def check(client: Client, period: Period, content: bytes, name: str = "目录.xlsx"):
    return client.post(url("_check", period), {"file": SimpleUploadedFile(name, content)})


def carried(response) -> dict[str, str]:
    """What the preview's form would send, boxes unticked."""
    inputs = re.findall(r'<input type="hidden" name="(name|lines|seen)" value="([^"]*)"', response.content.decode())
    return {name: html.unescape(value) for name, value in inputs}


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode())))


def rows(period: Period) -> list[dict]:
    return [*Indicator.objects.filter(period=period).values(), *Target.objects.values(), *period.fundsources.values()]


WEIGHTS = [("indicators", 1, {"weight": "6"}), ("indicators", 2, {"weight": "4"})]

# --- the way through --------------------------------------------------------------------------------


def test_download_check_apply(top, period):
    preview = check(top, period, changed(downloaded(top, period), *WEIGHTS, ("indicators", 14, {"target": "≥72%"})))
    assert preview.status_code == 200
    assert "目录.xlsx：改动 3 处" in text_of(preview)
    assert "读作 ≥ 72 %" in text_of(preview)
    assert set(carried(preview)) == {"name", "lines", "seen"}
    assert [row.weight for row in period.indicators.all()[:2]] == ["5", "5"]
    done = top.post(url("_apply", period), carried(preview), follow=True)
    assert done.redirect_chain == [(url("", period), 302)]
    assert "指标目录已按工作簿更新：改动 3 处。" in text_of(done)
    assert [row.weight for row in period.indicators.all()[:2]] == ["6", "4"]
    assert period.indicators.all()[13].target_reading == "≥72%"
    entry = LogEntry.objects.get()
    assert (str(entry.user), entry.get_change_message().split("\n")) == (
        "top某",
        [
            "上传指标目录工作簿：改动 3 处。",
            "“指标”落实国家政策·分值：5→6",
            "“指标”决策程序规范·分值：5→4",
            "“指标”参保人政策范围内住院报销比（%）·年度指标值：≥70%→≥72%",
        ],
    )
    assert "top某" in text_of(done)


def test_unchanged_workbook_has_nothing_to_write(top, period):
    preview = check(top, period, downloaded(top, period))
    assert "没有改动" in text_of(preview)
    assert "写入全部改动" not in text_of(preview)


def test_page_shows_each_target_beside_its_reading(top, period):
    page = text_of(top.get(url("", period)))
    assert "≥67.5万人 读作 ≥ 67.5 万人" in page
    assert "扣分，每差 1 扣 5（完成率的百分点）" in page
    assert "建立基金相关管理办法 5 分" in page


def test_list_names_every_year(top, period):
    issued = factories.period()
    page = text_of(top.get(reverse("report_catalogues")))
    assert "2021 城乡居民基本医疗保险补助资金 E 绩效评价指标体系 未下达 18 项" in page
    assert f"2023 {issued.program.name} C 计分自评表 已下达 3 项" in page


def test_supervisors_find_the_list_from_theirs(top, below, unit, login):
    link = f'href="{reverse("report_catalogues")}"'
    pages = [client.get(reverse("report_list")).content.decode() for client in (top, below, login(unit.preparer))]
    assert [link in page for page in pages] == [True, True, False]


def test_administrator_finds_the_workbook_from_the_program_year(period, login):
    guan = login(factories.user("guan", is_staff=True, is_superuser=True))
    page = guan.get(reverse("admin:programs_period_change", args=[period.pk])).content.decode()
    assert f'href="{url("", period)}"' in page
    assert guan.get(url("", period)).status_code == 200


def test_empty_catalogue_is_filled_from_the_workbook(top):
    program = factories.period().program
    blank = Period.objects.create(program=program, year=2024, form="C", execution_weight="10")
    book = opened(downloaded(top, blank))
    put(book, "indicators", 1, level1="产出指标", level2="数量指标", name="救助人次", target="≥100万人次", weight="90")
    put(book, "funds", 1, source="中央资金")
    preview = check(top, blank, saved(book))
    assert "新增 2 行" in text_of(preview)
    assert top.post(url("_apply", blank), carried(preview)).status_code == 302
    issue(Period.objects.get(pk=blank.pk))
    assert [row.target_reading for row in blank.indicators.all()] == ["≥100万人次"]


# --- what is wrong ----------------------------------------------------------------------------------


def test_wrong_cells_come_back_painted(top, period):
    content = changed(
        downloaded(top, period), ("indicators", 1, {"weight": "五"}), ("items", 1, {"number": "77", "points": "x"})
    )
    before = rows(period)
    response = check(top, period, content)
    assert response.status_code == 422
    assert rows(period) == before
    page = text_of(response)
    assert "“指标”H3 分值应填数字，读到的是“五”。" in page
    assert "“评分要点”B3 “指标”表中没有序号为“77”的指标。" in page
    link = re.search(r'href="(data:[^"]+)" download="([^"]+)"', response.content.decode())
    assert link is not None
    assert link[2] == "标出问题_目录.xlsx"
    book = load_workbook(io.BytesIO(base64.b64decode(link[1].partition(",")[2])))
    assert book["指标"]["H3"].comment.text == "分值应填数字，读到的是“五”。"
    assert book["评分要点"]["E3"].comment.text == "分值应填数字，读到的是“x”。"
    assert book["指标"]["H3"].value == "五"
    assert book["指标"]["H4"].comment is None


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 cut off"])
def test_file_that_is_no_workbook(top, period, content):
    with pytest.raises(FileProblem) as problem:
        check_package(content, "xlsx")
    response = check(top, period, content)
    assert response.status_code == 422
    assert str(problem.value) in text_of(response)


def test_no_file_chosen(top, period):
    response = top.post(url("_check", period), {})
    assert response.status_code == 422
    assert "请先选择要上传的工作簿（.xlsx）。" in text_of(response)


def test_workbook_of_another_year(top, period):
    response = check(top, period, downloaded(top, factories.period()))
    assert response.status_code == 422
    assert "这是“2023年度 城乡医疗救助专项补助”的目录工作簿" in text_of(response)


KEYS = ("indicators", "items", "targets", "funds", "goals", "outline")
FORGED = [
    "",
    "[]",
    "[" * 5000,
    "{}",
    json.dumps(dict.fromkeys(KEYS, 5)),
    json.dumps({key: [[1, "", []]] for key in KEYS}),
    json.dumps({key: [[0, "", [""]]] for key in KEYS}),
    json.dumps({key: [[1, 7, [""]]] for key in KEYS}),
    json.dumps({key: [] for key in KEYS if key != "funds"}),
]


@pytest.mark.parametrize("lines", FORGED, ids=range(len(FORGED)))
def test_message_of_another_shape_writes_nothing(top, period, lines):
    before = rows(period)
    response = top.post(url("_apply", period), {"seen": load_catalogue(period).digest, "lines": lines})
    assert response.status_code == 422
    assert "上传的内容不完整，没有写入。请重新选择文件上传。" in text_of(response)
    assert rows(period) == before


def test_carried_lines_are_checked_again(top, period):
    form = carried(check(top, period, changed(downloaded(top, period), *WEIGHTS)))
    lines = json.loads(form["lines"])
    lines["indicators"][0][2][5] = "很多"
    before = rows(period)
    response = top.post(url("_apply", period), {**form, "lines": json.dumps(lines)})
    assert response.status_code == 422
    assert "“指标”H3 分值应填数字，读到的是“很多”。" in text_of(response)
    assert rows(period) == before


# --- somebody else was quicker ----------------------------------------------------------------------


def test_workbook_older_than_the_catalogue_is_shown_and_must_be_confirmed(top, period):
    content = changed(downloaded(top, period), *WEIGHTS)
    period.indicators.filter(position=5).update(target="全覆盖")
    preview = check(top, period, content)
    assert preview.status_code == 200
    assert "下载工作簿以后目录又被改动过。下面是" in text_of(preview)
    assert "全覆盖" in text_of(preview)
    assert set(carried(preview)) == {"name", "lines"}
    before = rows(period)
    refused = top.post(url("_apply", period), carried(preview))
    assert (refused.status_code, rows(period)) == (409, before)
    assert "请先勾选下面的确认。" in text_of(refused)
    box = re.search(r'type="checkbox" name="seen" value="(\w+)"', refused.content.decode())
    assert top.post(url("_apply", period), {**carried(refused), "seen": box[1]}).status_code == 302
    assert [row.weight for row in period.indicators.all()[:2]] == ["6", "4"]
    assert period.indicators.get(position=5).target == ""


def test_who_changed_it_last_is_told(top, period, login):
    content = downloaded(top, period)
    now = load_catalogue(period)
    guan = factories.user("guan", is_staff=True, is_superuser=True)
    replace_catalogue(period, replace(now, goals=(Line(None, {"target": "巩固参保率。"}),)), guan, "", seen=now.digest)
    page = text_of(check(top, period, content))
    assert re.search(r"又被改动过（guan某，\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d）。下面是", page)


def test_catalogue_changed_while_the_preview_was_read(top, period):
    form = carried(check(top, period, changed(downloaded(top, period), *WEIGHTS)))
    period.fundsources.filter(position=0).update(source="中央资金")
    before = rows(period)
    response = top.post(url("_apply", period), form)
    assert (response.status_code, rows(period)) == (409, before)
    assert "您查看改动期间目录又被改动过，一处也没有写入。" in text_of(response)
    assert "改动 3 处" in text_of(response)


def test_catalogue_changed_at_the_very_moment_of_writing(top, period, monkeypatch):
    form = carried(check(top, period, changed(downloaded(top, period), *WEIGHTS)))

    def late(*arguments, **options):
        period.fundsources.filter(position=0).update(source="中央资金")
        return replace_catalogue(*arguments, **options)

    monkeypatch.setattr(catalogue_upload, "replace_catalogue", late)
    response = top.post(url("_apply", period), form)
    assert response.status_code == 409
    assert "您查看改动期间目录又被改动过" in text_of(response)
    assert [row.weight for row in period.indicators.all()[:2]] == ["5", "5"]


@pytest.mark.parametrize("act", ["_check", "_apply"])
def test_issued_year_takes_no_workbook(top, act):
    issued = factories.period()
    data = {"file": SimpleUploadedFile("a.xlsx", downloaded(top, issued))}
    before = rows(issued)
    response = top.post(url(act, issued), data)
    assert (response.status_code, rows(issued)) == (409, before)
    assert "已经下达，目录不能再改。" in text_of(response)
    assert "上传并查看改动" not in text_of(top.get(url("", issued)))


# --- who --------------------------------------------------------------------------------------------

NAMES = ("s", "", "_workbook", "_check", "_apply")


def visit(client: Client, name: str, period: Period):
    if name == "s":
        return client.get(reverse("report_catalogues"))
    return client.post(url(name, period)) if name in ("_check", "_apply") else client.get(url(name, period))


@pytest.mark.parametrize("name", NAMES)
def test_nobody_else_finds_a_catalogue(name, period, city, login):
    people = [factories.user("nobody"), factories.user("clerk", is_staff=True)]
    people += [factories.member(city, role, role) for role in (Role.PREPARER, Role.REVIEWER)]
    assert [visit(login(person), name, period).status_code for person in people] == [404] * 4


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["top", "below", "guan"])
def test_supervisors_and_administrators_do(name, who, period, city, login):
    people = {
        "top": lambda: factories.member(city.parent, Role.SUPERVISOR, "top"),
        "below": lambda: factories.member(city, Role.SUPERVISOR, "below"),
        "guan": lambda: factories.user("guan", is_staff=True, is_superuser=True),
    }
    person: User = people[who]()
    expected = 422 if name in ("_check", "_apply") else 200
    assert visit(login(person), name, period).status_code == expected


@pytest.mark.parametrize("name", ["", "_workbook"])
def test_unknown_year_is_404(name, top):
    assert top.get(reverse(f"report_catalogue{name}", args=[10**9])).status_code == 404


def test_city_sees_and_sets_the_targets_of_its_districts_only(below, period, city):
    indicator = period.indicators.get(name="综合参保率（%）")
    far = factories.organisation("盐边县医疗保障局")
    Target.objects.create(indicator=indicator, organisation=far, text="≥70%")
    content = downloaded(below, period)
    book = opened(content)
    assert [cell.value for cell in book["_organisations"]["A"]] == ["东区医疗保障局", "攀枝花市医疗保障局"]
    now = load_catalogue(period)
    guan = factories.user("guan", is_staff=True, is_superuser=True)
    replace_catalogue(period, now, guan, "盐边县医疗保障局：≥60%→≥70%", seen=now.digest)
    assert "盐边县" not in text_of(below.get(url("", period)))
    put(book, "targets", 1, number="10", organisation="东区医疗保障局", target="≥85%")
    preview = check(below, period, saved(book))
    assert "综合参保率（%）·东区医疗保障局" in text_of(preview)
    assert below.post(url("_apply", period), carried(preview)).status_code == 302
    assert sorted(indicator.targets.values_list("organisation__name", "text", "reading")) == [
        ("东区医疗保障局", "≥85%", "≥85%"), ("盐边县医疗保障局", "≥70%", ""),
    ]  # fmt: skip


def test_city_may_not_change_the_catalogue_itself(below, period):
    before = rows(period)
    response = check(below, period, changed(downloaded(below, period), *WEIGHTS))
    assert (response.status_code, rows(period)) == (422, before)
    assert "工作表“指标”与系统中的目录有 2 处不同。您只能调整本级和下级单位的分单位指标值" in text_of(response)
    lines = carried(check(below, period, downloaded(below, period)))
    forged = json.loads(lines["lines"])
    forged["indicators"][0][2][5] = "6"
    seen = load_catalogue(period, []).digest
    response = below.post(url("_apply", period), {"lines": json.dumps(forged), "seen": seen})
    assert (response.status_code, rows(period)) == (422, before)


def test_fault_of_the_catalogue_does_not_keep_the_city_from_its_targets(below, period):
    period.indicators.filter(method="deduction").update(step="")
    new = {"number": "10", "organisation": "东区医疗保障局", "target": "≥85%"}
    preview = check(below, period, changed(downloaded(below, period), ("targets", 1, new)))
    assert "新增 1 行" in text_of(preview)
    assert below.post(url("_apply", period), carried(preview)).status_code == 302
    assert [target.text for target in Target.objects.all()] == ["≥85%"]


def test_city_may_not_set_targets_of_others(below, period):
    factories.organisation("盐边县医疗保障局")
    content = changed(
        downloaded(below, period), ("targets", 1, {"number": "10", "organisation": "盐边县医疗保障局", "target": "≥1%"})
    )
    response = check(below, period, content)
    assert response.status_code == 422
    assert "没有名为“盐边县医疗保障局”的单位，或它不在您的范围内。" in text_of(response)


def test_workbook_of_the_city_is_not_the_provinces(below, top, period):
    response = check(top, period, downloaded(below, period))
    assert response.status_code == 422
    assert "这份工作簿是为其他单位范围下载的" in text_of(response)
