"""An uploaded catalogue: refused with sentences, shown as changes, written whole or not at all.

Nothing is kept between the pages: the preview carries the lines of the file, and writing checks them anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from indicators.access import CatalogueScope
from indicators.catalogue import Catalogue, load_catalogue
from indicators.issuing import IssueProblem
from indicators.replacing import CatalogueChanged, replace_catalogue
from programs.models import Period
from programs.refusals import refuse
from programs.requests import SignedIn
from reports.exchange.catalogue.checked import Checked, Setting
from reports.exchange.catalogue.checking import check_lines
from reports.exchange.catalogue.comparing import Change, beyond_limits, compare_catalogues, history, summary
from reports.exchange.catalogue.layout import TARGETS
from reports.exchange.catalogue.reading import Lines, read_catalogue
from reports.exchange.office.guarded import FileProblem
from reports.exchange.workbook.painting import painted
from reports.exchange.workbook.reading import WorkbookProblem
from reports.exchange.workbook.sheets import Flaw
from reports.forms.catalogue import CarriedForm, carried, too_long
from reports.forms.workbook import grouped_flaws
from reports.uploads import posted_file
from reports.views.catalogue import catalogue_page, get_period, history_of, identity_of, organisations_of
from reports.views.proposals import split

ISSUED = "{period}已经下达，目录不能再改。需要修改的，请先由系统管理员收回下达。"
CHANGED_SINCE = (
    "下载工作簿以后目录又被改动过{last}。"
    "下面是您的工作簿与现在的目录的差别：写入以后，别人的改动会变成您工作簿中的样子。"
)
TOO_LONG = "工作簿的文字过多，不能读取。请删去无关的内容后再上传。"
CHANGED_AGAIN = "您查看改动期间目录又被改动过，一处也没有写入。请再看一遍下面的差别。"


@dataclass(frozen=True)
class Proposal:
    """The lines of a file beside the catalogue as it stands."""

    period: Period
    name: str
    lines: Lines
    current: Catalogue
    checked: Checked
    changes: list[Change]


def propose(period: Period, scope: CatalogueScope, lines: Lines, name: str) -> Proposal:
    """What the lines describe, what is wrong in it, and how it differs from what stands."""
    current = load_catalogue(period, scope.organisations)
    checked = check_lines(lines, Setting(current, organisations_of(scope), period.execution_weight))
    if not scope.whole:  # what is wrong in the sheets of others is for others to mend
        checked.flaws[:] = [flaw for flaw in checked.flaws if flaw.at and flaw.at.sheet == TARGETS.title]
    changes = [] if checked.flaws else compare_catalogues(current, checked.catalogue)
    if not scope.whole:
        checked.flaws += beyond_limits(changes)
    return Proposal(period, name, lines, current, checked, changes)


@require_POST
def check(request: SignedIn, pk: int) -> HttpResponse:
    """The chosen file, as changes to be confirmed."""
    period, scope = get_period(request, pk)
    if period.issued:
        return refuse(request, 409, ISSUED.format(period=period))
    try:
        name, content = posted_file(request, "工作簿（.xlsx）")
    except FileProblem as problem:
        return catalogue_page(request, period, scope, problem=str(problem))
    return examine(request, period, scope, name, content)


def examine(request: SignedIn, period: Period, scope: CatalogueScope, name: str, content: bytes) -> HttpResponse:
    now = load_catalogue(period, scope.organisations).digest
    try:
        filled = read_catalogue(content, identity_of(period, scope, now))
    except FileProblem as problem:
        return catalogue_page(request, period, scope, problem=str(problem), name=name)
    except WorkbookProblem as problem:
        return catalogue_page(request, period, scope, groups=grouped_flaws(problem.flaws), name=name)
    if too_long(filled.lines):
        return catalogue_page(request, period, scope, problem=TOO_LONG, name=name)
    proposal = propose(period, scope, filled.lines, name)
    flaws = first_of_each([*filled.flaws, *proposal.checked.flaws])
    if flaws:
        marked, groups = painted(content, flaws), grouped_flaws(flaws)
        return catalogue_page(request, period, scope, groups=groups, name=name, painted=marked)
    return preview(request, proposal, "" if filled.digest == proposal.current.digest else changed_since(period))


def changed_since(period: Period) -> str:
    """Why the person must confirm; who changed it last, as far as the history knows."""
    entry = history_of(period).first()
    last = f"（{entry.user}，{date_format(localtime(entry.action_time), 'Y年n月j日 H:i')}）" if entry else ""
    return CHANGED_SINCE.format(last=last)


def first_of_each(flaws: Sequence[Flaw]) -> list[Flaw]:
    """One sentence a cell: what could not be read at all is not blank besides."""
    seen = {flaw.at: flaw for flaw in reversed(flaws) if flaw.at is not None}
    return [flaw for flaw in flaws if flaw.at is None or seen[flaw.at] is flaw]


def preview(request: SignedIn, proposal: Proposal, message: str = "", status: int = 200) -> HttpResponse:
    """``message``: why the person must confirm; the digest that allows the writing is then a box to tick."""
    context = {
        "proposal": proposal,
        "period": proposal.period,
        "message": message,
        "changes": [(change, *split(change.now, change.new)) for change in proposal.changes],
        "summary": summary(proposal.changes),
        "warnings": grouped_flaws(proposal.checked.warnings),
        "lines": carried(proposal.lines),
    }
    return render(request, "reports/catalogue_preview.html", context, status=status)


@require_POST
def apply(request: SignedIn, pk: int) -> HttpResponse:
    """Write the previewed catalogue: all of it, or nothing and the preview again."""
    period, scope = get_period(request, pk)
    if period.issued:
        return refuse(request, 409, ISSUED.format(period=period))
    form = CarriedForm(request.POST)
    if not form.is_valid():
        return catalogue_page(request, period, scope, problem="上传的内容不完整，没有写入。请重新选择文件上传。")
    proposal = propose(period, scope, form.lines, form.name)
    if proposal.checked.flaws:
        return catalogue_page(request, period, scope, groups=grouped_flaws(proposal.checked.flaws), name=form.name)
    if form.seen != proposal.current.digest:
        message = CHANGED_AGAIN if form.seen else f"没有写入：请先勾选下面的确认。{changed_since(period)}"
        return preview(request, proposal, message, 409)
    if proposal.changes:
        try:
            replace_catalogue(
                period, proposal.checked.catalogue, request.user, history(proposal.changes), seen=form.seen
            )
        except CatalogueChanged:
            return preview(request, propose(period, scope, form.lines, form.name), CHANGED_AGAIN, 409)
        except IssueProblem as problem:
            return refuse(request, 409, str(problem))
    messages.success(request, f"指标目录已按工作簿更新：{summary(proposal.changes)}。")
    return redirect("report_catalogue", pk)
