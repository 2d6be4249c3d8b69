"""send_notices: writes the reminders of the day and mails everybody's open notices as one digest each.

To be run by the machine's timer, once in the morning or more often: what is sent is not sent again.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.actions import mailing, reminding


class Command(BaseCommand):
    """Exit status 1 where a mail could not be sent; it stays in the outbox and goes with the next run."""

    help = "生成当天的截止提醒，并把每个人未发的通知合成一封邮件发出。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="按这一天提醒（YYYY-MM-DD），不写则为今天")

    def handle(self, *args: Any, today: date | None = None, **options: Any) -> None:
        made = reminding.remind_all(today or timezone.localdate(), settings.DUE_DAYS)
        try:
            sent = mailing.send_all()
        except ImproperlyConfigured as problem:
            raise CommandError(f"邮件没有发出，通知仍留在发件箱：{problem}") from problem
        self.stdout.write(f"新的截止提醒 {made} 条；发出邮件 {sent.mails} 封，含通知 {sent.notices} 条。")
        for person, reason in sent.failures:
            self.stderr.write(f"发给 {person}（{person.email}）的邮件没有发出：{reason}")
        if sent.failures:
            self.stderr.write(f"发件箱还有 {sent.left} 条通知，下次运行时再发。")
            raise SystemExit(1)
