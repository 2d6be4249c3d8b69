"""Submitted versions: kept as they were, downloaded byte for byte, compared."""

import hashlib

import pytest
from django.urls import reverse

from programs.choices import Role
from reports import actions, files
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(unit, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    factories.explain(report, unit.preparer)
    return factories.advance(report, (unit.preparer, "submit"))


def changed(report, unit, text: str) -> None:
    entry = report.entries.first()
    entry.refresh_from_db()
    change = actions.RowChange(f"entry:{entry.pk}", entry.version, {"actual": text})
    actions.save_rows(report.pk, unit.preparer, [change])
    report.refresh_from_db()


def test_a_submission_is_kept_and_its_pdf_stays_the_same(unit, login, report):
    version = report.versions.get()
    assert (version.number, version.by) == (1, unit.preparer)
    assert version.sha256 == hashlib.sha256(version.facts.encode()).hexdigest()
    client = login(unit.reviewer)
    first = b"".join(client.get(reverse("report_pdf", args=[report.pk])).streaming_content)
    assert hashlib.sha256(first).hexdigest() == version.pdf_sha256
    report = factories.advance(report, (unit.reviewer, "return"))
    changed(report, unit, "97%")
    report = factories.advance(report, (unit.preparer, "submit"))
    old, new = report.versions.all()
    assert (old.pk, old.facts, old.pdf_sha256) == (version.pk, version.facts, version.pdf_sha256)
    again = client.get(reverse("report_version_pdf", args=[report.pk, 1]))
    assert b"".join(again.streaming_content) == first
    assert new.sha256 != old.sha256


def test_versions_are_compared(unit, login, report):
    report = factories.advance(report, (unit.reviewer, "return"))
    changed(report, unit, "97%")
    report = factories.advance(report, (unit.preparer, "submit"))
    client = login(unit.reviewer)
    page = client.get(reverse("report_versions", args=[report.pk])).content.decode()
    assert ("第1版" in page, "第2版" in page, "与上一版内容相同" in page) == (True, True, False)
    address = reverse("report_versions_compare", args=[report.pk])
    page = client.get(address, {"from": "1", "to": "2"}).content.decode()
    assert "第1版 → 第2版：1 处不同" in page
    assert [page.count(f'<span class="lines">{text}</span>') for text in ("<del>95%</del>", "<ins>97%</ins>")] == [1, 1]
    assert "内容相同" in client.get(address, {"from": "2", "to": "2"}).content.decode()


NOT_THERE = [{}, {"from": "1"}, {"from": "1", "to": "9"}, {"from": "x", "to": "1"}, {"from": "1" * 30}]


def test_page_says_what_became_of_each_version(unit, login, report):
    report = factories.advance(report, (unit.reviewer, "return"))
    changed(report, unit, "97%")
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "approve"))
    response = login(unit.preparer).get(reverse("report_versions", args=[report.pk]))
    became = [(version.number, [event.act for event in events]) for version, events in response.context["rows"]]
    assert became == [(2, ["approve"]), (1, ["return"])]
    page = response.content.decode()
    assert [page.count(f'<span class="outcome">{done} <') for done in ("审核通过", "退回修改")] == [1, 1]


def test_page_says_all_that_became_of_a_version_in_order(unit, login, report):
    above = factories.member(factories.organisation("上海市财政局"), Role.SUPERVISOR, "cai")
    unit.parent = above.memberships.get().organisation
    unit.save()
    report = factories.advance(report, (unit.reviewer, "begin"), (unit.reviewer, "approve"))
    for act in ("publish", "unpublish", "publish", "correct"):
        report.refresh_from_db()
        actions.perform(report.pk, above, act, revision=report.revision, opinion="见文件。")
    response = login(unit.preparer).get(reverse("report_versions", args=[report.pk]))
    [(_, events)] = response.context["rows"]
    assert [event.act for event in events] == ["approve", "publish", "unpublish", "publish", "correct"]
    assert "第1版仍在公开。" in response.content.decode()


def test_one_version_is_not_chosen_from(unit, login, report):
    page = login(unit.preparer).get(reverse("report_versions", args=[report.pk])).content.decode()
    assert ('type="radio"' in page, "选两个版本" in page, "比较所选版本" in page) == (False, False, False)
    assert "仍在公开" not in page


@pytest.mark.parametrize("query", NOT_THERE)
def test_versions_that_are_not_there(unit, login, report, query):
    assert login(unit.reviewer).get(reverse("report_versions_compare", args=[report.pk]), query).status_code == 404


def test_an_unchanged_resubmission_is_pointed_out(unit, login, report):
    report = factories.advance(report, (unit.preparer, "withdraw"), (unit.preparer, "submit"))
    page = login(unit.reviewer).get(reverse("report_versions", args=[report.pk])).content.decode()
    assert page.count("与上一版内容相同") == 1


def test_lost_and_altered_pdfs_are_said(unit, login, report):
    client, path = login(unit.reviewer), files.place(report.versions.get().pdf_path)
    path.write_bytes(path.read_bytes() + b"\n")
    for name, rest in (("report_pdf", []), ("report_version_pdf", [1])):
        answer = client.get(reverse(name, args=[report.pk, *rest]))
        assert (answer.status_code, "第1版的 PDF 文件被改动过" in answer.content.decode()) == (410, True)
    path.unlink()
    answer = client.get(reverse("report_pdf", args=[report.pk]))
    assert (answer.status_code, "第1版的 PDF 文件不在了" in answer.content.decode()) == (410, True)


def test_a_refused_submission_leaves_no_file(unit, report, settings):
    other = factories.started(unit, factories.period(year=2024))
    with pytest.raises(actions.Incomplete):
        actions.perform(other.pk, unit.preparer, "submit", revision=other.revision)
    stored = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert stored == [files.place(report.versions.get().pdf_path)]
