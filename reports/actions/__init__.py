"""What changes a report: each act is atomic: lock, guard, write, log. Views and commands come through here.

Rights: ``programs.access`` says who stands in which role; the guards ask it again inside the
transaction. Errors are ``Refused`` with the HTTP meaning of reliability.md (403 role, 409 state or
stale).
"""

from reports.actions.beginning import import_facts, start
from reports.actions.cataloguing import adopt_word
from reports.actions.commenting import BadComment, comment, demand, guard_comment, guard_demand, reviews, settle
from reports.actions.common import Refused, allows, standing
from reports.actions.drafting import DraftedText, accept, draft
from reports.actions.entering import Answer, RowChange, Saved, answer, save_rows, use_funds_sums, use_score_sum
from reports.actions.evidence import FILES, BadFile, attach, attach_stamped, guard_files, remove
from reports.actions.filling import Stale, save_all
from reports.actions.handing import BadHandover, Handed, hand_over, may_hand_over, receivers
from reports.actions.hands import worked_on
from reports.actions.rechecking import BadDraw, BadScores, drawable, had_a_hand, rescore
from reports.actions.rechecking import draw as draw_sample
from reports.actions.rechecking import outcome_of as recheck_outcome
from reports.actions.rechecking import rows_of as recheck_rows
from reports.actions.reviewing import BadOpinion, Incomplete, perform
from reports.actions.waiving import BadReason, guard_waiver, take_back, waive

__all__ = [
    "FILES",
    "Answer",
    "BadComment",
    "BadDraw",
    "BadFile",
    "BadHandover",
    "BadOpinion",
    "BadReason",
    "BadScores",
    "DraftedText",
    "Handed",
    "Incomplete",
    "Refused",
    "RowChange",
    "Saved",
    "Stale",
    "accept",
    "adopt_word",
    "allows",
    "answer",
    "attach",
    "attach_stamped",
    "comment",
    "demand",
    "draft",
    "draw_sample",
    "drawable",
    "guard_comment",
    "guard_demand",
    "guard_files",
    "guard_waiver",
    "had_a_hand",
    "hand_over",
    "import_facts",
    "may_hand_over",
    "perform",
    "receivers",
    "recheck_outcome",
    "recheck_rows",
    "remove",
    "rescore",
    "reviews",
    "save_all",
    "save_rows",
    "settle",
    "standing",
    "start",
    "take_back",
    "use_funds_sums",
    "use_score_sum",
    "waive",
    "worked_on",
]
