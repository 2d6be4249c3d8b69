"""import_report [--replace] FILE...: store reports in the exchange format as drafts."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from reports.actions import Refused, import_facts
from reports.domain import facts
from reports.exchange.node import ExchangeProblem, Problem
from reports.exchange.office.guarded import FileProblem
from reports.exchange.reading import read_json
from reports.exchange.workbook.reading import WorkbookProblem, facts_of, read_workbook
from reports.exchange.workbook.sheets import Flaw


class Command(BaseCommand):
    """Each file is stored whole or not at all, on its own; any failure makes the exit status 1."""

    requires_system_checks = []  # stderr holds this command's own lines only
    help = "导入自评报告（.json 交换格式，或本系统的 .xlsx 工作簿）。每个文件整份导入或整份不导入。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="替换同单位、项目、年度的草稿")

    def handle(self, *args, files: list[str], replace: bool, **options) -> None:
        stored = [self.store(name, replace) for name in files]
        if not all(stored):
            raise SystemExit(1)

    def store(self, name: str, replace: bool) -> bool:
        """One file; False if it was refused, with a line for each problem on stderr."""
        try:
            notices: list[Problem] = []
            report = import_facts(self.facts(name, notices), replace=replace)
        except ExchangeProblem as error:
            for problem in error.problems:
                self.stderr.write(f"{name}: {problem.place}: {problem.message}", ending="\n", style_func=str)
        except WorkbookProblem as error:
            for flaw in error.flaws:
                self.stderr.write(f"{name}: {flaw.place or '$'}: {in_words(flaw)}", style_func=str)
        except (Refused, CommandError, FileProblem) as error:
            self.stderr.write(f"{name}: $: {error}", style_func=str)
        except DatabaseError as error:
            self.stderr.write(f"{name}: $: 数据库拒绝了这份报告（{error}）", style_func=str)
        else:
            for notice in notices:
                self.stderr.write(f"{name}: {notice.place}: {notice.message}", style_func=str)
            self.stdout.write(f"{name}: report {report.pk}")
            return True
        return False

    def facts(self, name: str, notices: list[Problem]) -> facts.Report:
        """The file's report; a workbook by the same rules as the exchange format."""
        path = Path(name)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError("没有这个文件" if isinstance(error, FileNotFoundError) else "文件不能读取") from error
        if path.suffix.lower() == ".xlsx":
            return facts_of(read_workbook(content), notices)
        return read_json(content, notices)


def in_words(flaw: Flaw) -> str:
    """The sentence, and the cell as Excel names it."""
    return f"{flaw.message}（{flaw.at}）" if flaw.at else flaw.message
