"""What the pages read: whose reports, in which state, how complete."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from programs.access import Access, turns
from programs.choices import Role
from programs.models import REVIEW_LEVELS, Organisation, Period
from reports.domain import facts, workflow
from reports.domain.checks import PROSE, Finding, Found, find, find_all
from reports.domain.evaluate import Evaluation, evaluate
from reports.domain.progress import MISSING, UNPRINTABLE, missing, unprintable_texts
from reports.lastyear import preferred
from reports.loading import Loaded, Noted, load_report, rules_of
from reports.models import Report, ReportQuerySet
from reports.rendering.fonts import unprintable


def visible_reports(access: Access) -> ReportQuerySet:
    """Reports in the person's scope: own units at any state, the subtree below (its drafts by status only)."""
    return Report.objects.filter(Q(organisation__in=access.unit_ids) | Q(organisation__in=access.supervised))


def may_read(access: Access, report: Report) -> bool:
    """Whether the content may be read: own unit always, a supervisor from submitted on."""
    return report.organisation_id in access.unit_ids or (
        report.organisation_id in access.supervised and report.state in workflow.HANDED_IN
    )


def may_read_versions(access: Access, report: Report) -> bool:
    """Whether what was submitted may be read: also by a supervisor while it is mended or corrected."""
    return may_read(access, report) or (report.organisation_id in access.supervised and report.sent_back)


def waiting_for(access: Access) -> ReportQuerySet:
    """What waits for this person's review: at the unit, or at the organisation above whose turn it is."""
    waiting = Q(state__in=workflow.UNIT_REVIEW, organisation__in=access.own[Role.REVIEWER])
    if access.own[Role.SUPERVISOR]:
        for level, units in turns(access.own[Role.SUPERVISOR], REVIEW_LEVELS - 1).items():
            waiting |= Q(state__in=workflow.UPPER_REVIEW, level=level, organisation__in=units)
    return (
        Report.objects.filter(waiting)
        .select_related("organisation", "period__program", "holder")
        .order_by(F("period__deadline").asc(nulls_last=True), "id")
    )


@dataclass(frozen=True, slots=True)
class Startable:
    """An issued program-year a unit has not begun; ``previous``: the earlier report it may begin from."""

    period: Period
    organisation: Organisation
    previous: Report | None


def startable(access: Access) -> list[Startable]:
    """What a preparer may begin: three queries, however many years and units."""
    begun: dict[tuple[int, int], list[Report]] = {}
    for report in Report.objects.live().filter(organisation__in=access.prepares).select_related("period"):
        begun.setdefault((report.organisation_id, report.period.program_id), []).append(report)
    units = Organisation.objects.filter(pk__in=access.prepares)
    found = []
    for period in Period.objects.filter(issued_at__isnull=False).select_related("program"):
        for unit in units:
            reports = begun.get((unit.pk, period.program_id), [])
            if period.year not in {report.period.year for report in reports}:
                earlier = (report for report in reports if report.period.year < period.year)
                found.append(Startable(period, unit, preferred(earlier)))
    return found


@dataclass(frozen=True)
class Judged:
    """A report with everything that follows from its rows, the notes on its warnings and the waivers of its errors.

    ``settled``: every check has seen every figure.
    """

    report: Report
    loaded: Loaded
    evaluation: Evaluation
    findings: Sequence[Finding]
    missing: Sequence[Finding]
    settled: bool = True

    @property
    def facts(self) -> facts.Report:
        return self.loaded.facts

    def note_on(self, finding: Finding) -> Noted | None:
        """The note on this warning, whether or not it still says the same."""
        return self.loaded.notes.get((finding.code, finding.where))

    def answered(self, finding: Finding) -> bool:
        """A warning whose note was written for exactly what it says now."""
        note = self.note_on(finding)
        return finding.answerable and note is not None and note.message == finding.message

    def waiver_on(self, finding: Finding) -> Noted | None:
        """The waiver of this error, whether or not it still says the same."""
        return self.loaded.waivers.get((finding.code, finding.where))

    def waived(self, finding: Finding) -> bool:
        """An error that the reviewer's level lets stand, for exactly what it says now."""
        waiver = self.waiver_on(finding)
        return waivable(finding) and waiver is not None and waiver.message == finding.message

    @property
    def blocking(self) -> list[Finding]:
        """What keeps the report from being submitted: errors nobody has waived, warnings nobody has answered."""
        return [finding for finding in self.all if not self.answered(finding) and not self.waived(finding)]

    @property
    def errors(self) -> list[Finding]:
        """Those that nobody has waived."""
        return [finding for finding in self.all if finding.blocking and not self.waived(finding)]

    @property
    def all(self) -> list[Finding]:
        """What is missing, then what the checks found."""
        return [*self.missing, *self.findings]


def waivable(finding: Finding) -> bool:
    """Any error but a blank and a character that no paper can show: who lets that stand would sign another text."""
    return finding.blocking and finding.code not in (MISSING, UNPRINTABLE)


def judge_report(report: Report) -> Judged:
    """Load, evaluate and check one report: one query."""
    loaded, evaluation = evaluated(report)
    return judged(report, loaded, evaluation, find(PROSE, loaded.facts, evaluation))


#: Reports whose sentences a process remembers, the last used at the end: (their hash, what was found in them).
_remembered: OrderedDict[int, tuple[int, Found]] = OrderedDict()
REMEMBERED = 256


def judge_saved(report: Report) -> Judged:
    """The same right after a save, when sentences that this process has read already are not read again.

    What they were found to say may be about figures that have changed since: ``settled`` is then false, and the page
    asks for the whole when its person pauses.
    """
    loaded, evaluation = evaluated(report)
    texts = hash((loaded.facts.narrative, tuple(row.explanation for row in loaded.facts.indicators)))
    before, found = _remembered.pop(report.pk, (None, {}))
    if before != texts:
        found = find(PROSE, loaded.facts, evaluation)
    _remembered[report.pk] = (texts, found)
    if len(_remembered) > REMEMBERED:
        _remembered.popitem(last=False)
    return judged(report, loaded, evaluation, found, settled=before != texts)


def evaluated(report: Report) -> tuple[Loaded, Evaluation]:
    loaded = load_report(report)
    return loaded, evaluate(loaded.facts, rules_of(report.period))


def judged(report: Report, loaded: Loaded, evaluation: Evaluation, prose: Found, settled: bool = True) -> Judged:
    findings = find_all(loaded.facts, evaluation, prose)
    gaps = missing(loaded.facts, evaluation) + unprintable_texts(loaded.facts, unprintable)
    return Judged(report, loaded, evaluation, findings, gaps, settled)


def actions_for(access: Access, report: Report) -> tuple[workflow.Transition, ...]:
    """The buttons a person sees."""
    return workflow.available(report.situation, access.roles_in(report.organisation_id))
