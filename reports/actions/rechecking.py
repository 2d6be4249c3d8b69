"""抽查复核: finance draws versions by lot and scores them again; what was approved is never touched."""

import secrets
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from programs.access import access_of
from programs.models import Period, User
from reports import models, sealing
from reports.actions import noticing
from reports.actions.common import CONFLICT, FORBIDDEN, Refused, lock, record
from reports.actions.hands import worked_on
from reports.domain import rechecking, sampling, workflow
from reports.domain.compose.values import plain
from reports.domain.evaluate import evaluate
from reports.domain.rechecking import Given, Rescored, Row
from reports.domain.sampling import Sampling
from reports.loading import rules_of
from reports.versioning import facts_of, standing_version

INVALID = 422


class BadDraw(Refused):
    """What was asked for cannot be drawn; the page keeps it and shows the sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(INVALID, message)


class BadScores(Refused):
    """Rows that cannot be stored as typed, each with its sentence by position; nothing was stored."""

    def __init__(self, problems: Mapping[int, str]) -> None:
        super().__init__(INVALID, f"有 {len(problems)} 项需要更正，没有保存任何内容。")
        self.problems = problems


def drawable(organisations: frozenset[int]) -> models.ReportQuerySet:
    """The reports to draw from: scored, approved or public, and the version that stands was not drawn before."""
    scored = models.Entry.objects.filter(report=OuterRef("pk"), weight__gt="")
    drawn = models.Recheck.objects.filter(report=OuterRef("pk"), version__number=OuterRef("round"))
    settled = models.Report.objects.filter(state__in=workflow.SETTLED, organisation__in=organisations)
    return settled.filter(Exists(scored), ~Exists(drawn))


@transaction.atomic
def draw(period: Period, actor: User, how: Sampling) -> list[models.Recheck]:
    """Draw reports of a program-year below the actor's organisation, each with an event in its log.

    The seed, the number drawn from and each report's place in the draw are kept, so that the draw can be repeated.
    """
    supervised = access_of(actor).supervised
    if not supervised:
        raise Refused(FORBIDDEN, "只有主管部门（财政）可以抽查复核。")
    numbers = list(drawable(supervised).filter(period=period).values_list("pk", flat=True))
    try:
        size = sampling.size_of(how, len(numbers))
    except sampling.BadSample as problem:
        raise BadDraw(str(problem)) from problem
    seed = how.seed or secrets.token_hex(4)
    chosen = sampling.draw(seed, numbers, size)
    locked = {pk: lock(pk) for pk in sorted(chosen)}  # in one order, whoever draws at the same time
    told = f"从 {len(numbers)} 份中抽取 {size} 份，种子 {seed}，原因：{how.reason}"
    return [keep(locked[pk], actor, seed, place, len(numbers), how.reason, told) for place, pk in enumerate(chosen, 1)]


def keep(report: models.Report, actor: User, seed: str, place: int, of: int, reason: str, told: str) -> models.Recheck:
    version = standing_version(report)
    if report.state not in workflow.SETTLED or version is None or hasattr(version, "recheck"):
        raise Refused(CONFLICT, "抽取时有报告的状态刚刚变化，没有抽取，请再试一次。")
    made = models.Recheck.objects.create(
        report=report,
        version=version,
        drawn_by=actor,
        drawn_at=timezone.now(),
        seed=seed,
        place=place,
        population=of,
        reason=reason,
    )
    record(report, actor, "draw", report.state, told, witness=sealing.witness(made))
    return made


def rows_of(recheck: models.Recheck) -> tuple[Row, ...]:
    """The rows of the version as they were approved, judged by the program-year's rules."""
    facts = facts_of(recheck.version)
    return rechecking.rows_of(facts, evaluate(facts, rules_of(recheck.report.period)))


def outcome_of(
    recheck: models.Recheck, rows: tuple[Row, ...], scores: Mapping[int, Decimal]
) -> rechecking.Outcome:
    """The totals with these new scores by position, classed by the program-year's bounds."""
    return rechecking.outcome(rows, scores, rules_of(recheck.report.period).recheck)


@transaction.atomic
def rescore(
    recheck_id: int,
    actor: User,
    given: Mapping[int, Given],
    *,
    revision: int,
    some: bool = False,
    finish: bool = False,
) -> models.Recheck:
    """Store the new scores, all rows or none; with ``finish`` the totals, and nothing can be changed any more.

    A row left blank keeps the approved score; with ``some`` or ``finish`` one at least is scored. One event names what
    has changed, another the result.
    """
    recheck = models.Recheck.objects.select_related("version").get(pk=recheck_id)
    report = lock(recheck.report_id)
    recheck.refresh_from_db()
    recheck.report = report
    guard(recheck, actor, revision)
    rows = rows_of(recheck)
    rescored = read_all(rows, given)
    if (some or finish) and not rescored:
        raise BadScores({row.position: "至少复核一项才能完成。" for row in rows[:1]})
    before = {sealing.name_of(score) for score in recheck.scores.all()}
    changed = store(recheck, rescored)
    recheck.revision += 1
    if changed:
        scores = list(recheck.scores.all())
        witness = sealing.witness(*scores, gone=before - {sealing.name_of(score) for score in scores})
        record(report, actor, "rescore", report.state, "；".join(changed), witness=witness)
    if finish:
        close(recheck, actor, outcome_of(recheck, rows, {item.row.position: item.score for item in rescored}))
    recheck.save()
    return recheck


#: Who has passed judgement on a version would judge the own judgement; to have begun to read it is none.
REVIEWED = ("forward", "approve", "return")


def had_a_hand(recheck: models.Recheck, actor: User) -> bool:
    """Whether the person worked on the drawn version or reviewed it, wherever the report stands by now."""
    number = recheck.version.number
    reviewed = recheck.report.events.filter(act__in=REVIEWED, round=number, actor=actor)
    return reviewed.exists() or worked_on(recheck.report, actor, number)


def guard(recheck: models.Recheck, actor: User, revision: int) -> None:
    if recheck.report.organisation_id not in access_of(actor).supervised:
        raise Refused(FORBIDDEN, "只有主管部门（财政）可以抽查复核。")
    if had_a_hand(recheck, actor):
        raise Refused(FORBIDDEN, "您参与了这份报告的填报或审核，应由其他人复核。")
    if recheck.done:
        raise Refused(CONFLICT, f"这次复核已由{recheck.done_by}完成，不能再改。")
    if recheck.revision != revision:
        raise Refused(CONFLICT, "打开页面之后他人保存过这次复核，请核对后再保存。")


def read_all(rows: tuple[Row, ...], given: Mapping[int, Given]) -> list[Rescored]:
    """The rows that were filled in, as figures; raises BadScores."""
    found, problems = [], {}
    for row in rows:
        item, problem = rechecking.read(row, given.get(row.position, Given()))
        if problem:
            problems[row.position] = problem
        elif item is not None:
            found.append(item)
    if problems:
        raise BadScores(problems)
    return found


def store(recheck: models.Recheck, rescored: list[Rescored]) -> list[str]:
    """Write the rows in place of the former ones; what has changed, in words."""
    before = {row.position: row for row in recheck.scores.all()}
    changed = []
    kept = set()
    for item in rescored:
        row = item.row
        kept.add(row.position)
        values = {"score": plain(item.score, trim=True), "rule": item.rule, "text": item.text}
        old = before.get(row.position)
        if old is None or any(getattr(old, name) != value for name, value in values.items()):
            changed.append(told(row, values))
        recheck.scores.update_or_create(
            position=row.position,
            defaults={"name": row.name, "awarded": plain(row.awarded, trim=True), **values},
        )
    for position, old in before.items():
        if position not in kept:
            changed.append(f"{old.name}：不再复核")
            old.delete()
    return changed


def told(row: Row, values: Mapping[str, str]) -> str:
    words = f"{row.name}：{plain(row.awarded, trim=True)}分→{values['score']}分"
    grounds = "；".join(filter(None, (values["rule"], values["text"])))
    return f"{words}（{grounds}）" if grounds else words


def close(recheck: models.Recheck, actor: User, found: rechecking.Outcome) -> None:
    recheck.state, recheck.done_by, recheck.done_at = models.Recheck.DONE, actor, timezone.now()
    recheck.approved_total, recheck.rescored_total, recheck.difference = (
        plain(value, trim=True) for value in (found.approved, found.rescored, found.difference)
    )
    recheck.verdict = found.verdict
    report = recheck.report
    totals = f"自评 {recheck.approved_total} 分，复核 {recheck.rescored_total} 分"
    text = f"{totals}，分差 {recheck.difference} 分：{found.verdict}"
    record(report, actor, "recheck", report.state, text, witness=sealing.witness(recheck))
    noticing.rechecked(report, actor, text)
