"""Submitted versions: made from what is submitted, stored once, never changed."""

import hashlib
import json
from dataclasses import dataclass

from django.utils import timezone

from programs.models import User
from reports import files, models
from reports.exchange.writing import write_object
from reports.output import render_report_pdf
from reports.queries import Judged, judge_report

FOLDER = "versions"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A version before it is one: the report as it was judged, its text, its PDF on the disk."""

    judged: Judged
    revision: int
    facts: str
    pdf: files.Stored


def prepare(report: models.Report) -> Prepared:
    """Text and PDF of the report as it stands. Takes a second, so it is done before any lock is held.

    The PDF is on the disk afterwards; whoever does not store the version discards it.
    """
    judged = judge_report(report)
    _, _, pdf = render_report_pdf(judged)
    return Prepared(judged, report.revision, canonical(judged), files.store(FOLDER, [pdf]))


def canonical(judged: Judged) -> str:
    """The exchange format's object as one text: the same report always gives the same one."""
    return json.dumps(write_object(judged.facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


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


def publish(report: models.Report, actor: User) -> None:
    """The last version is what the public sees from now on."""
    unpublish(report)
    version = report.versions.last()
    models.Publication.objects.create(report=report, version=version, by=actor, at=timezone.now())


def unpublish(report: models.Report) -> None:
    report.publications.filter(ended_at=None).update(ended_at=timezone.now())
