"""The access matrix of reliability.md, written by hand: what every person gets at every address in every state.

A row has one string for each person, with one sign for each state, in groups:

    DBC  open: draft (填报中), returned (被退回), correcting (更正中)
    SR   the unit's review: submitted (待审核), reviewing (审核中)
    EX   the review above it: escalated (待上级审核), examining (上级审核中)
    AP   settled: approved (审定), published (公开)
    V    voided (已作废)

A single sign stands for all states; a row of single signs is about no report's state and is walked once. The signs:

    +  200 shown, stored      >  302 done      ?  422 let in, and asked for what the blank post lacks
    x  403 not one's role     -  404 outside one's scope, or nothing there     =  409 not in this state     !  400
    S … V (a state's letter)  302 done, and the report is in that state now

Nothing here is taken from the product's own tables: where they disagree, one of them is wrong.
"""

from dataclasses import dataclass, field

STATES = {
    "D": "draft", "B": "returned", "C": "correcting",
    "S": "submitted", "R": "reviewing",
    "E": "escalated", "X": "examining",
    "A": "approved", "P": "published",
    "V": "voided",
}  # fmt: skip
STATUS = {"+": 200, ">": 302, "?": 422, "x": 403, "-": 404, "=": 409, "!": 400, **dict.fromkeys(STATES, 302)}

#: The report is the unit's. P 填报人, who typed and submitted it · R 审核人, who forwarded it · S 主管部门/财政 above
#: the unit, who began, approved, published · ADM 系统管理员 · AUD 审计员.
#: Outside: preparer, reviewer and supervisor of other units (P2 and R2 of a sibling under the same parent, S2 of
#: another tree, SB of a unit below this one), PP and RP, the parent's own preparer and reviewer, and NOBODY, an account
#: without a role.
INSIDE = ("P", "R", "S")
OUTSIDE = ("P2", "R2", "S2", "SB", "PP", "RP", "NOBODY")
BESIDE = ("ADM", "AUD")


@dataclass(frozen=True)
class Row:
    """An address with a method, and what is posted there if there are several things (``what``)."""

    name: str
    method: str
    people: dict[str, str] = field(default_factory=dict)
    what: str = ""
    #: Anonymous: "" is the login page (401 to a script), else a sign.
    anon: str = ""

    @property
    def label(self) -> str:
        return " ".join(filter(None, (self.name, self.method, self.what)))

    @property
    def by_state(self) -> bool:
        return any(len(signs) > 1 for signs in self.people.values())

    def signs(self, person: str) -> dict[str, str]:
        """State's letter → sign."""
        signs = self.people[person].replace(" ", "")
        return dict(zip(STATES, signs if len(signs) > 1 else signs * len(STATES), strict=True))


def row(
    name: str, method: str, p: str, r: str, s: str, out: str = "-", what: str = "", anon: str = "", **more: str
) -> Row:
    """``out``: everybody who is neither of the unit nor above it; ``more``: those of them who get something else."""
    people = {"P": p, "R": r, "S": s} | dict.fromkeys((*OUTSIDE, *BESIDE), out) | more
    return Row(name, method, people, what, anon)


#: Supervisors of whatever units: what a year asks for is theirs, and so are their own re-checks.
def supervisors(sign: str) -> dict[str, str]:
    return {"S2": sign, "SB": sign}


def everybody(name: str, method: str, sign: str, what: str = "", anon: str = "", **more: str) -> Row:
    return row(name, method, sign, sign, sign, sign, what, anon, **more)


ALL = "+++ ++ ++ ++ +"
#: Whose state is open; handed in; a draft is known above the unit by its state only.
HANDED_IN = "xxx ++ ++ ++ x"
#: What was handed in stays readable when it has come back.
SENT_IN = "x++ ++ ++ ++ x"
OPEN_SHOWN, OPEN_DONE, OPEN_ASKED = "+++ == == == =", ">>> == == == =", "??? == == == ="
#: Of the first submission: a report that was never submitted has none.
SUBMITTED = "-++ ++ ++ ++ -"

# fmt: off
PAGES = (
    #   address               method  P                 R                 S
    everybody("home",                 "get",  ">"),
    everybody("login",                "get",  ">", anon="+"),
    everybody("login",                "post", ">", anon="+"),
    everybody("logout",               "post", ">"),
    everybody("password_change",      "get",  "+"),
    everybody("password_change",      "post", "+"),
    everybody("health",               "get",  "+", anon="+"),
    everybody("report_list",          "get",  "+", AUD=">"),
    everybody("notices",              "get",  "+"),
    everybody("notice_settings",      "get",  "+"),
    everybody("notice_settings",      "post", ">"),
    everybody("notice_read",          "post", ">", what="until"),
    row("notice_read",                "post", ">", "-", "-"),
    row("report_handover_units",      "get",  ">", ">", ">", "+", ADM=">"),
    row("report_handover",            "get",  "+", "+", "+", ADM="+"),
    row("report_rechecks",            "get",  "x", "x", "+", "x", **supervisors("+")),
    row("report_catalogues",          "get",  "-", "-", "+", ADM="+", **supervisors("+")),
    row("report_catalogue",           "get",  "-", "-", "+", ADM="+", **supervisors("+")),
    row("report_catalogue_workbook",  "get",  "-", "-", "+", ADM="+", **supervisors("+")),
    # The year is issued: nothing is taken any more.
    row("report_catalogue_check",     "post", "-", "-", "=", ADM="=", **supervisors("=")),
    row("report_catalogue_apply",     "post", "-", "-", "=", ADM="=", **supervisors("=")),
    row("catalogue_word",             "get",  "-", "-", "-", ADM="="),
    row("catalogue_word",             "post", "-", "-", "-", ADM="="),
    row("catalogue_word_apply",       "post", "-", "-", "-", ADM="="),
)

#: Reading: its unit at any state, those above it from submitted on.
READING = (
    #                                         P DBC SR EX AP V  R DBC SR EX AP V  S DBC SR EX AP V
    row("report",                     "get",  ALL,              ALL,              HANDED_IN),
    row("report_preview",             "get",  ALL,              ALL,              HANDED_IN),
    row("report_form_pdf",            "get",  ALL,              ALL,              HANDED_IN),
    row("report_pdf",                 "get",  ALL,              ALL,              HANDED_IN),
    row("report_docx",                "get",  ALL,              ALL,              HANDED_IN),
    row("report_xlsx",                "get",  ALL,              ALL,              HANDED_IN),
    row("report_comments",            "get",  ALL,              ALL,              HANDED_IN),
    row("report_evidence",            "get",  ALL,              ALL,              HANDED_IN),
    row("report_evidence_file",       "get",  ALL,              ALL,              HANDED_IN),
    row("report_evidence_show",       "get",  ALL,              ALL,              HANDED_IN),
    row("report_versions",            "get",  ALL,              ALL,              SENT_IN),
    row("report_versions_compare",    "get",  SUBMITTED,        SUBMITTED,        SENT_IN),
    row("report_version_pdf",         "get",  SUBMITTED,        SUBMITTED,        SENT_IN),
)

#: Filling in: the unit's preparers alone, while it is open. Two of its pages only tell, at any state.
FILLING = (
    row("report_start",               "post", ">",              "x",              "xxx xx xx xx x"),
    row("report_edit",                "get",  "+++ >> >> >> >", "x",              "x"),
    row("report_cell",                "get",  ALL,              "x",              "x"),
    row("report_findings",            "get",  ALL,              "x",              "x"),
    row("report_save",                "post", OPEN_SHOWN,       "x",              "x"),
    row("report_note",                "post", OPEN_DONE,        "x",              "x"),
    row("report_draft",               "post", OPEN_SHOWN,       "x",              "x"),
    row("report_accept",              "post", OPEN_SHOWN,       "x",              "x"),
    row("report_use_sums",            "post", OPEN_DONE,        "x",              "x"),
    row("report_workbook",            "get",  OPEN_SHOWN,       "x",              "x"),
    row("report_workbook",            "post", OPEN_ASKED,       "x",              "x"),
    row("report_workbook_apply",      "post", OPEN_DONE,        "x",              "x"),
    row("report_word",                "get",  OPEN_SHOWN,       "x",              "x"),
    row("report_word",                "post", OPEN_ASKED,       "x",              "x"),
    row("report_word_apply",          "post", OPEN_DONE,        "x",              "x"),
    row("report_word_apply",          "post", "!!! == == == =", "x",              "x", what="nothing"),
    row("report_evidence",            "post", OPEN_DONE,        "x",              "x"),
    row("report_evidence_remove",     "post", OPEN_DONE,        "x",              "x"),
    row("report_void",                "get",  "++= == == == =", "x",              "x"),
    row("report_void",                "post", "VV= == == == =", "x",              "x"),
)

#: Speaking of it, and what is settled beside it. R has forwarded what is above the unit, and is a party to it there;
#: what has come back is a new version, to which nobody is a party yet but its preparers.
SPEAKING = (
    #                                         P DBC SR EX AP V  R DBC SR EX AP V  S DBC SR EX AP V
    row("report_comment",             "post", ">>> >> >> >> =", ">>> >> >> >> =", "xxx >> >> >> x"),
    row("report_comment_settle",      "post", ">>> >> >> >> =", ">>> >> xx xx =", "xxx >> >> >> x"),
    row("report_comment_demand",      "post", "x",              "=== >> xx xx =", "xxx >> >> >> x"),
    row("report_waive",               "post", "x",              "??? ?? xx xx =", "xxx ?? ?? == x"),
    row("report_evidence",            "post", "=== == == >> =", "=== == == >> =", "x", what="stamped"),
    row("report_handover",            "post", OPEN_DONE,        OPEN_DONE,        OPEN_DONE, ADM=OPEN_DONE),
    # A re-check is of an approved version; the published report has one, and the one that is corrected since.
    row("report_rechecks",            "post", "x",              "x", "??? ?? ?? >? ?", "x", **supervisors("?")),
    row("report_recheck",             "get",  "--x -- -- -x -", "--x -- -- -x -", "--+ -- -- -+ -"),
    row("report_recheck",             "post", "--x -- -- -x -", "--x -- -- -x -", "--> -- -- -> -"),
)

#: The acts, of a program-year with two levels of review: the unit's reviewer forwards, the one above approves.
ACTS = (
    #                                         P DBC SR EX AP V  R DBC SR EX AP V  S DBC SR EX AP V
    row("report_act", "post", "SSS == == == =", "x",              "x",              what="submit"),
    row("report_act", "post", "=== D= == == =", "x",              "x",              what="withdraw"),
    row("report_act", "post", "x",              "=== RR xx == =", "=== xx XX == =", what="begin"),
    row("report_act", "post", "x",              "=== BB xx == =", "=== xx BB == =", what="return"),
    row("report_act", "post", "x",              "=== EE == == =", "=== xx == == =", what="forward"),
    row("report_act", "post", "x",              "=== == xx == =", "=== == AA == =", what="approve"),
    row("report_act", "post", "x",              "x",              "=== == == P= =", what="publish"),
    row("report_act", "post", "x",              "x",              "=== == == =A =", what="unpublish"),
    row("report_act", "post", "x",              "x",              "=== == == CC =", what="correct"),
    row("report_act", "post", "VV= == == == =", "x",              "x",              what="void"),
    # No act of the table: as if there were no such address.
    row("report_act", "post", "-",              "-",              "--- -- -- -- -", what="publish-now"),
)
#: The log: everybody logged in has a page of it with what they may know (nothing, for those outside); administrators
#: have none. The auditor reads it, checks it and takes it along, and reads no report.
LOG = (
    everybody("report_log",           "get",  "+", ADM="x"),
    row("report_log",                 "get",  "+", "+", ALL,      ADM="x", AUD=ALL, what="one"),
    row("report_log",                 "get",  "x", "+", ALL,      ADM="x", AUD=ALL, what="verify"),
    row("report_log",                 "get",  "x", "x", "x", "x", ADM="x", AUD="+", what="export"),
)
# fmt: on
ROWS = PAGES + READING + FILLING + SPEAKING + ACTS + LOG
