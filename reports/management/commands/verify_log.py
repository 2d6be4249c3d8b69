"""verify_log [ID…]: whether reports, logs, versions and files are as the portal wrote them."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.models import Report
from reports.verifying import troubles_of


class Command(BaseCommand):
    """One line for each trouble, naming report and place; the exit status is 1 if there is any."""

    help = "核对报告的日志、版本和文件是否被改动。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("reports", nargs="*", type=int, metavar="ID", help="报告编号；不写则核对全部")

    def handle(self, *args: Any, reports: list[int], **options: Any) -> None:
        chosen = Report.objects.select_related("organisation", "period__program").order_by("id")
        chosen = chosen.filter(pk__in=reports) if reports else chosen
        found = checked = 0
        for report in chosen.iterator():
            checked += 1
            for trouble in troubles_of(report):
                found += 1
                self.stdout.write(f"报告 {report.pk}《{report.title}》：{trouble.place}：{trouble.message}")
        self.stdout.write(f"核对了 {checked} 份报告，{f'发现 {found} 处问题' if found else '没有发现问题'}。")
        if found:
            raise SystemExit(1)
