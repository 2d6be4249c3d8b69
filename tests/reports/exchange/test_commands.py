"""The two commands, as the black-box contract states them."""

import json
import zipfile
from io import BytesIO, StringIO

import jsonschema
import pytest
from django.core.management import CommandError, call_command

from indicators.models import Indicator
from programs.models import Organisation, Period, Program
from reports.models import Entry, Event, Report
from tests import factories

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((factories.ROOT / "tests" / "exchange-format.schema.json").read_text())


def run_import(*arguments) -> tuple[int, str, str]:
    """Exit status, stdout, stderr."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_report", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def export(report_id, format="json", **options) -> bytes:
    path = options["path"]
    call_command("export_report", str(report_id), "--format", format, "--output", str(path))
    return path.read_bytes()


def path_of(name: str):
    return factories.REPORTS / f"{name}.json"


@pytest.mark.parametrize("name", factories.SHANGHAI)
def test_fixture_exports_to_the_same_document_again(name, tmp_path):
    status, out, err = run_import(path_of(name))
    report = Report.objects.get()
    assert (status, out, err) == (0, f"{path_of(name)}: report {report.pk}\n", "")
    exported = json.loads(export(report.pk, path=tmp_path / "out.json"))
    jsonschema.validate(exported, SCHEMA)
    result = exported.pop("result")
    assert exported == json.loads(path_of(name).read_text())
    assert len(result["indicators"]) == len(exported["indicators"])


def test_export_imports_to_the_same_report(tmp_path):
    run_import(path_of(factories.MEDICAL))
    first = export(Report.objects.get().pk, path=tmp_path / "first.json")
    run_import("--replace", tmp_path / "first.json")
    assert export(Report.objects.get().pk, path=tmp_path / "second.json") == first


def test_import_creates_what_does_not_exist():
    run_import(path_of(factories.MEDICAL))
    report = Report.objects.get()
    assert (report.state, report.organisation.name, report.period.year) == ("draft", "上海市医疗保障局", 2023)
    assert Program.objects.get().name == "城乡医疗救助专项补助"
    assert report.entries.count() == 19


def test_second_import_is_refused_and_replace_replaces():
    run_import(path_of(factories.MEDICAL))
    status, out, err = run_import(path_of(factories.MEDICAL))
    assert (status, out) == (1, "")
    assert err == f"{path_of(factories.MEDICAL)}: $: 该单位该项目该年度已有报告；要替换草稿请加 --replace\n"
    assert run_import("--replace", path_of(factories.MEDICAL))[0] == 0
    assert (Report.objects.count(), Entry.objects.count()) == (1, 19)
    assert list(Event.objects.values_list("act", flat=True)) == ["import", "replace"]


def test_replace_imports_where_there_is_none():
    assert run_import("--replace", path_of(factories.MEDICAL))[0] == 0


def test_submitted_report_is_not_replaced(unit):
    run_import(path_of(factories.SERVICE))
    report = Report.objects.get()
    factories.advance(report, (unit.preparer, "submit"))
    status, _, err = run_import("--replace", path_of(factories.SERVICE))
    assert status == 1
    assert "只能替换填报中的草稿" in err
    assert Report.objects.get().state == "submitted"


@pytest.mark.parametrize("arguments", [(), ("--replace",)])
def test_import_begins_anew_beside_a_voided_report(unit, arguments, tmp_path):
    run_import(path_of(factories.MEDICAL))
    voided = Report.objects.get()
    factories.advance(voided, (unit.preparer, "void"))
    before = list(Entry.objects.filter(report=voided).values())
    status, out, err = run_import(*arguments, path_of(factories.MEDICAL))
    live = Report.objects.live().get()
    assert (status, out, err) == (0, f"{path_of(factories.MEDICAL)}: report {live.pk}\n", "")
    assert (voided.pk != live.pk, live.state) == (True, "draft")
    assert list(Entry.objects.filter(report=voided).values()) == before
    assert [event.act for event in voided.events.all()] == ["import", "void"]


def test_voided_report_is_not_exported(unit, tmp_path):
    run_import(path_of(factories.MEDICAL))
    report = Report.objects.get()
    factories.advance(report, (unit.preparer, "void"))
    with pytest.raises(CommandError, match=f"编号为 {report.pk} 的报告已作废，不能导出。"):
        export(report.pk, path=tmp_path / "out.json")


def test_bad_file_stores_nothing_and_the_others_are_stored(tmp_path):
    bad = json.loads(path_of(factories.MEDICAL).read_text())
    bad["indicators"][3]["weight"] = "五"
    bad["surprise"] = ""
    (tmp_path / "bad.json").write_text(json.dumps(bad))
    status, out, err = run_import(tmp_path / "bad.json", path_of(factories.SERVICE), tmp_path / "none.json")
    assert status == 1
    assert out == f"{path_of(factories.SERVICE)}: report {Report.objects.get().pk}\n"
    assert [line.split(": ")[:2] for line in err.splitlines()] == [
        [str(tmp_path / "bad.json"), "indicators[3].weight"],
        [str(tmp_path / "bad.json"), "surprise"],
        [str(tmp_path / "none.json"), "$"],
    ]


def test_import_never_changes_another_reports_rows(tmp_path):
    run_import(path_of(factories.MEDICAL))
    before = export(Report.objects.get().pk, path=tmp_path / "before.json")
    other = json.loads(path_of(factories.MEDICAL).read_text())
    other.update(organization="浦东新区医疗保障局", form="A", unit="元")
    other["indicators"] = [{"name": "另一个指标", "target": "1"}]
    (tmp_path / "other.json").write_text(json.dumps(other))
    assert run_import(tmp_path / "other.json")[0] == 0
    first = Report.objects.get(organisation__name="上海市医疗保障局")
    assert export(first.pk, path=tmp_path / "after.json") == before
    assert Report.objects.get(organisation__name="浦东新区医疗保障局").form == "A"


def test_failure_in_the_middle_leaves_nothing(monkeypatch):
    def fail(*arguments, **more):
        raise KeyError("disk")

    monkeypatch.setattr("reports.actions.beginning.record", fail)
    with pytest.raises(KeyError):
        run_import(path_of(factories.MEDICAL))
    assert not any(model.objects.exists() for model in (Report, Entry, Program, Organisation, Period, Indicator))


def test_overlong_name_is_a_problem(tmp_path):
    value = json.loads(path_of(factories.MEDICAL).read_text())
    value["program"] = "长" * 501
    (tmp_path / "long.json").write_text(json.dumps(value))
    status, _, err = run_import(tmp_path / "long.json")
    assert (status, err) == (1, f"{tmp_path / 'long.json'}: program: 不能超过500个字，读到501个字\n")


def test_dropped_characters_are_noticed_on_stderr(tmp_path):
    value = json.loads(path_of(factories.MEDICAL).read_text())
    value["title"] = "自\u202e评"
    (tmp_path / "odd.json").write_text(json.dumps(value))
    status, out, err = run_import(tmp_path / "odd.json")
    assert (status, err) == (0, f"{tmp_path / 'odd.json'}: title: 去掉了不能显示的字符\n")
    assert out.endswith(f"report {Report.objects.get().pk}\n")
    assert Report.objects.get().title == "自评"


def test_names_with_blanks_around_are_one_identity(tmp_path):
    value = json.loads(path_of(factories.MEDICAL).read_text())
    for index, name in enumerate(("甲局", " 甲局 ")):
        (tmp_path / f"{index}.json").write_text(json.dumps({**value, "organization": name, "year": 2020 + index}))
        assert run_import(tmp_path / f"{index}.json")[0] == 0
    assert Organisation.objects.count() == 1


def test_long_texts_are_stored(tmp_path):
    value = json.loads(path_of(factories.MEDICAL).read_text())
    value["indicators"][0]["reason"] = "因" * 100_000
    value["central_department"] = "部" * 5000
    (tmp_path / "long.json").write_text(json.dumps(value))
    assert run_import(tmp_path / "long.json")[0] == 0
    assert len(Entry.objects.first().reason) == 100_000


@pytest.mark.parametrize(("format", "part"), [("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")])
def test_office_formats_are_real_office_files(format, part, tmp_path):
    run_import(path_of(factories.MEDICAL))
    content = export(Report.objects.get().pk, format, path=tmp_path / f"out.{format}")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert part in archive.namelist()


def test_unknown_report_is_an_error():
    with pytest.raises(CommandError, match="没有编号为 77 的报告"):
        call_command("export_report", "77", "--format", "json")


def test_html_is_self_contained(tmp_path):
    run_import(path_of(factories.SERVICE))
    text = export(Report.objects.get().pk, "html", path=tmp_path / "out.html").decode()
    assert "<link" not in text
    assert "<script" not in text
    assert "42.7%" in text


def test_fixtures_of_the_three_reports_are_whole():
    counts = {name: len(factories.fixture_facts(name).indicators) for name in factories.SHANGHAI}
    assert counts == {factories.RESIDENT: 12, factories.MEDICAL: 19, factories.SERVICE: 21}
