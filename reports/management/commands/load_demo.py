"""load_demo: the three real Shanghai reports, their units and accounts, made by the real operations."""

import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from indicators.issuing import issue, open_year
from programs.choices import Role
from programs.models import Membership, Organisation, Period, User
from reports import actions
from reports.cataloguing import adopt_catalogue
from reports.exchange.reading import read_json
from reports.models import Entry, Report, Section
from reports.queries import judge_report
from reports.rows import row_key

FINANCE, BUREAU, DISTRICT = "上海市财政局", "上海市医疗保障局", "上海市浦东新区医疗保障局"
PASSWORD = "Shanghai-2025"  # noqa: S105 - a demo password that is printed on the README
ACCOUNTS = (
    ("tianbao", "张填报", BUREAU, Role.PREPARER),
    ("shenhe", "李审核", BUREAU, Role.REVIEWER),
    ("caizheng", "王财政", FINANCE, Role.SUPERVISOR),
    ("pudong", "赵浦东", DISTRICT, Role.PREPARER),
    ("shenji", "孙审计", FINANCE, Role.AUDITOR),
    ("guanli", "系统管理员", None, None),
)
#: Year that is being filled in, and the day it is due.
YEAR, DEADLINE = 2025, datetime.date(2026, 12, 31)
TITLES = {
    "shanghai-2022-resident-insurance": ("居民医保补助", "上海市转移支付区域（项目）绩效目标自评表"),
    "shanghai-2023-medical-assistance": ("医疗救助", "2023年度市对区专项转移支付整体绩效目标自评表"),
    "shanghai-2022-service-capacity": ("服务能力提升", ""),
}
#: What the correction is about: an indicator, and the one sentence of the published report that its own table refutes.
UPTIME = "医保信息系统正常运行率"
PUBLISHED, CORRECTED = "实际支出8171万元，预算执行率为42.75%", "实际支出8170.98万元，预算执行率为42.7%"


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
        self.review(reports, users)
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
        if unit is None or role is None:
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

    def review(self, reports: dict[str, Report], users: dict[str, User]) -> None:
        """One report published and corrected, one returned with two cells to mend, one waiting for the reviewer."""
        resident, medical, service = (reports[name] for name in TITLES)
        clerk, reviewer = users["tianbao"], users["shenhe"]
        Period.objects.filter(pk=service.period_id).update(review_levels=2)
        actions.use_funds_sums(resident.pk, clerk)
        self.fill(service, clerk, service.entries.get(name=UPTIME), "actual", "95%")
        for report in (resident, medical, service):
            self.submit(report, clerk)
        self.publish(service, reviewer, users["caizheng"], "按年度公开计划公开。")
        self.send_back(resident, reviewer)
        self.correct(service, clerk, users["caizheng"])
        self.publish(service, reviewer, users["caizheng"], "更正后重新公开。")

    def publish(self, report: Report, reviewer: User, supervisor: User, reason: str) -> None:
        """From the reviewer's desk over both levels to the public."""
        for person, act in ((reviewer, "begin"), (reviewer, "forward"), (supervisor, "begin"), (supervisor, "approve")):
            self.act(report, person, act)
        self.act(report, supervisor, "publish", reason)

    def send_back(self, report: Report, reviewer: User) -> None:
        """Two cells marked 须改, an opinion, ten days to mend them."""
        entry, line = report.entries.get(name="实现门诊统筹"), report.fundlines.get(source="地方资金")
        for row, field, text in (
            (entry, "explanation", "正文写的目标值是“普遍开展”，表中是“100%”，请核对。"),
            (line, "budget", "没有发生的请填 0，其他资金也一样。"),
        ):
            actions.comment(report.pk, reviewer, text, row=row_key(row), field=field, must_mend=True)
        mend_by = timezone.localdate() + datetime.timedelta(days=10)
        self.act(report, reviewer, "return", "请按所标的两项核对，改好后再报。", mend_by)

    def correct(self, report: Report, clerk: User, supervisor: User) -> None:
        """A figure and a sentence are corrected to what the table and the papers say."""
        self.act(report, supervisor, "correct", "运行率按运维记录应为“≥90%”；正文的支出和执行率请与表一致。")
        self.fill(report, clerk, report.entries.get(name=UPTIME), "actual", "≥90%")
        section = report.sections.get(body__contains=PUBLISHED)
        self.fill(report, clerk, section, "body", section.body.replace(PUBLISHED, CORRECTED))
        self.submit(report, clerk)

    def fill(self, report: Report, clerk: User, row: Entry | Section, field: str, text: str) -> None:
        actions.save_rows(report.pk, clerk, [actions.RowChange(row_key(row), row.version, {field: text})])

    def submit(self, report: Report, clerk: User) -> None:
        self.explain(report, clerk)
        self.act(report, clerk, "submit")

    def explain(self, report: Report, clerk: User) -> None:
        """Answer what the checks ask, as the published reports would have had to."""
        answers = [
            actions.Answer(finding.code, finding.where, "已与业务处室核对，按公开文本填报。")
            for finding in judge_report(report).findings
        ]
        actions.answer(report.pk, clerk, answers)

    def act(
        self, report: Report, user: User, act: str, opinion: str = "", mend_by: datetime.date | None = None
    ) -> None:
        report.refresh_from_db()
        actions.perform(report.pk, user, act, revision=report.revision, opinion=opinion, mend_by=mend_by)
