"""What changes a report: each act is atomic: lock, guard, write, log. Views and commands come through here.

Rights: ``programs.access`` says who stands in which role; the guards ask it again inside the
transaction. Errors are ``Refused`` with the HTTP meaning of reliability.md (403 role, 409 state or
stale).
"""

from reports.actions.beginning import import_facts, start
from reports.actions.cataloguing import adopt_word
from reports.actions.common import Refused, standing
from reports.actions.drafting import DraftedText, accept, draft
from reports.actions.entering import Answer, RowChange, Saved, answer, save_rows, use_funds_sums, use_score_sum
from reports.actions.evidence import FILES, BadFile, attach, attach_stamped, guard_files, remove
from reports.actions.filling import Stale, save_all
from reports.actions.reviewing import BadOpinion, Incomplete, perform, worked_on

__all__ = [
    "FILES",
    "Answer",
    "BadFile",
    "BadOpinion",
    "DraftedText",
    "Incomplete",
    "Refused",
    "RowChange",
    "Saved",
    "Stale",
    "accept",
    "adopt_word",
    "answer",
    "attach",
    "attach_stamped",
    "draft",
    "guard_files",
    "import_facts",
    "perform",
    "remove",
    "save_all",
    "save_rows",
    "standing",
    "start",
    "use_funds_sums",
    "use_score_sum",
    "worked_on",
]
