"""Reports through the database and the two commands, out as a workbook and in again."""

import itertools
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from indicators.models import Indicator
from programs.models import Organisation, Period, Program
from reports import actions
from reports.exchange.workbook.comparing import check_identity, compare
from reports.exchange.workbook.reading import read_workbook
from reports.loading import load_report
from reports.models import Entry, Event, Report
from tests import factories
from tests.reports.filling import filled
from tests.workbooks import bases
from tests.workbooks.differences import differences

pytestmark = pytest.mark.django_db
WORKBOOKS = factories.ROOT / "tests" / "workbooks"
FIXTURES = (*factories.SHANGHAI, factories.JISHAN, factories.PANZHIHUA)
SMALL = WORKBOOKS / "pass" / "small-as-written.xlsx"
INDICATORS = "绩效指标"


def run_import(*arguments: object) -> tuple[int, str, str]:
    """Exit status, stdout, stderr."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_report", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def export(report: Report, format: str, folder: Path) -> Path:
    path = folder / f"{report.pk}.{format}"
    call_command("export_report", str(report.pk), "--format", format, "--output", str(path))
    return path


def stored(value: dict, folder: Path) -> Report:
    """A report of the exchange format in the database."""
    path = folder / "source.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    status, _, err = run_import(path)
    assert (status, err) == (0, "")
    return Report.objects.get()


@pytest.mark.parametrize("name", FIXTURES)
def test_workbook_holds_every_key_of_the_report(name, tmp_path):
    report = stored(json.loads(factories.fixture_bytes(name)), tmp_path)
    first = export(report, "json", tmp_path).read_bytes()
    book = export(report, "xlsx", tmp_path)
    assert run_import("--replace", book) == (0, f"{book}: report {Report.objects.live().get().pk}\n", "")
    assert export(Report.objects.live().get(), "json", tmp_path).read_bytes() == first


@pytest.mark.parametrize("name", FIXTURES)
def test_workbook_of_the_workbook_is_the_same(name, tmp_path):
    """What came from a workbook gives that workbook's report again, however often."""
    report = stored(json.loads(factories.fixture_bytes(name)), tmp_path)
    first = read_workbook(export(report, "xlsx", tmp_path).read_bytes()).report
    run_import("--replace", export(report, "xlsx", tmp_path))
    assert read_workbook(export(Report.objects.live().get(), "xlsx", tmp_path).read_bytes()).report == first


def test_replacing_by_a_workbook_is_logged_as_any_replacing(tmp_path):
    report = stored(bases.SMALL, tmp_path)
    run_import("--replace", export(report, "xlsx", tmp_path))
    assert list(Event.objects.values_list("act", flat=True)) == ["import", "replace"]


def test_unknown_report_is_created_from_a_workbook(tmp_path):
    status, out, err = run_import(SMALL)
    report = Report.objects.get()
    assert (status, out, err) == (0, f"{SMALL}: report {report.pk}\n", "")
    assert (report.state, report.form, report.organisation.name) == ("draft", "E", "上海市医疗保障局")
    assert (report.period.year, report.period.program.name) == (2023, "城乡医疗救助专项补助")
    (tmp_path / "json").mkdir()
    from_workbook = export(report, "json", tmp_path).read_bytes()
    path = tmp_path / "json" / "small.json"
    path.write_text(json.dumps(bases.SMALL), encoding="utf-8")
    run_import("--replace", path)
    assert export(Report.objects.live().get(), "json", tmp_path / "json").read_bytes() == from_workbook


def test_second_time_is_refused_without_replace():
    run_import(SMALL)
    assert run_import(SMALL) == (1, "", f"{SMALL}: $: 该单位该项目该年度已有报告；要替换草稿请加 --replace\n")
    assert (run_import("--replace", SMALL)[0], Report.objects.live().count()) == (0, 1)


def test_replace_imports_where_there_is_none():
    assert run_import("--replace", SMALL)[0] == 0


def test_submitted_report_is_not_replaced_by_a_workbook(unit, tmp_path):
    report = stored(json.loads(factories.fixture_bytes(factories.SERVICE)), tmp_path)
    book = export(report, "xlsx", tmp_path)
    factories.advance(report, (unit.preparer, "submit"))
    status, out, err = run_import("--replace", book)
    assert (status, out, err[: len(f"{book}: $: ")]) == (1, "", f"{book}: $: ")
    assert Report.objects.get().state == "submitted"


def test_refusals_name_place_and_cell_and_nothing_is_stored():
    path = WORKBOOKS / "fail" / "many-cells-wrong.xlsx"
    status, out, err = run_import(path)
    assert (status, out) == (1, "")
    assert err.splitlines() == [
        f"{path}: indicators[0].score: 应填数字，读到的是“优”（“绩效指标”I3）",
        f"{path}: indicators[1].score: 应填数字，读到的是“优”（“绩效指标”I4）",
        f"{path}: indicators[2].score: 应填数字，读到的是“优”（“绩效指标”I5）",
        f"{path}: title: 必填项不能为空（“基本信息”C3）",
    ]
    assert not any(model.objects.exists() for model in (Report, Entry, Program, Organisation, Period, Indicator))


def test_places_are_those_of_the_same_report_in_json(tmp_path):
    """A workbook is refused for what JSON is refused for, at the same places."""
    value = json.loads(json.dumps(bases.SMALL))
    value["title"] = ""
    for row in value["indicators"]:
        row["score"] = "优"
    (tmp_path / "same.json").write_text(json.dumps(value), encoding="utf-8")
    _, _, from_json = run_import(tmp_path / "same.json")
    _, _, from_workbook = run_import(WORKBOOKS / "fail" / "many-cells-wrong.xlsx")
    assert [line.split(": ")[1:] for line in from_json.splitlines()] == [
        [place, sentence.partition("（")[0]]
        for _, place, sentence in (line.split(": ") for line in from_workbook.splitlines())
    ]


def test_bad_workbook_does_not_hinder_the_others(tmp_path):
    bad = WORKBOOKS / "fail" / "truncated.xlsx"
    status, out, err = run_import(bad, SMALL)
    assert (status, out) == (1, f"{SMALL}: report {Report.objects.get().pk}\n")
    assert err == f"{bad}: $: 文件已损坏或没有传完，不能打开。请用 Excel 或 WPS 表格重新保存后再上传。\n"


def test_ending_is_told_in_capitals_too(tmp_path):
    path = tmp_path / "自评.XLSX"
    path.write_bytes(SMALL.read_bytes())
    assert run_import(path)[0] == 0


def test_dropped_characters_are_noticed(tmp_path):
    path = tmp_path / "odd.xlsx"
    path.write_bytes(filled(SMALL.read_bytes(), {("基本信息", "说明", "内容"): "无\u202e。_x0007_"}))
    assert run_import(path) == (
        0,
        f"{path}: report {Report.objects.get().pk}\n",
        f"{path}: remarks: 去掉了不能显示的字符\n",
    )
    assert Report.objects.get().remarks == "无。"


CHANGES = {
    **{(INDICATORS, row, "全年实际完成值"): f"{row + 1}.5 万人次" for row in range(4)},
    (INDICATORS, 4, "得分"): "3.25",
    (INDICATORS, 5, "完成判定"): "部分达成",
    (INDICATORS, 6, "未完成原因和改进措施"): "=因为\n所以",
    ("资金", 0, "全年执行数"): "25,000.50",
    ("报告正文", 1, "正文"): "改写的一段。\n\n又一段。",
    ("基本信息", "说明", "内容"): "已核对。",
}


def test_ten_changed_cells_are_the_ten_changes(tmp_path):
    report = stored(bases.medical(), tmp_path)
    content = filled(export(report, "xlsx", tmp_path).read_bytes(), CHANGES)
    read, loaded = read_workbook(content), load_report(report)
    check_identity(read, loaded.facts, report.pk)
    found = compare(read, loaded.facts, loaded.rows)
    assert {item.proposal.place: item.proposal.text for item in found.changes} == {
        **{f"indicators[{row}].actual": f"{row + 1}.5 万人次" for row in range(4)},
        "indicators[4].score": "3.25",
        "indicators[5].judgement": "部分达成",
        "indicators[6].reason": "=因为\n所以",
        "funds[0].actual": "25,000.50",
        "narrative[1].body": "改写的一段。\n\n又一段。",
        "remarks": "已核对。",
    }
    assert (found.conflicts, found.locked, found.kept, found.missing, found.flaws) == ([], [], [], [], [])


def test_ten_changed_cells_are_all_that_an_import_changes(tmp_path):
    report = stored(bases.medical(), tmp_path)
    before = json.loads(export(report, "json", tmp_path).read_bytes())
    path = tmp_path / "filled.xlsx"
    path.write_bytes(filled(export(report, "xlsx", tmp_path).read_bytes(), CHANGES))
    assert run_import("--replace", path)[0] == 0
    after = json.loads(export(Report.objects.live().get(), "json", tmp_path).read_bytes())
    assert len(differences({**before, "result": ""}, {**after, "result": ""})) == 10


def test_cells_that_both_have_changed_are_conflicts(unit, tmp_path):
    report = stored(bases.medical(), tmp_path)
    content = filled(export(report, "xlsx", tmp_path).read_bytes(), CHANGES)
    mine = {0: "别人填的", 1: "2.5 万人次"}
    for entry in list(report.entries.all())[:2]:
        change = actions.RowChange(f"entry:{entry.pk}", entry.version, {"actual": mine[entry.position]})
        actions.save_rows(report.pk, unit.preparer, [change])
    loaded = load_report(report)
    found = compare(read_workbook(content), loaded.facts, loaded.rows)
    conflicts = [(item.proposal.place, item.proposal.text, item.now, item.version) for item in found.conflicts]
    assert conflicts == [("indicators[0].actual", "1.5 万人次", "别人填的", 1)]
    assert len(found.changes) == 8  # what both have changed to the same is no change


#: Absent, on the form and blank, filled.
OPTIONAL = (None, "", "12")


def only_given(**texts: str | None) -> dict[str, str]:
    return {key: text for key, text in texts.items() if text is not None}


def test_absent_and_blank_stay_apart_in_fund_lines(tmp_path):
    combinations = itertools.product(OPTIONAL, repeat=4)
    funds = [
        {"source": f"第{number}项", "budget": "", "actual": "-"}
        | only_given(initial=initial, received=received, rate=rate, score=score)
        for number, (initial, received, rate, score) in enumerate(combinations)
    ]
    report = stored({**bases.medical(), "funds": funds, "funds_total": {}}, tmp_path)
    before = export(report, "json", tmp_path).read_bytes()
    assert run_import("--replace", export(report, "xlsx", tmp_path))[0] == 0
    assert export(Report.objects.live().get(), "json", tmp_path).read_bytes() == before


TOTALS = (
    {},
    {"budget": "", "actual": "", "rate": ""},
    {"budget": ""},
    {"rate": "-", "score": ""},
    {"budget": "25522", "actual": "", "initial": "", "received": "0"},
)


@pytest.mark.parametrize("total", TOTALS)
@pytest.mark.parametrize("lines", [0, 2])
def test_absent_and_blank_stay_apart_in_total_lines(total, lines, tmp_path):
    value = bases.medical()
    value["funds"] = value["funds"][:lines]
    value["allocations"] = value["allocations"][:lines]
    amounts = {"budget": "settlement", "actual": "advance", "initial": "audit", "received": "proposed"}
    value["funds_total"] = total
    value["allocations_total"] = {amounts[key]: text for key, text in total.items() if key in amounts}
    report = stored(value, tmp_path)
    before = export(report, "json", tmp_path).read_bytes()
    assert run_import("--replace", export(report, "xlsx", tmp_path))[0] == 0
    assert export(Report.objects.live().get(), "json", tmp_path).read_bytes() == before


def test_series_of_the_same_name_and_empty_ones_stay_apart(tmp_path):
    series = [
        {"name": "参保人数", "unit": "人", "points": [{"year": 2022, "value": "7"}]},
        {"name": "参保人数", "unit": "人", "points": [{"year": 2022, "value": ""}, {"year": 1, "value": "-"}]},
        {"name": "", "unit": "", "points": []},
        {"name": "", "unit": "", "points": []},
    ]
    report = stored({**bases.medical(), "series": series}, tmp_path)
    before = export(report, "json", tmp_path).read_bytes()
    assert run_import("--replace", export(report, "xlsx", tmp_path))[0] == 0
    assert export(Report.objects.live().get(), "json", tmp_path).read_bytes() == before
