"""Who had a hand in a report, and who has reviewed it already. Judged by who acted, not by today's role."""

from functools import reduce
from operator import or_

from django.db.models import Q

from programs.access import height
from programs.models import User
from reports import models
from reports.domain import workflow
from reports.domain.mending import SPOKEN

#: Acts that make a person a party to the content.
OWN_HAND = ("start", "import", "replace", "submit", "withdraw")


def worked_on(report: models.Report, actor: User, version: int | None = None) -> bool:
    """Whether the person had a hand in a version, without a number in the one that is now being made or reviewed.

    A version is everybody's work since the last approval before it: who mends one cell of what a colleague has typed
    does not make the rest another's, but a correction begins anew. Comments, waivers and what a return sets stand in
    the log beside the changed cells, and are no hand in them. Who forwarded this version is a party to it from the
    next level on; once it has come back, the next version is the work of its preparers alone.
    """
    number = version or report.round + report.open
    approved = report.events.filter(act="approve", round__lt=number).order_by("number").last()
    since = Q(number__gt=approved.number) if approved else Q()
    spoken = reduce(or_, (Q(row__startswith=prefix) for prefix in SPOKEN))
    acted = Q(act__in=OWN_HAND)
    if report.state in workflow.UPPER_REVIEW | workflow.SETTLED:
        acted |= Q(act="forward", round=report.round)
    return (
        report.changes.filter(since, actor=actor).exclude(spoken).exists()
        or report.events.filter(since & acted, actor=actor).exists()
    )


def passed_above(report: models.Report, actor: User) -> bool:
    """Whether somebody further up than this person has passed this submission already: review goes upward only."""
    passed = report.events.filter(act="forward", round=report.round, from_state__in=workflow.UPPER_REVIEW)
    people = [event.actor for event in passed.select_related("actor") if event.actor is not None]
    if not people:
        return False
    return height(actor, report.organisation) < max(height(person, report.organisation) for person in people)
