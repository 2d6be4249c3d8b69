"""A report of a year with two levels of review, made on the server's database (``Server.call``)."""

from programs.models import Organisation, User
from tests import factories


def filled_for_two_levels() -> int:
    """Filled and explained by the demo's preparer, ready to be submitted."""
    unit = Organisation.objects.get(name="上海市医疗保障局")
    unit.preparer = User.objects.get(username="tianbao")
    report = factories.started(unit, factories.period(year=2024, rows=6, levels=2))
    factories.fill(report, unit.preparer)
    factories.explain(report, unit.preparer)
    return report.pk
