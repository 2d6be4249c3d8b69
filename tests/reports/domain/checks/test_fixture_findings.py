"""The findings of the five fixtures, whole: exactly these, no others, in the order of the list."""

import pytest

from reports.domain.checks import find_all
from reports.domain.evaluate import evaluate
from tests.factories import fixture_facts

COPIED = "indicator.copied_target"
EXPECTED = {
    "shanghai-2022-resident-insurance": [
        ("funds.total_mismatch", "funds_total.budget"),
        ("funds.total_mismatch", "funds_total.actual"),
        ("funds.blank_line", "funds[1].budget"),
        ("funds.blank_line", "funds[2].budget"),
        (COPIED, "indicators[7].actual"),
        ("indicator.deviation", "indicators[1].actual"),
        ("indicator.undecided", "indicators[9].judgement"),
        ("narrative.figure_mismatch", "narrative[6].body"),
        ("narrative.target_mismatch", "indicators[8].explanation"),
    ],
    "shanghai-2023-medical-assistance": [
        ("funds.blank_line", "funds[1].budget"),
        ("funds.blank_line", "funds[2].budget"),
        ("goal.copied", "goals[0].actual"),
        ("weight.split", "indicators"),
        (COPIED, "indicators[3].actual"),
        (COPIED, "indicators[4].actual"),
        (COPIED, "indicators[8].actual"),
        (COPIED, "indicators[10].actual"),
        (COPIED, "indicators[12].actual"),
        (COPIED, "indicators[13].actual"),
        (COPIED, "indicators[14].actual"),
        (COPIED, "indicators[15].actual"),
        (COPIED, "indicators[16].actual"),
        (COPIED, "indicators[17].actual"),
        (COPIED, "indicators[18].actual"),
        ("indicator.placeholder", "indicators[15].target"),
        ("indicator.undecided", "indicators[0].judgement"),
        ("narrative.figure_mismatch", "narrative[7].body"),
        ("narrative.figure_mismatch", "narrative[9].body"),
        ("narrative.figure_mismatch", "indicators[0].explanation"),
    ],
    "shanghai-2022-service-capacity": [
        (COPIED, "indicators[0].actual"),
        (COPIED, "indicators[1].actual"),
        (COPIED, "indicators[2].actual"),
        (COPIED, "indicators[3].actual"),
        (COPIED, "indicators[4].actual"),
        (COPIED, "indicators[7].actual"),
        (COPIED, "indicators[8].actual"),
        (COPIED, "indicators[9].actual"),
        (COPIED, "indicators[11].actual"),
        (COPIED, "indicators[12].actual"),
        (COPIED, "indicators[13].actual"),
        (COPIED, "indicators[14].actual"),
        (COPIED, "indicators[15].actual"),
        (COPIED, "indicators[16].actual"),
        (COPIED, "indicators[17].actual"),
        (COPIED, "indicators[18].actual"),
        (COPIED, "indicators[19].actual"),
        (COPIED, "indicators[20].actual"),
    ],
    "panzhihua-2021-finance-evaluation": [
        ("score.differs_from_rule", "indicators[3].score"),
        ("score.differs_from_rule", "indicators[4].score"),
        ("indicator.reason_missing", "indicators[2].reason"),
        ("indicator.reason_missing", "indicators[3].reason"),
        ("indicator.reason_missing", "indicators[4].reason"),
        ("indicator.reason_missing", "indicators[8].reason"),
        ("indicator.reason_missing", "indicators[15].reason"),
        ("narrative.figure_mismatch", "narrative[12].body"),
        ("narrative.year", "narrative[12].body"),
    ],
    "jishan-2020-resident-insurance": [
        ("funds.blank_line", "funds[1].budget"),
        ("funds.blank_line", "funds[2].budget"),
        ("score.differs_from_rule", "funds_total.score"),
        ("score.differs_from_rule", "indicators[4].score"),
        ("score.differs_from_rule", "indicators[5].score"),
        ("score.total_mismatch", "total_score"),
        ("indicator.reason_missing", "indicators[4].reason"),
        ("indicator.reason_missing", "indicators[5].reason"),
    ],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_findings_of_the_fixture_are_exactly_these(name):
    report = fixture_facts(name)
    assert [(finding.code, finding.where) for finding in find_all(report, evaluate(report))] == EXPECTED[name]


def test_copied_actuals_are_eighteen_and_eleven():
    counts = [sum(code == COPIED for code, _ in rows) for rows in EXPECTED.values()]
    assert counts == [1, 11, 18, 0, 0]


def test_explanations_offer_the_real_figures():
    report = fixture_facts("shanghai-2023-medical-assistance")
    found = {finding.where: finding for finding in find_all(report, evaluate(report)) if finding.offer}
    assert {where: finding.offer for where, finding in found.items()} == {
        "indicators[17].actual": "91.11%",
        "indicators[18].actual": "92.71%",
    }
    assert "91.11分" in found["indicators[17].actual"].message
