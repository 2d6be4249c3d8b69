"""The requests: each address, and what whoever may would post there."""

import collections
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.urls import reverse

from tests.access.world import NOBODY_THERE, OPINIONS, Standing, World, now
from tests.reports.attaching import png

Data = dict[str, Any]


def address(name: str, what: str, at: Standing) -> str:
    report = at.report
    arguments: dict[str, list[Any]] = {
        "report_handover": [report.organisation_id],
        "report_recheck": [at.recheck],
        "report_act": [report.pk, what],
        "report_version_pdf": [report.pk, 1],
        "report_comment_settle": [report.pk, at.said.pk],
        "report_comment_demand": [report.pk, at.asked.pk],
        "report_evidence_file": [report.pk, at.file.pk],
        "report_evidence_show": [report.pk, at.file.pk],
        "report_evidence_remove": [report.pk, at.file.pk],
    }
    of_a_year = ("report_catalogue", "catalogue_word")
    plain = (
        "report_list",
        "report_start",
        "report_handover_units",
        "report_rechecks",
        "report_catalogues",
        "report_log",
    )
    if name in arguments:
        return reverse(name, args=arguments[name])
    if name in plain or not name.startswith(("report", "catalogue")):
        return reverse(name)
    return reverse(name, args=[report.period_id if name.startswith(of_a_year) else report.pk])


def query(name: str, what: str, at: Standing) -> Data:
    """What a page's address carries behind the question mark."""
    of_one = {"report": at.report.pk}
    if name == "report_log":
        return {"one": of_one, "verify": of_one | {"verify": "1"}, "export": {"export": "1"}}.get(what, {})
    return {
        "report_cell": {"row": f"report:{at.report.pk}", "field": "title"},
        "report_versions_compare": {"from": 1, "to": 1},
    }.get(name, {})


def body(world: World, name: str, what: str, at: Standing) -> Data:
    """What whoever may would post: it changes something wherever a person is let in, but for a file that is missing."""
    if what == "nothing":
        return {}
    report, entry = now(at.report), at.report.entries.first()
    key = f"report:{report.pk}"
    handed = {"report": f"{report.pk}-{report.assignee_id}", "to": world.people["Q"].pk, "reason": "工作调动。"}
    bodies: dict[str, Data] = {
        "notice_read": {"until": NOBODY_THERE} if what == "until" else {"notice": at.notice.pk},
        "notice_settings": {"mail-returned": "on"},
        "report_start": {"period": report.period_id, "organisation": report.organisation_id},
        "report_note": {"code": at.warning[0], "where": at.warning[1], "text": "情况属实，另有说明。"},
        "report_accept": {"row": f"entry:{entry.pk}"},
        "report_use_sums": {"which": "score"},
        "report_workbook_apply": {"key": key, "cell": "remarks", "was": "", "text": "工作簿的。", "place": "remarks"},
        "report_word_apply": {
            "rows": "1", "year": report.period.year, "kind-0": "report", "row-0": f"{key}:{report.version}",
            "text-0-remarks": "文件的说明。", "take-0-remarks": "on",
        },
        "report_comment": {"place": "remarks", "text": "另有一处。"},
        "report_comment_demand": {"must_mend": "on"},
        "report_evidence": {"row": key, "files": SimpleUploadedFile("另一张.png", png(9, 9)), "purpose": what},
        "report_handover": handed,
        "report_rechecks": {"period": report.period_id, "by": "count", "amount": "1", "reason": "抽查。"},
        "report_recheck": {"revision": 0, "score-0": "1", "rule-0": "未达到指标值"},
        "report_act": {"revision": report.revision, "opinion": OPINIONS.get(what, ""), "sure": "1"},
        "report_void": {"revision": report.revision, "opinion": OPINIONS["void"]},
    }  # fmt: skip
    return bodies.get(name, {})


def rows(at: Standing) -> str:
    """The message of a save: one cell of the report's head."""
    report = now(at.report)
    row = {"row": f"report:{report.pk}", "version": report.version, "cells": {"remarks": "自动保存的说明。"}}
    return json.dumps({"rows": [row]})


def ask(
    world: World, person: str, name: str, method: str, at: Standing, what: str = "", **more: Any
) -> HttpResponseBase:
    """One request of this person."""
    client, path = world.client(person), address(name, what, at)
    if name == "report_save" and method == "post":
        return closed(client.post(path, rows(at), content_type="application/json", **more))
    data = query(name, what, at) if method == "get" else body(world, name, what, at)
    return closed(getattr(client, method)(path, data, **more))


def closed(response: HttpResponseBase) -> HttpResponseBase:
    """A file is read to its end, where the client closes it: closing it by hand would close PostgreSQL too."""
    if response.streaming:
        collections.deque(response.streaming_content, maxlen=0)
    return response
