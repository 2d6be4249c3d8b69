"""Rows of a report and of its log; nothing here computes (see ``reports.domain``)."""

from reports.models.evidence import PRESENT, WHOLE, Evidence
from reports.models.history import Change, Event, Note
from reports.models.report import Report, ReportQuerySet
from reports.models.rows import (
    AWARDED,
    Allocation,
    Entry,
    EntryItem,
    FundLine,
    Goal,
    ManagementLine,
    Section,
    Series,
    SeriesPoint,
)

__all__ = [
    "AWARDED",
    "PRESENT",
    "WHOLE",
    "Allocation",
    "Change",
    "Entry",
    "EntryItem",
    "Event",
    "Evidence",
    "FundLine",
    "Goal",
    "ManagementLine",
    "Note",
    "Report",
    "ReportQuerySet",
    "Section",
    "Series",
    "SeriesPoint",
]
