"""What changes a report: each act is atomic: lock, guard, write, log. Views and commands come through here.

Rights: ``programs.access`` says who stands in which role; the guards below ask it again inside the
transaction. Errors are ``Refused`` with the HTTP meaning of reliability.md (403 role, 409 state or
stale).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from programs.access import access_of
from programs.models import Organisation, Period, Program, User
from reports import models
from reports.domain import facts, workflow
from reports.domain.checks import Finding
from reports.domain.progress import progress
from reports.loading import HEADS, derive, heads, store_rows
from reports.queries import judge_report
from reports.rows import ROWS, find_row, row_key

FORBIDDEN, CONFLICT = 403, 409
OPINION_LIMIT = 2000


class Refused(Exception):
    """An act that may not happen now; ``status`` is its HTTP meaning, ``str()`` the sentence to show."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Incomplete(Refused):
    """Submitting is refused because blocking findings are left."""

    def __init__(self) -> None:
        super().__init__(CONFLICT, "报告还有须改正或未说明的问题，不能提交。")


class BadOpinion(Refused):
    """The opinion is missing or too long; the page keeps it and shows the sentence."""


def lock(report_id: int) -> models.Report:
    """The report's row, locked for this transaction (SQLite's IMMEDIATE transaction locks the database)."""
    return (
        models.Report.objects.select_for_update(of=("self",))
        .select_related("organisation", "period__program")
        .get(pk=report_id)
    )


def record(report: models.Report, actor: User | None, act: str, from_state: str, opinion: str = "") -> models.Event:
    """One event for one act, in the caller's transaction."""
    return models.Event.objects.create(
        report=report,
        at=timezone.now(),
        actor=actor,
        actor_name=str(actor) if actor else "系统管理命令",
        act=act,
        from_state=from_state,
        to_state=report.state,
        opinion=opinion,
        round=report.round,
        revision=report.revision,
    )


# --- beginning ------------------------------------------------------------------------------------


@transaction.atomic
def start(period: Period, organisation: Organisation, actor: User) -> models.Report:
    """A blank report with everything that was issued for the year; the existing one if there is one."""
    if organisation.pk not in access_of(actor).prepares:
        raise Refused(FORBIDDEN, "只有本单位填报人可以建立报告。")
    if not period.issued:
        raise Refused(CONFLICT, "本年度的绩效目标尚未下达，下达后即可填报。")
    report, created = models.Report.objects.get_or_create(
        period=period,
        organisation=organisation,
        defaults={
            "form": period.form,
            "title": period.report_title or f"{period.year}年度{period.program.name}绩效自评报告",
            "central_department": period.central_department,
            "local_department": period.local_department or organisation.name,
            "unit": period.unit,
            "execution_weight": period.execution_weight,
        },
    )
    if created:
        store_rows(report, issued_facts(report))
        link_catalogue(report)
        count_filled(report.pk)
        record(report, actor, "start", "")
    return report


def issued_facts(report: models.Report) -> facts.Report:
    """What the catalogue of the year says, as the facts of a blank report."""
    period = report.period
    targets = {
        target.indicator_id: target.text
        for indicator in period.indicators.prefetch_related("targets")
        for target in indicator.targets.all()
        if target.organisation_id == report.organisation_id
    }
    aspects = facts.MANAGEMENT_ASPECTS if report.form == "B" else ()
    initial = "" if report.form == "D" else None
    return facts.Report(
        year=period.year,
        program=period.program.name,
        organization=report.organisation.name,
        funds=tuple(facts.FundLine(line.source, initial=initial) for line in period.fundsources.all()),
        management=tuple(facts.ManagementLine(aspect=aspect) for aspect in aspects),
        goals=tuple(facts.Goal(target=goal.target) for goal in period.issuedgoals.all()),
        indicators=tuple(
            issued_indicator(row, targets.get(row.pk)) for row in period.indicators.prefetch_related("items")
        ),
        narrative=tuple(facts.Section(heading=row.heading, level=row.level) for row in period.outlineheadings.all()),
        **{name: getattr(report, name) for name in HEADS},
    )


def issued_indicator(row, target: str | None) -> facts.Indicator:
    scoring = {name: getattr(row, name) for name in ("method", "step", "points", "of", "deduct", "direction", "base")}
    items = tuple(facts.ChecklistItem(item.name, item.points) for item in row.items.all())
    return facts.Indicator(
        name=row.name,
        level1=row.level1,
        level2=row.level2,
        target=row.target if target is None else target,
        weight=row.weight,
        criterion=row.criterion,
        scoring=facts.Scoring(items=items, **scoring),
    )


def link_catalogue(report: models.Report) -> None:
    """Tie each row to the catalogue's row it was copied from (both in the same order)."""
    entries = list(report.entries.all())
    for entry, indicator in zip(entries, report.period.indicators.all(), strict=True):
        entry.indicator = indicator
    models.Entry.objects.bulk_update(entries, ["indicator"])


# --- importing ------------------------------------------------------------------------------------


@transaction.atomic
def import_facts(given: facts.Report, *, replace: bool = False, actor: User | None = None) -> models.Report:
    """Store a whole report as a draft, making program, organisation and year where they do not exist."""
    program, _ = Program.objects.get_or_create(name=given.program)
    organisation, _ = Organisation.objects.get_or_create(name=given.organization)
    period, _ = Period.objects.get_or_create(
        program=program,
        year=given.year,
        defaults={
            "form": given.form,
            "unit": given.unit,
            "execution_weight": given.execution_weight[:20],
            "central_department": given.central_department[:100],
            "local_department": given.local_department[:100],
        },
    )
    report = models.Report.objects.select_for_update().filter(organisation=organisation, period=period).first()
    act = "import"
    if report is not None:
        if not replace:
            raise Refused(CONFLICT, "该单位该项目该年度已有报告；要替换草稿请加 --replace")
        if report.state != "draft":
            raise Refused(CONFLICT, f"该单位该项目该年度的报告{workflow.STATES[report.state]}，只能替换填报中的草稿")
        act = "replace"
        for related in ("fundlines", "managementlines", "goals", "entries", "sections", "allocations", "series"):
            getattr(report, related).all().delete()
    else:
        report = models.Report(organisation=organisation, period=period)
    for name, value in heads(given).items():
        setattr(report, name, value)
    report.revision += 1
    report.version += 1
    report.save()
    store_rows(report, given)
    count_filled(report.pk)
    record(report, actor, act, report.state)
    return report


# --- filling in -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RowChange:
    """New texts for the cells of one row (already read by the form), as seen at the row's ``version``."""

    key: str
    version: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A note on one warning, named by its code and place."""

    code: str
    where: str
    text: str


@dataclass
class Saved:
    """What became of each row: its new version, or the values somebody else has stored meanwhile."""

    revision: int
    versions: dict[str, int] = field(default_factory=dict)
    conflicts: dict[str, dict[str, Any]] = field(default_factory=dict)


@transaction.atomic
def save_rows(report_id: int, actor: User, rows: Sequence[RowChange]) -> Saved:
    """Store every row that is still as the person saw it; a stale row is left alone and named."""
    report = lock(report_id)
    guard_entry(report, actor)
    saved = Saved(revision=report.revision)
    for change in rows:
        save_row(report, actor, change, saved)
    if saved.versions:
        saved.revision = report.revision + 1
        models.Report.objects.filter(pk=report.pk).update(revision=saved.revision)
        count_filled(report.pk)
    return saved


def count_filled(report_id: int) -> None:
    """Write how much is filled beside the report, in the caller's transaction."""
    report = models.Report.objects.select_related("organisation", "period__program").get(pk=report_id)
    judged = judge_report(report)
    parts = progress(judged.facts, judged.evaluation)
    models.Report.objects.filter(pk=report_id).update(
        filled=sum(part.done for part in parts), fillable=sum(part.all for part in parts)
    )


def guard_entry(report: models.Report, actor: User) -> None:
    """Only the unit's preparers, and only while the report is open."""
    if report.organisation_id not in access_of(actor).prepares:
        raise Refused(FORBIDDEN, "只有本单位填报人可以填报。")
    if not report.open:
        raise Refused(CONFLICT, standing(report) + "，内容不能修改。")


def save_row(report: models.Report, actor: User, change: RowChange, saved: Saved) -> None:
    row = find_row(report, change.key)
    if row is None:
        saved.conflicts[change.key] = {"gone": True}
        return
    if row.version != change.version:
        saved.conflicts[change.key] = conflict(report, row, change)
        return
    changed = {name: value for name, value in change.values.items() if (getattr(row, name) or "") != value}
    if changed:
        log_changes(report, actor, row, changed)
        for name, value in changed.items():
            setattr(row, name, value)
        derive(row, report.unit)
        row.version += 1
        row.save()
    saved.versions[change.key] = row.version


def conflict(report: models.Report, row: Model, change: RowChange) -> dict[str, Any]:
    """Everything that stands in the row now, and who stored each of its cells last."""
    by = {
        item.field: {"by": str(item.actor), "at": f"{timezone.localtime(item.at):%H:%M}"}
        for item in report.changes.filter(row=change.key).order_by("id").select_related("actor")
    }
    cells = ROWS[change.key.partition(":")[0]].cells
    return {"version": row.version, "values": {name: getattr(row, name) or "" for name in cells}, "by": by}


def log_changes(report: models.Report, actor: User, row: Model, changed: Mapping[str, str]) -> None:
    """One Change for each cell, in the caller's transaction."""
    now = timezone.now()
    models.Change.objects.bulk_create(
        models.Change(
            report=report,
            at=now,
            actor=actor,
            round=report.round,
            row=row_key(row),
            field=name,
            old=getattr(row, name) or "",
            new=value,
        )
        for name, value in changed.items()
    )


def standing(report: models.Report) -> str:
    """The report's state in a sentence's beginning: since when and by whom."""
    last = report.events.order_by("-id").first()
    if last is None:
        return f"报告现在是“{workflow.STATES[report.state]}”"
    when = f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}"
    return f"报告现在是“{workflow.STATES[report.state]}”（{last.actor_name} {when} {workflow.label(last.act)}）"


@transaction.atomic
def use_sums(report_id: int, actor: User) -> None:
    """Drop printed totals (年度资金总额, 总分) that disagree, so that the computed sums stand on the form."""
    report = lock(report_id)
    guard_entry(report, actor)
    total = report.fundlines.filter(is_total=True).first()
    if total is not None:
        log_changes(report, actor, total, {"budget": "", "actual": "", "rate": "", "score": ""})
        total.delete()
    if report.total_score:
        log_changes(report, actor, report, {"total_score": ""})
    models.Report.objects.filter(pk=report.pk).update(
        total_score="", revision=report.revision + 1, version=report.version + 1
    )


@transaction.atomic
def answer(report_id: int, actor: User, answers: Sequence[Answer]) -> None:
    """Note why warnings stand as they are; a blank text takes the note back.

    Only warnings that are found now can be answered, in the words in which they stand now.
    """
    report = lock(report_id)
    guard_entry(report, actor)
    judged = judge_report(report)
    standing_now = {(f.code, f.where): f for f in judged.findings if not f.blocking}
    for item in answers:
        finding = standing_now.get((item.code, item.where))
        old = judged.notes.get((item.code, item.where))
        if finding is None:
            raise Refused(CONFLICT, "这一项已有变化，请刷新页面后再说明。")
        if old is not None:
            old.delete()
        if item.text:
            models.Note.objects.create(
                report=report,
                code=finding.code,
                where=finding.where,
                message=finding.message,
                text=item.text,
                author=actor,
                at=timezone.now(),
            )
        log_note(report, actor, finding, old.text if old else "", item.text)
    models.Report.objects.filter(pk=report.pk).update(revision=report.revision + 1)


def log_note(report: models.Report, actor: User, finding: Finding, old: str, new: str) -> None:
    models.Change.objects.create(
        report=report,
        at=timezone.now(),
        actor=actor,
        round=report.round,
        row=f"note:{finding.code}",
        field=finding.where,
        old=old,
        new=new,
    )


# --- the way through review -----------------------------------------------------------------------


@transaction.atomic
def perform(report_id: int, actor: User, act: str, *, revision: int, opinion: str = "") -> models.Report:
    """One act of the transition table, exactly once, with exactly one event.

    ``revision`` is what the person saw; a report that has changed since is refused. The state is
    written by a conditional UPDATE on (id, state, revision).
    """
    report = lock(report_id)
    roles = access_of(actor).roles_in(report.organisation_id)
    if not roles & workflow.roles_for(act):
        raise Refused(FORBIDDEN, "您的角色不能进行这项操作。")
    levels = report.period.review_levels
    step = workflow.find(act, report.state, levels)
    if step is None:
        raise Refused(CONFLICT, standing(report) + "，不能进行这项操作。")
    if step.role not in roles:
        raise Refused(FORBIDDEN, "您的角色不能进行这项操作。")
    if step.other_hand and worked_on(report, actor):
        raise Refused(FORBIDDEN, "您参与了本次填报或审核，应由其他人审核。")
    if revision != report.revision:
        raise Refused(CONFLICT, "打开页面之后报告内容有了变化，请核对后再操作。")
    if step.opinion and not opinion.strip():
        raise BadOpinion(422, "请写明退回意见，让填报人知道改什么。")
    if len(opinion) > OPINION_LIMIT:
        raise BadOpinion(422, f"意见最多 {OPINION_LIMIT:,} 字，现有 {len(opinion):,} 字，请删减。")
    if step.complete and blocking_findings(report):
        raise Incomplete
    source = report.state
    report.state, report.round = step.target, report.round + (act == "submit")
    changed = models.Report.objects.filter(pk=report.pk, state=source, revision=revision).update(
        state=report.state, round=report.round, revision=revision + 1
    )
    if changed != 1:
        raise Refused(CONFLICT, "报告刚刚被他人处理，请刷新页面。")
    report.revision = revision + 1
    record(report, actor, act, source, opinion)
    return report


#: Acts that make a person a party to the content or to an earlier level of its review.
OWN_HAND = ("start", "import", "replace", "submit", "withdraw", "forward")


def worked_on(report: models.Report, actor: User) -> bool:
    """Whether the person had a hand in this report. Judged by who acted, not by today's role."""
    typed = report.changes.filter(actor=actor).exists()
    return typed or report.events.filter(actor=actor, act__in=OWN_HAND).exists()


def blocking_findings(report: models.Report) -> list[Finding]:
    """What still keeps the report from being submitted."""
    return judge_report(report).blocking
