"""Stored versions as facts again."""

from reports.domain import facts
from reports.exchange.reading import read_json
from reports.models import Report, Version


def facts_of(version: Version) -> facts.Report:
    """What was submitted; a version is written by the portal in the exchange format, so it always reads."""
    return read_json(version.facts.encode())


def standing_version(report: Report) -> Version | None:
    """The version that a report which is handed in consists of."""
    return report.versions.filter(number=report.round).first()
