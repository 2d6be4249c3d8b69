"""What changes a report: each act is atomic: lock, guard, write, log. Views and commands come through here.

Rights: ``programs.access`` says who stands in which role; the guards ask it again inside the
transaction. Errors are ``Refused`` with the HTTP meaning of reliability.md (403 role, 409 state or
stale).
"""

from reports.actions.beginning import import_facts, start
from reports.actions.common import Refused, standing
from reports.actions.drafting import DraftedText, accept, draft
from reports.actions.entering import Answer, RowChange, Saved, answer, save_rows, use_funds_sums, use_score_sum
from reports.actions.reviewing import BadOpinion, Incomplete, perform, worked_on

__all__ = [
    "Answer",
    "BadOpinion",
    "DraftedText",
    "Incomplete",
    "Refused",
    "RowChange",
    "Saved",
    "accept",
    "answer",
    "draft",
    "import_facts",
    "perform",
    "save_rows",
    "standing",
    "start",
    "use_funds_sums",
    "use_score_sum",
    "worked_on",
]
