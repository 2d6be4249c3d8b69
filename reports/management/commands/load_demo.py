"""load_demo: the three real Shanghai reports, their units and accounts, made by the real operations."""

import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from indicators.issuing import issue, open_year
from programs.choices import Role
from programs.models import Membership, Organisation, Period, User
from reports import actions
from reports.cataloguing import adopt_catalogue
from reports.exchange.reading import read_json
from reports.models import Report
from reports.queries import judge_report

FINANCE, BUREAU, DISTRICT = "上海市财政局", "上海市医疗保障局", "上海市浦东新区医疗保障局"
PASSWORD = "Shanghai-2025"  # noqa: S105 - a demo password that is printed on the README
ACCOUNTS = (
    ("tianbao", "张填报", BUREAU, Role.PREPARER),
    ("shenhe", "李审核", BUREAU, Role.REVIEWER),
    ("caizheng", "王财政", FINANCE, Role.SUPERVISOR),
    ("pudong", "赵浦东", DISTRICT, Role.PREPARER),
    ("guanli", "系统管理员", None, None),
)
#: Year that is being filled in, and the day it is due.
YEAR, DEADLINE = 2025, datetime.date(2026, 12, 31)
TITLES = {
    "shanghai-2022-resident-insurance": ("居民医保补助", "上海市转移支付区域（项目）绩效目标自评表"),
    "shanghai-2023-medical-assistance": ("医疗救助", "2023年度市对区专项转移支付整体绩效目标自评表"),
    "shanghai-2022-service-capacity": ("服务能力提升", ""),
}


class Command(BaseCommand):
    """Idempotent: a database that has the demo accounts is left as it is."""

    help = "装入演示数据和账号。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not User.objects.filter(username="tianbao").exists():
            with transaction.atomic():
                self.load()
            self.stdout.write("演示数据已装入。")
        self.stdout.write("演示账号（密码均为 " + PASSWORD + "）：")
        for username, name, unit, role in ACCOUNTS:
            duty = f"{unit} {Role(role).label}" if unit and role else "系统管理（/admin/）"
            self.stdout.write(f"  {username:<10}{name}  {duty}")

    def load(self) -> None:
        finance = Organisation.objects.create(name=FINANCE, short_name="市财政局")
        bureau = Organisation.objects.create(name=BUREAU, short_name="市医保局", parent=finance)
        Organisation.objects.create(name=DISTRICT, short_name="浦东医保局", parent=bureau)
        users = {account[0]: self.account(*account) for account in ACCOUNTS}
        reports = {name: self.report(name) for name in TITLES}
        self.review(reports, users["tianbao"], users["shenhe"])
        for report in reports.values():
            year = open_year(report.period, YEAR)
            Period.objects.filter(pk=year.pk).update(deadline=DEADLINE)
            # The published form of 2023 has "XX%" left in a target; a year with it cannot be issued.
            for row in year.indicators.filter(target__startswith="XX%"):
                row.target = row.target.replace("XX%", "100%")
                row.save()
            issue(year)
        medical = reports["shanghai-2023-medical-assistance"].period.program
        actions.start(Period.objects.get(program=medical, year=YEAR), bureau, users["tianbao"])

    def account(self, username: str, name: str, unit: str | None, role: str | None) -> User:
        if unit is None:
            user = User.objects.create_superuser(username, password=PASSWORD, name=name)
        else:
            user = User.objects.create_user(username, password=PASSWORD, name=name)
            Membership.objects.create(user=user, organisation=Organisation.objects.get(name=unit), role=role)
        user.must_change_password = False
        user.save()
        return user

    def report(self, name: str) -> Report:
        """Import one real report; its form becomes the catalogue of its year."""
        path = settings.BASE_DIR / "fixtures" / "reports" / f"{name}.json"
        report = actions.import_facts(read_json(path.read_bytes()))
        period = adopt_catalogue(report)
        period.program.short_name, period.table_title = TITLES[name]
        period.program.save()
        period.save()
        return Report.objects.get(pk=report.pk)

    def review(self, reports: dict[str, Report], clerk: User, reviewer: User) -> None:
        """One report approved, one returned with an opinion, one waiting for the reviewer."""
        resident, medical, service = (reports[name] for name in TITLES)
        actions.use_funds_sums(resident.pk, clerk)
        for report in (resident, medical, service):
            self.explain(report, clerk)
            self.act(report, clerk, "submit")
        self.act(service, reviewer, "approve")
        self.act(
            resident,
            reviewer,
            "return",
            "1.“实现门诊统筹”正文的目标值是“普遍开展”，表中是“100%”，请核对。\n2.地方资金、其他资金没有发生的请填 0。",
        )

    def explain(self, report: Report, clerk: User) -> None:
        """Answer what the checks ask, as the published reports would have had to."""
        answers = [
            actions.Answer(finding.code, finding.where, "已与业务处室核对，按公开文本填报。")
            for finding in judge_report(report).findings
        ]
        actions.answer(report.pk, clerk, answers)

    def act(self, report: Report, user: User, act: str, opinion: str = "") -> None:
        report.refresh_from_db()
        actions.perform(report.pk, user, act, revision=report.revision, opinion=opinion)
