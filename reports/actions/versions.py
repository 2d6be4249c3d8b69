"""Submitted versions: made from what is submitted, stored once, never changed."""

import hashlib
import json
import logging
from dataclasses import dataclass

from django.utils import timezone

from programs.models import User
from reports import files, models
from reports.actions.common import Refused
from reports.domain import facts
from reports.exchange.writing import write_object
from reports.output import render_report_pdf
from reports.queries import Judged

FOLDER = "versions"
UNAVAILABLE = 503

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A version before it is one: the report as it was judged, its text, its PDF on the disk."""

    judged: Judged
    revision: int
    facts: str
    pdf: files.Stored


def prepare(judged: Judged) -> Prepared:
    """Text and PDF of the report as it was judged. Takes a second, so it is done before any lock is held.

    The PDF is on the disk afterwards; whoever does not store the version discards it. Raises Refused of a full disk.
    """
    _, _, pdf = render_report_pdf(judged)
    try:
        stored = files.store(FOLDER, [pdf])
    except OSError as error:
        log.error("a version cannot be stored below MEDIA_ROOT: %s", error)
        raise Refused(
            UNAVAILABLE, "报告没有提交：服务器暂时不能存放文件，请稍后再试；多次不成请联系系统管理员。"
        ) from error
    return Prepared(judged, judged.report.revision, canonical(judged.facts), stored)


def canonical(report: facts.Report) -> str:
    """The exchange format's object as one text: the same report always gives the same one."""
    return json.dumps(write_object(report), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def keep(report: models.Report, actor: User, prepared: Prepared) -> models.Version:
    """The version of this submission, in the caller's transaction."""
    return models.Version.objects.create(
        report=report,
        number=report.round,
        facts=prepared.facts,
        sha256=hashlib.sha256(prepared.facts.encode()).hexdigest(),
        pdf_path=prepared.pdf.path,
        pdf_sha256=prepared.pdf.sha256,
        pdf_size=prepared.pdf.size,
        by=actor,
        at=timezone.now(),
    )


def publish(report: models.Report, actor: User) -> list[models.Publication]:
    """The last version is what the public sees from now on. The rows that were written."""
    ended = unpublish(report)
    version = report.versions.latest("number")
    return [*ended, models.Publication.objects.create(report=report, version=version, by=actor, at=timezone.now())]


def unpublish(report: models.Report) -> list[models.Publication]:
    """The public sees nothing from now on. The rows that were written."""
    ended = list(report.publications.filter(ended_at=None))
    for publication in ended:
        publication.ended_at = timezone.now()
        publication.save(update_fields=["ended_at"])
    return ended
