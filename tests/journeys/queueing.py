"""More reports for the demo's reviewer, made on the server's database (``Server.call``)."""

from programs.choices import Role
from programs.models import Membership, Organisation, User
from reports.models import Report
from tests import factories


def two_more_that_wait() -> list[int]:
    """Submitted by the demo's preparer; their ids in the order in which they wait."""
    unit = Organisation.objects.get(name="上海市医疗保障局")
    unit.preparer = User.objects.get(username="tianbao")
    found = []
    for year in (2020, 2021):
        report = factories.started(unit, factories.period(year=year))
        factories.fill(report, unit.preparer)
        found.append(factories.advance(report, (unit.preparer, "submit")).pk)
    return found


def one_approved() -> int:
    """A scored report that finance may re-check."""
    unit = Organisation.objects.get(name="上海市医疗保障局")
    unit.preparer, reviewer = (User.objects.get(username=name) for name in ("tianbao", "shenhe"))
    report = factories.started(unit, factories.period(year=2019))
    factories.fill(report, unit.preparer)
    return factories.advance(report, (unit.preparer, "submit"), (reviewer, "approve")).pk


def waiting() -> list[int]:
    return list(Report.objects.filter(state="submitted").order_by("pk").values_list("pk", flat=True))


def successor(username: str, name: str) -> None:
    """A second preparer of the bureau."""
    person = User.objects.create_user(username, name=name, email=f"{username}@example.test")
    Membership.objects.create(
        user=person, organisation=Organisation.objects.get(name="上海市医疗保障局"), role=Role.PREPARER
    )
