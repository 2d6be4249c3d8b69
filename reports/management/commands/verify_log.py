"""verify_log [ID…]: whether reports, logs, versions and files are as the portal wrote them."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports import anchoring, sealing
from reports.domain.chain import BadEnds, End, read_ends, write_ends
from reports.models import Report
from reports.verifying import Trouble, troubles_of, unchanged

#: So often a report is read again when somebody has written meanwhile.
TRIES = 3
HELP = """核对报告的内容、日志、版本、公开记录、意见、说明、豁免、抽查复核和文件是否被改动，逐处指出。

数据库里的日志能证明其中每一处改动；整份报告连同它的日志一起被删除，或者整个数据库被换成较早的备份，
只有同另存的日志末端比较才能发现：定期用 --write 写出日志末端，存放在数据库和备份以外的地方，
核对时用 --against 指明这个文件。"""


class Command(BaseCommand):
    """One line for each trouble, naming report and place; the exit status is 1 if there is any."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **options: Any):
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser) -> None:
        parser.add_argument("reports", nargs="*", type=int, metavar="ID", help="报告编号；不写则核对全部")
        parser.add_argument("--write", metavar="FILE", help="没有发现问题时，把各报告日志的末端写入文件")
        parser.add_argument("--against", metavar="FILE", help="同以前写出的日志末端比较，找出不在了、变短或换过的日志")

    def handle(self, *args: Any, reports: list[int], write: str | None, against: str | None, **options: Any) -> None:
        kept = ends_in(against) if against else []
        numbers = reports or list(Report.objects.order_by("id").values_list("pk", flat=True))
        ends: list[End] = []
        found = 0
        for pk in numbers:
            report, troubles = checked(pk)
            if report is None:
                continue
            ends.append(anchoring.end_of(report))
            for trouble in troubles:
                found += 1
                self.stdout.write(f"报告 {pk}《{report.title}》：{trouble.place}：{trouble.message}")
        for end, trouble in anchoring.missed(end for end in kept if not reports or end.report in reports):
            found += 1
            self.stdout.write(f"报告 {end.report}（{end.name}）：{trouble.place}：{trouble.message}")
        self.stdout.write(f"核对了 {len(ends)} 份报告，{f'发现 {found} 处问题' if found else '没有发现问题'}。")
        if found:
            raise SystemExit(1)
        if write:
            self.write_file(write, ends)

    def write_file(self, path: str, ends: list[End]) -> None:
        try:
            Path(path).write_text(write_ends(sealing.key(), ends), encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"不能写入 {path}：{error.strerror}") from error
        self.stdout.write(f"{len(ends)} 份报告的日志末端已写入 {path}，请存放在数据库和备份以外的地方。")


def ends_in(path: str) -> list[End]:
    try:
        return read_ends(sealing.key(), Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"不能读取 {path}：{error.strerror}") from error
    except (BadEnds, UnicodeDecodeError) as error:
        raise CommandError(f"{path} 不是用本系统的 AUDIT_KEY 写出的日志末端，或者已被改动。") from error


def checked(pk: int) -> tuple[Report | None, list[Trouble]]:
    """A report, ``None`` where there is none, and what is wrong with it; read again when somebody has written."""
    report, troubles = None, list[Trouble]()
    for _ in range(TRIES):
        report = Report.objects.select_related("organisation", "period__program").filter(pk=pk).first()
        troubles = list(troubles_of(report)) if report else []
        if report is None or not troubles or unchanged(report):
            break
    return report, troubles
