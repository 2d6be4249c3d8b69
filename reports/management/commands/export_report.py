"""export_report ID --format json|html|pdf|docx|xlsx [--output FILE]."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.domain.workflow import VOIDED
from reports.models import Report
from reports.output import FORMATS, render


class Command(BaseCommand):
    """The whole report in one format, on stdout or into a file; nothing else is printed."""

    requires_system_checks = []  # stdout and stderr hold this command's own output only
    help = "导出自评报告。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("report", type=int, metavar="ID")
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--output", metavar="FILE")

    def handle(self, *args, report: int, format: str, output: str | None, **options) -> None:
        found = Report.objects.select_related("organisation", "period__program").filter(pk=report).first()
        if found is None:
            raise CommandError(f"没有编号为 {report} 的报告。")
        if found.state == VOIDED:
            raise CommandError(f"编号为 {report} 的报告已作废，不能导出。")
        _, _, content = render(found, format)
        if output:
            try:
                Path(output).write_bytes(content)
            except OSError as error:
                raise CommandError(f"{output} 不能写入（{error.strerror}）。") from error
        else:
            self.stdout.flush()
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
