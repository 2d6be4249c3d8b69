"""Rows of a report and of its log; nothing here computes (see ``reports.domain``)."""

from reports.models.comment import Comment
from reports.models.evidence import PRESENT, WHOLE, Evidence
from reports.models.history import Change, Event, Note
from reports.models.notice import Notice, NoticeChoice
from reports.models.recheck import Recheck, RecheckScore
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
from reports.models.version import Publication, Version
from reports.models.waiver import Waiver

__all__ = [
    "AWARDED",
    "PRESENT",
    "WHOLE",
    "Allocation",
    "Change",
    "Comment",
    "Entry",
    "EntryItem",
    "Event",
    "Evidence",
    "FundLine",
    "Goal",
    "ManagementLine",
    "Note",
    "Notice",
    "NoticeChoice",
    "Publication",
    "Recheck",
    "RecheckScore",
    "Report",
    "ReportQuerySet",
    "Section",
    "Series",
    "SeriesPoint",
    "Version",
    "Waiver",
]
