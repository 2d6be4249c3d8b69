"""The log: every act (Event) and every changed cell (Change), who, when, what. Only ever added to."""

from django.conf import settings
from django.db import models

from reports.domain import workflow
from reports.models.report import Report


class Sealed(models.Model):
    """An entry of a report's log: its number in the report's one chain, and its seal (reports.domain.chain).

    ``actor_name``: as it was then. ``witness``: the rows that the act has written beside the log, each with its SHA-256
    (reports.sealing).
    """

    number = models.PositiveIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField(max_length=100, blank=True)
    witness = models.TextField(blank=True)

    class Meta:
        abstract = True


class Event(Sealed):
    """One act on a report. ``actor`` is empty for a command line act.

    ``digest``: the SHA-256 of the text and of the PDF that a submission stored. ``standing``: whose the report is, its
    state and heads after the act (reports.sealing).
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    opinion = models.TextField("意见", blank=True)
    round = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=128, blank=True)
    standing = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="event_number_once")]
        indexes = [models.Index(fields=["at", "report", "number"], name="event_by_time")]  # the log's page

    @property
    def done(self) -> str:
        """The act in the log's words."""
        return workflow.label(self.act)


class Note(models.Model):
    """The preparer's answer to a warning: why it stands as it is. It counts while the warning says the same."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="notes")
    code = models.CharField(max_length=40)
    where = models.CharField(max_length=60)
    message = models.TextField()
    text = models.TextField("说明")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "code", "where"], name="note_once")]


class Change(Sealed):
    """One cell changed from one text to another."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveIntegerField(default=0)
    row = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="change_number_once")]
        indexes = [
            models.Index(fields=["report", "row", "field"], name="change_by_cell"),
            models.Index(fields=["at", "report", "number"], name="change_by_time"),  # the log's page
        ]
