"""The pages of evidence: who reads and changes what in which state, how a file is handed out, what is refused."""

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files import temp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs.choices import Role
from programs.models import Period
from reports import files
from reports.models import Change, Evidence, Report
from tests import factories
from tests.reports.attaching import excel, jpg, pdf, png

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def disk(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def report(unit) -> Report:
    return factories.started(unit)


def first(report: Report) -> str:
    return f"entry:{report.entries.all()[0].pk}"


def put(client, report: Report, *posted: tuple[str, bytes], row: str | None = None, headers=JSON, **more):
    data = {"row": first(report) if row is None else row, **more}
    data["files"] = [SimpleUploadedFile(name, content) for name, content in posted]
    return client.post(reverse("report_evidence", args=[report.pk]), data, headers=headers)


def attached(client, report: Report, name: str = "统计表.pdf", content: bytes | None = None, **more) -> Evidence:
    response = put(client, report, (name, pdf() if content is None else content), **more)
    assert response.status_code == 200
    return Evidence.objects.latest("id")


def at(name: str, file: Evidence) -> str:
    return reverse(name, args=[file.report_id, file.pk])


def body(response) -> bytes:
    """Read to its end, a file is closed; closing the response itself would close the test's database."""
    return b"".join(response)


def status(client, address: str) -> int:
    response = client.get(address)
    body(response)
    return response.status_code


# --- listing and attaching --------------------------------------------------------------------------


def test_script_gets_the_list_and_what_follows_from_it(report, unit, login):
    client = login(unit.preparer)
    answer = put(client, report, ("统计表.pdf", pdf()), ("台账.xlsx", excel())).json()
    stored = list(Evidence.objects.all())
    assert answer["attached"][first(report)] == 2
    assert [(file["name"], file["size"], file["by"], file["removable"]) for file in answer["files"]] == [
        ("统计表.pdf", f"{len(pdf())} 字节", "tian某", True),
        ("台账.xlsx", stored[1].words, "tian某", True),
    ]
    assert [file["url"] for file in answer["files"]] == [at("report_evidence_file", file) for file in stored]
    assert [file["preview"] for file in answer["files"]] == [f"{at('report_evidence_file', stored[0])}?preview", ""]
    report.refresh_from_db()
    assert answer["revision"] == report.revision
    assert (answer["count"], answer["covered"], answer["refused"]) == (2, 1, [])
    assert "统计表.pdf" in answer["markup"]


def test_page_without_scripts_attaches_and_leads_back_to_the_row(report, unit, login):
    client = login(unit.preparer)
    response = put(client, report, ("统计表.pdf", pdf()), headers={})
    page = reverse("report_evidence", args=[report.pk])
    assert (response.status_code, response.url) == (302, f"{page}#{first(report).replace(':', '-')}")
    shown = client.get(page).content.decode()
    assert "已上传“统计表.pdf”。" in shown
    assert shown.count("统计表.pdf</a>") == 1


def test_page_lists_every_indicator_with_a_form_each(report, unit, login):
    shown = login(unit.preparer).get(reverse("report_evidence", args=[report.pk])).content.decode()
    assert shown.count("data-evidence-form") == 1 + report.entries.count()
    assert 'method="post" action="' + reverse("report_evidence", args=[report.pk]) in shown
    for entry in report.entries.all():
        assert f'id="entry-{entry.pk}"' in shown


def test_some_files_are_stored_and_the_others_named(report, unit, login):
    response = put(
        login(unit.preparer), report, ("好.pdf", pdf()), ("坏.pdf", png()), ("空.pdf", b""), ("图.png", png())
    )
    assert response.status_code == 422
    assert response.json()["refused"] == [
        "“坏.pdf”的内容不是 PDF，而是 PNG 图片，请核对文件；扩展名应与内容一致。",
        "“空.pdf”是空文件，请检查后重新上传。",
    ]
    assert [file["name"] for file in response.json()["files"]] == ["好.pdf", "图.png"]


def test_refused_file_is_named_on_the_page_without_scripts(report, unit, login):
    response = put(login(unit.preparer), report, ("网页.pdf", b"<script>alert(1)</script>"), headers={})
    assert response.status_code == 422
    assert "“网页.pdf”的内容不是 PDF" in response.content.decode()
    assert Evidence.objects.count() == 0


def test_markup_in_a_name_is_shown_as_text(report, unit, login):
    client = login(unit.preparer)
    made = attached(client, report, "<img src=x onerror=alert(1)>{{ 1 }}.pdf")
    shown = client.get(reverse("report_evidence", args=[report.pk])).content.decode()
    assert made.name == "<img src=x onerror=alert(1)>{{ 1 }}.pdf"
    assert "&lt;img src=x onerror=alert(1)&gt;{{ 1 }}.pdf" in shown
    assert "<img src=x" not in shown


def test_nothing_chosen_is_said(report, unit, login):
    response = put(login(unit.preparer), report)
    assert (response.status_code, response.json()["message"]) == (422, "请先选择要上传的文件。")


@pytest.mark.parametrize("more", [{"row": "x" * 50}, {"purpose": "published"}])
def test_message_of_another_shape_is_refused(more, report, unit, login):
    response = put(login(unit.preparer), report, ("a.pdf", pdf()), **more)
    assert (response.status_code, response.json()["message"]) == (422, "上传的内容不完整，请刷新页面后再试。")


def test_row_that_was_replaced_is_409(report, unit, login):
    response = put(login(unit.preparer), report, ("a.pdf", pdf()), ("b.png", png()), row="entry:987654321")
    assert response.status_code == 409
    assert response.json()["refused"] == ["“a.pdf”没有上传：这项指标已不在报告中，请刷新页面。"]


def test_too_many_files_at_once_is_400(report, unit, login, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = put(login(unit.preparer), report, *((f"{i}.pdf", pdf(str(i))) for i in range(3)))
    assert (response.status_code, Evidence.objects.count()) == (400, 0)


# --- on their way in --------------------------------------------------------------------------------

LARGE = pdf() + bytes(2 * 1024 * 1024)


@pytest.fixture
def streamed(settings) -> None:
    """Bodies go through a temporary file, as large ones do."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.EVIDENCE_MAX_MB = 1


def test_too_large_file_is_dropped_on_its_way_and_the_others_stored(report, unit, login, streamed):
    posted = [("一.pdf", pdf()), ("大.pdf", LARGE), ("二.png", png()), ("又大.jpg", LARGE)]
    response = put(login(unit.preparer), report, *posted)
    assert response.status_code == 422
    assert response.json()["refused"] == [
        "“大.pdf”超过 1 MB，请压缩或分成几个文件后再上传。",
        "“又大.jpg”超过 1 MB，请压缩或分成几个文件后再上传。",
    ]
    assert [file["name"] for file in response.json()["files"]] == ["一.pdf", "二.png"]


def test_too_large_file_in_memory(report, unit, login, settings):
    settings.EVIDENCE_MAX_MB = 1
    response = put(login(unit.preparer), report, ("大.pdf", LARGE))
    assert response.json()["refused"] == ["“大.pdf”有 2 MB，每个文件最多 1 MB，请压缩或分成几个文件后再上传。"]


def test_one_request_brings_ten_times_the_largest_file(report, unit, login, streamed):
    parts = [(f"{number}.pdf", pdf(str(number)).rjust(1) + b"%" * 1_000_000 + b"%%EOF") for number in range(12)]
    response = put(login(unit.preparer), report, *parts)
    assert response.status_code == 422
    assert response.json()["refused"] == [
        f"“{number}.pdf”没有上传：一次上传的文件合计超过 10 MB，请分几次上传。" for number in (10, 11)
    ]
    assert len(response.json()["files"]) == 10


def test_full_temporary_disk_is_503(report, unit, login, streamed, monkeypatch):
    def full(*args, **more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(temp, "NamedTemporaryFile", full)
    response = put(login(unit.preparer), report, ("a.pdf", pdf()))
    assert (response.status_code, response.json()["message"]) == (
        503,
        "“a.pdf”没有上传：服务器暂时不能存放文件，请稍后再试；多次不成请联系系统管理员。",
    )
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("headers", [JSON, {}])
def test_full_disk_is_503(headers, report, unit, login, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    response = put(login(unit.preparer), report, ("a.pdf", pdf()), headers=headers)
    assert response.status_code == 503
    said = response.json()["message"] if headers else response.content.decode()
    assert "“a.pdf”没有上传：服务器暂时不能存放文件，请稍后再试" in said
    assert Evidence.objects.count() == 0


# --- handing out ------------------------------------------------------------------------------------


def test_download_gives_the_same_bytes_as_an_attachment(report, unit, login):
    client = login(unit.preparer)
    content = excel()
    made = attached(client, report, "2023年 台账（终稿）“新”.xlsx", content)
    response = client.get(at("report_evidence_file", made))
    assert body(response) == content
    assert response["Content-Disposition"] == (
        f"attachment; filename=\"evidence-{made.pk}.xlsx\"; filename*=UTF-8''{quote(made.name, safe='')}"
    )
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Content-Length"] == str(len(content))
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "no-store")


@pytest.mark.parametrize(
    ("name", "content", "kind", "way"),
    [
        ("a.pdf", pdf(), "application/pdf", "inline"),
        ("a.jpeg", jpg(), "image/jpeg", "inline"),
        ("a.png", png(), "image/png", "inline"),
        ("a.xlsx", excel(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment"),
    ],
)
def test_preview_runs_nothing(name, content, kind, way, report, unit, login):
    client = login(unit.preparer)
    response = client.get(f"{at('report_evidence_file', attached(client, report, name, content))}?preview")
    assert response["Content-Disposition"].split(";")[0] == way
    assert response["Content-Type"] == kind
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert [rule for rule in policy if rule.startswith("script-src")] == []
    assert body(response) == content


def test_page_of_a_picture(report, unit, login):
    client = login(unit.preparer)
    made = attached(client, report, "现场.png", png())
    shown = client.get(at("report_evidence_show", made)).content.decode()
    assert f'src="{at("report_evidence_file", made)}?preview"' in shown
    assert made.sha256 in shown


@pytest.mark.parametrize(("name", "content", "query"), [("a.pdf", pdf(), "?preview"), ("a.xlsx", excel(), "")])
def test_other_kinds_have_no_page_of_their_own(name, content, query, report, unit, login):
    client = login(unit.preparer)
    made = attached(client, report, name, content)
    response = client.get(at("report_evidence_show", made))
    assert (response.status_code, response.url) == (302, f"{at('report_evidence_file', made)}{query}")


def test_altered_file_is_not_handed_out(report, unit, login, caplog):
    client = login(unit.preparer)
    made = attached(client, report)
    path = files.place(made.path)
    path.write_bytes(path.read_bytes().replace(b"300 200", b"300 201"))
    response = client.get(at("report_evidence_file", made))
    assert response.status_code == 410
    assert "“统计表.pdf”与上传时的内容不一致，可能已被改动或损坏，不能下载。" in response.content.decode()
    assert f"{made.path} of report {report.pk}: Altered" in caplog.messages


def test_missing_file_is_said(report, unit, login, caplog):
    client = login(unit.preparer)
    made = attached(client, report)
    files.discard(made.path)
    response = client.get(at("report_evidence_file", made), headers=JSON)
    assert (response.status_code, response.json()["message"]) == (
        410,
        "“统计表.pdf”在服务器上找不到了，不能下载。请联系系统管理员从备份中恢复。",
    )
    assert f"{made.path} of report {report.pk}: Missing" in caplog.messages


def test_unreadable_disk_is_503(report, unit, login):
    client = login(unit.preparer)
    made = attached(client, report)
    files.discard(made.path)
    files.place(made.path).mkdir()
    assert client.get(at("report_evidence_file", made)).status_code == 503


def test_file_of_another_report_is_404(report, unit, login):
    client = login(unit.preparer)
    made = attached(client, report)
    other = factories.started(unit, factories.period(year=2024))
    for name in ("report_evidence_file", "report_evidence_show"):
        assert client.get(reverse(name, args=[other.pk, made.pk])).status_code == 404
    assert client.post(reverse("report_evidence_remove", args=[other.pk, made.pk])).status_code == 404
    assert client.get(reverse("report_evidence_file", args=[report.pk, 10**30])).status_code == 404


# --- removing ---------------------------------------------------------------------------------------


def test_removed_before_a_submission_is_gone_and_told(report, unit, login):
    client = login(unit.preparer)
    made = attached(client, report)
    response = client.post(at("report_evidence_remove", made))
    assert response.status_code == 302
    shown = client.get(reverse("report_evidence", args=[report.pk])).content.decode()
    assert "已移除“统计表.pdf”。" in shown
    assert "已移除的文件（1）" in shown
    assert f'href="{at("report_evidence_file", made)}"' not in shown
    for name in ("report_evidence_file", "report_evidence_show"):
        response = client.get(at(name, made), headers=JSON)
        assert (response.status_code, response.json()["message"]) == (
            410,
            "“统计表.pdf”在提交之前已由 tian某 移除。",
        )


def test_what_went_with_a_submission_can_still_be_had(report, unit, login):
    client = login(unit.preparer)
    made = attached(client, report)
    factories.fill(report, unit.preparer)
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "return"))
    client.post(at("report_evidence_remove", made))
    for person in (unit.preparer, unit.reviewer):
        assert body(login(person).get(at("report_evidence_file", made))) == pdf()
    shown = client.get(reverse("report_evidence", args=[report.pk])).content.decode()
    assert "曾随报告提交，仍可下载" in shown


def test_script_gets_the_shorter_list(report, unit, login):
    client = login(unit.preparer)
    made = attached(client, report)
    answer = client.post(at("report_evidence_remove", made), headers=JSON).json()
    report.refresh_from_db()
    assert (answer["files"], answer["attached"][first(report)], answer["revision"]) == ([], 0, report.revision)


# --- rights: person × state -------------------------------------------------------------------------

STATES = {
    "draft": (),
    "submitted": ("submit",),
    "returned": ("submit", "return"),
    "approved": ("submit", "approve"),
    "voided": ("void",),
}
#: (person, state) → list, download, attach, remove, attach a scan.
# fmt: off
RIGHTS = {
    ("preparer", "draft"): (200, 200, 200, 200, 409),
    ("preparer", "submitted"): (200, 200, 409, 409, 409),
    ("preparer", "returned"): (200, 200, 200, 200, 409),
    ("preparer", "approved"): (200, 200, 409, 409, 200),
    ("preparer", "voided"): (200, 200, 409, 409, 409),
    ("reviewer", "draft"): (200, 200, 403, 403, 409),
    ("reviewer", "submitted"): (200, 200, 403, 403, 409),
    ("reviewer", "returned"): (200, 200, 403, 403, 409),
    ("reviewer", "approved"): (200, 200, 403, 403, 200),
    ("reviewer", "voided"): (200, 200, 403, 403, 409),
    ("supervisor", "draft"): (403, 403, 403, 403, 403),
    ("supervisor", "submitted"): (200, 200, 403, 403, 403),
    ("supervisor", "returned"): (403, 403, 403, 403, 403),
    ("supervisor", "approved"): (200, 200, 403, 403, 403),
    ("supervisor", "voided"): (403, 403, 403, 403, 403),
    **{("outsider", state): (404, 404, 404, 404, 404) for state in STATES},
    **{("administrator", state): (404, 404, 404, 404, 404) for state in STATES},
}
# fmt: on


@pytest.mark.parametrize(("person", "state"), RIGHTS)
def test_rights(person, state, unit, login):
    top = factories.organisation("上海市财政局")
    unit.parent = top
    unit.save()
    report = factories.started(unit)
    made = attached(login(unit.preparer), report)
    factories.fill(report, unit.preparer)
    hands = {"submit": unit.preparer, "void": unit.preparer}
    factories.advance(report, *((hands.get(act, unit.reviewer), act) for act in STATES[state]))
    people = {
        "preparer": lambda: unit.preparer,
        "reviewer": lambda: unit.reviewer,
        "supervisor": lambda: factories.member(top, Role.SUPERVISOR, "cai"),
        "outsider": lambda: factories.member(factories.organisation("浦东"), Role.PREPARER, "pu"),
        "administrator": lambda: factories.user("guan", is_staff=True),
    }
    client = login(people[person]())
    before = report.revision, Evidence.objects.count(), Change.objects.count(), report.events.count()
    answers = [
        status(client, reverse("report_evidence", args=[report.pk])),
        status(client, at("report_evidence_file", made)),
        put(client, report, ("二.png", png())).status_code,
        client.post(at("report_evidence_remove", made), headers=JSON).status_code,
        put(client, report, ("盖章.pdf", pdf("盖章")), purpose="stamped").status_code,
    ]
    assert tuple(answers) == RIGHTS[person, state]
    report.refresh_from_db()
    after = report.revision, Evidence.objects.count(), Change.objects.count(), report.events.count()
    assert (after == before) is (200 not in answers[2:])


def test_wrong_state_says_since_when_and_by_whom(report, unit, login):
    factories.fill(report, unit.preparer)
    factories.advance(report, (unit.preparer, "submit"))
    message = put(login(unit.preparer), report, ("a.pdf", pdf())).json()["message"]
    assert message.startswith("报告现在是“待审核”（tian某 20")
    assert message.endswith("提交审核），内容不能修改。")


# --- the other pages --------------------------------------------------------------------------------


def test_count_stands_in_the_row_of_the_desk(report, unit, login):
    client = login(unit.preparer)
    attached(client, report)
    attached(client, report, "图.png", png())
    shown = client.get(reverse("report_edit", args=[report.pk])).content.decode()
    row, other = (f"entry:{entry.pk}" for entry in report.entries.all()[:2])
    place = f"{reverse('report_evidence', args=[report.pk])}#{row.replace(':', '-')}"
    assert f'<a class="files" href="{place}" data-files="{row}" tabindex="-1">附件 2</a>' in shown
    assert f'data-files="{other}" tabindex="-1" hidden>附件 0</a>' in shown


def test_reading_page_tells_counts_and_leads_to_the_files(report, unit, login):
    made = attached(login(unit.preparer), report)
    shown = login(unit.reviewer).get(reverse("report", args=[report.pk])).content.decode()
    assert "附件 1" in shown
    assert "佐证材料（1）" in shown
    assert f'href="{at("report_evidence_file", made)}"' in shown
    assert "data-evidence-form" not in shown
    assert "data-evidence-remove" not in shown


def test_side_panel_shows_the_files_of_its_row_and_their_history(report, unit, login):
    client = login(unit.preparer)
    attached(client, report)
    made = attached(client, report, "误.png", png())
    client.post(at("report_evidence_remove", made))
    panel = client.get(reverse("report_cell", args=[report.pk]), {"row": first(report), "field": "actual"})
    shown = panel.content.decode()
    assert "佐证材料（1）" in shown
    steps = [(step.old, step.new) for step in panel.context["history"]]
    assert steps == [("附件 误.png", ""), ("", "附件 误.png"), ("", "附件 统计表.pdf")]
    other = client.get(reverse("report_cell", args=[report.pk]), {"row": first(report), "field": "reason"})
    assert other.context["history"] == []


def test_finding_goes_with_the_first_file(report, unit, login):
    Period.objects.update(evidence_required=True)
    client = login(unit.preparer)
    entry = report.entries.all()[0]
    entry.actual = "95%以上"
    entry.save()
    shown = client.get(reverse("report_evidence", args=[report.pk])).content.decode()
    assert shown.count("完成值是自报的，本年度要求附佐证材料。") == 1
    answer = put(client, report, ("a.pdf", pdf())).json()
    assert "indicator.no_evidence" not in answer["findings"]
    assert "本年度要求附佐证材料" not in answer["markup"]
    removed = client.post(at("report_evidence_remove", Evidence.objects.get()), headers=JSON).json()
    assert "indicator.no_evidence" in removed["findings"]


def test_scan_on_the_reading_page(report, unit, login):
    factories.fill(report, unit.preparer)
    clerk, reviewer = login(unit.preparer), login(unit.reviewer)
    page = reverse("report", args=[report.pk])
    assert "盖章扫描件" not in clerk.get(page).content.decode()
    factories.advance(report, (unit.preparer, "submit"), (unit.reviewer, "approve"))
    assert "打印报告、签字盖章后" in clerk.get(page).content.decode()
    put(clerk, report, ("盖章.pdf", pdf("一")), purpose="stamped")
    response = put(reviewer, report, ("盖章2.pdf", pdf("二")), purpose="stamped", headers={})
    assert (response.status_code, response.url) == (302, page)
    old, new = Evidence.objects.all()
    shown = clerk.get(page).content.decode()
    assert shown.index("盖章2.pdf") < shown.index("以前上传的扫描件（1）") < shown.index("盖章.pdf")
    for made, content in ((old, pdf("一")), (new, pdf("二"))):
        assert body(clerk.get(at("report_evidence_file", made))) == content
    refused = put(clerk, report, ("盖章.docx", pdf()), purpose="stamped", headers={})
    assert refused.status_code == 422
    assert "“盖章.docx”不能作为盖章扫描件" in refused.content.decode()


def test_list_costs_as_much_for_forty_files_as_for_one(report, unit, login, django_assert_num_queries):
    client = login(unit.preparer)
    address = reverse("report_evidence", args=[report.pk])
    attached(client, report)
    client.get(address)
    with django_assert_num_queries(8):
        client.get(address)
    for number in range(19):
        attached(client, report, f"{number}.pdf", pdf(str(number)))
    for number in range(20):
        attached(client, report, f"{number}.pdf", pdf(str(number)), row=f"report:{report.pk}")
    with django_assert_num_queries(8):
        client.get(address)
    refused = put(client, report, ("多.pdf", pdf("多")))
    assert refused.json()["refused"] == ["“多.pdf”没有上传：这一处已有 20 个文件，请合并或移除一些后再上传。"]


def test_file_that_is_open_elsewhere_is_streamed_whole(report, unit, login):
    content = pdf() + b"%" * 3_000_000 + b"\n%%EOF"
    client = login(unit.preparer)
    made = attached(client, report, "大.pdf", content)
    assert made.size == len(content)
    assert io.BytesIO(body(client.get(at("report_evidence_file", made)))).getvalue() == content
