"""People, units, program-years and reports, made by the real operations."""

from pathlib import Path

from indicators.issuing import issue
from indicators.models import Indicator
from programs.models import FundSource, IssuedGoal, Membership, Organisation, OutlineHeading, Period, Program, User
from reports import actions
from reports.domain import facts
from reports.exchange.reading import read_json
from reports.models import Report
from reports.queries import judge_report

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "fixtures" / "reports"
RESIDENT, MEDICAL, SERVICE = (
    "shanghai-2022-resident-insurance",
    "shanghai-2023-medical-assistance",
    "shanghai-2022-service-capacity",
)
JISHAN, PANZHIHUA = "jishan-2020-resident-insurance", "panzhihua-2021-finance-evaluation"
SHANGHAI = (RESIDENT, MEDICAL, SERVICE)


def fixture_bytes(name: str) -> bytes:
    return (REPORTS / f"{name}.json").read_bytes()


def fixture_facts(name: str) -> facts.Report:
    return read_json(fixture_bytes(name))


def organisation(name: str, parent: Organisation | None = None) -> Organisation:
    return Organisation.objects.create(name=name, parent=parent)


def user(username: str, **more) -> User:
    return User.objects.create_user(
        username, password="Passw0rd-xyz", name=f"{username}某", must_change_password=False, **more
    )


def member(unit: Organisation, role: str, username: str) -> User:
    person = user(username)
    Membership.objects.create(user=person, organisation=unit, role=role)
    return person


def period(
    form: str = "C", rows: int = 3, year: int = 2023, levels: int = 1, name: str = "城乡医疗救助专项补助"
) -> Period:
    """An issued program-year with ``rows`` indicators whose weights add to 90 where the form is scored."""
    program, _ = Program.objects.get_or_create(name=name)
    made = Period.objects.create(
        program=program,
        year=year,
        form=form,
        execution_weight="10" if form == "C" else "",
        review_levels=levels,
        local_department="市医疗保障局",
    )
    FundSource.objects.create(period=made, position=0, source="中央资金")
    FundSource.objects.create(period=made, position=1, source="地方资金")
    IssuedGoal.objects.create(period=made, target="巩固参保率。")
    OutlineHeading.objects.create(period=made, position=0, level=1, heading="一、绩效目标分解下达情况")
    OutlineHeading.objects.create(period=made, position=1, level=1, heading="二、绩效目标完成情况分析")
    weight, rest = divmod(90 * 100, rows)
    for index in range(rows):
        cents = weight + (1 if index < rest else 0)
        Indicator.objects.create(
            period=made,
            position=index,
            level1=("产出指标", "效益指标", "满意度指标")[min(2, index * 3 // rows)],
            level2=f"二级指标{index // 4}",
            name=f"第{index + 1}项指标完成率",
            target="≥90%",
            weight=f"{cents / 100:g}" if form == "C" else "",
        )
    issue(made)
    return Period.objects.get(pk=made.pk)


def started(unit: Organisation, issued: Period | None = None) -> Report:
    """A blank report of the unit, begun by its preparer."""
    return actions.start(issued or period(), unit, unit.preparer)


def fill(report: Report, person: User) -> None:
    """Fill every needed cell through the same action the page uses."""
    rows = []
    for line in report.fundlines.all():
        rows.append(actions.RowChange(f"fund:{line.pk}", line.version, {"budget": "100", "actual": "95"}))
    for goal in report.goals.all():
        rows.append(actions.RowChange(f"goal:{goal.pk}", goal.version, {"actual": "参保率 97%。"}))
    for entry in report.entries.all():
        rows.append(actions.RowChange(f"entry:{entry.pk}", entry.version, {"actual": "95%"}))
    for section in report.sections.all():
        rows.append(actions.RowChange(f"section:{section.pk}", section.version, {"body": "按要求分解下达。"}))
    for line in report.managementlines.all():
        rows.append(
            actions.RowChange(f"management:{line.pk}", line.version, {"statement": "按规定。", "problem": "无"})
        )
    actions.save_rows(report.pk, person, rows)
    report.refresh_from_db()


def explain(report: Report, person: User) -> None:
    """Answer every warning with a note."""
    answers = [
        actions.Answer(finding.code, finding.where, "情况属实。")
        for finding in judge_report(report).findings
        if not finding.blocking
    ]
    actions.answer(report.pk, person, answers)


#: What a person writes where an act needs it.
OPINIONS = {"return": "请补充说明。", "void": "建错了。"}


def advance(report: Report, *steps: tuple[User, str]) -> Report:
    """Perform the acts one after another."""
    for person, act in steps:
        if act == "submit":
            explain(report, person)
        report.refresh_from_db()
        actions.perform(report.pk, person, act, revision=report.revision, opinion=OPINIONS.get(act, ""))
    report.refresh_from_db()
    return report
