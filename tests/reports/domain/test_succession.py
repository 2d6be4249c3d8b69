"""Which row of last year's report a row continues, and what is carried over."""

import pytest

from reports.domain.facts import FundLine, Goal, Indicator, ManagementLine, Report, Section
from reports.domain.succession import carried, fold, fold_heading, matches
from tests.factories import SHANGHAI, fixture_facts


def report(year: int = 2023, **rows) -> Report:
    return Report(
        form="C", year=year, program="医疗救助", organization="医保局", title="报告", unit="万元",
        **{name: tuple(found) for name, found in rows.items()},
    )  # fmt: skip


def pairs(name: str, new: list, old: list) -> dict[int, int]:
    """New index → old index of one table."""
    found = matches(report(**{name: new}), report(2022, **{name: old}))
    return {int(here.split("[")[1][:-1]): int(there.split("[")[1][:-1]) for here, there in found.items()}


def indicators(*names: str) -> list[Indicator]:
    """Each "产出/数量/名称", or the name alone."""
    rows = []
    for text in names:
        *levels, name = text.split("/")
        level1, level2 = levels or ("产出指标", "数量指标")
        rows.append(Indicator(name=name, level1=level1, level2=level2))
    return rows


FOLDED = [
    ("参保人数 （万人）", "参保人数万人"), ("ＡＢ率", "ab率"), ("重点\n救助对象", "重点救助对象"),
    ("“双随机、一公开”", "双随机一公开"), ("𲎯村", "𲎯村"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), FOLDED)
def test_words_without_spaces_and_punctuation(text, words):
    assert fold(text) == words


HEADINGS = [
    ("一、绩效目标分解下达情况", "绩效目标分解下达情况"), ("（一）资金投入情况分析", "资金投入情况分析"),
    ("(2)质量指标", "质量指标"), ("1.巩固参保率", "巩固参保率"), ("十二、其他", "其他"), ("①完成情况", "完成情况"),
    ("第三部分 结果应用", "结果应用"), ("目标1：巩固参保率。", "巩固参保率"), ("二 2023年度资金情况", "资金情况"),
    ("2023年度资金情况", "资金情况"), ("2023 年资金", "资金"), ("二〇二三年资金", "资金"), ("三大攻坚战", "三大攻坚战"),
    ("1.5级应急", "15级应急"), ("1.2022年资金", "资金"), ("2022-2023年资金", "资金"), ("12000人", "12000人"), ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), HEADINGS)
def test_heading_without_number_and_years(text, words):
    assert fold_heading(text) == words


INDICATORS = [
    (["参保率", "满意度"], ["满意度", "参保率"], {0: 1, 1: 0}),  # moved
    (["参保人数（万人）"], ["参保人数(万人) "], {0: 0}),  # typed otherwise
    (["产出指标/数量指标/参保率"], ["产出指标/质量指标/参保率"], {0: 0}),  # moved to another group
    (["产出指标/数量指标/次数"], ["产出指标/质量指标/次数", "效益指标/社会效益/次数"], {}),  # it could be either
    (["产出/数量/次数", "效益/社会/次数"], ["产出/质量/次数", "产出/数量/次数"], {0: 1}),
    (["次数", "次数"], ["次数", "次数"], {0: 0, 1: 1}),  # twice in both: in their order
    (["次数", "次数"], ["次数"], {}),
    (["2023年任务完成率"], ["2022年任务完成率"], {0: 0}),
    (["2022年任务完成率", "2023年任务完成率"], ["2021年任务完成率", "2022年任务完成率"], {0: 1}),
    (["补助标准（中央）"], ["补助标准（地方）"], {}),
    ([""], [""], {}),
    (["参保率"], [], {}),
]  # fmt: skip


@pytest.mark.parametrize(("new", "old", "expected"), INDICATORS)
def test_indicators_are_told_by_their_names(new, old, expected):
    assert pairs("indicators", indicators(*new), indicators(*old)) == expected


FUNDS = [
    (["中央资金", "地方资金"], ["其中：中央资金", "　　地方资金"], {0: 0, 1: 1}),
    (["地方资金"], ["中央资金"], {}),
    (["中央财政资金"], ["中央资金"], {0: 0}),
    (["中央财政资金", "中央资金"], ["中央资金"], {1: 0}),
    (["其中："], ["其中："], {}),
]  # fmt: skip


@pytest.mark.parametrize(("new", "old", "expected"), FUNDS)
def test_fund_lines_are_told_by_their_source(new, old, expected):
    assert pairs("funds", [FundLine(source) for source in new], [FundLine(source) for source in old]) == expected


def test_management_lines_are_told_by_their_aspect():
    new, old = ([ManagementLine(aspect) for aspect in ("下达及时性", "分配科学性")], [ManagementLine("1.分配科学性")])
    assert pairs("management", new, old) == {1: 0}


GOALS = [
    (["巩固参保率。", "实现收支平衡。"], ["目标1：实现收支平衡", "目标2：巩固参保率"], {0: 1, 1: 0}),  # moved
    (["到2023年末巩固参保率97%以上。", "新目标"], ["到2022年末巩固参保率95%以上。"], {0: 0}),  # reworded
    (["稳步提高待遇水平", "新目标"], ["巩固参保率"], {}),
    (["稳步提高待遇水平"], ["巩固参保率"], {0: 0}),  # as many as last year
    (["", "新目标"], [""], {}),
]  # fmt: skip


@pytest.mark.parametrize(("new", "old", "expected"), GOALS)
def test_goals_are_told_by_words_then_by_place(new, old, expected):
    assert pairs("goals", [Goal(text) for text in new], [Goal(text) for text in old]) == expected


def sections(*headings: str) -> list[Section]:
    """Each "2:（一）标题", or a heading of level 1."""
    found = [text.partition(":")[::2] if text[:1].isdigit() and ":" in text else ("1", text) for text in headings]
    return [Section(heading=heading, level=int(level)) for level, heading in found]


SECTIONS = [
    (["", "一、资金"], ["", "三、2022年资金"], {0: 0, 1: 1}),
    (["一、产出", "2:完成情况", "二、效益", "2:完成情况"], ["一、效益", "2:完成情况", "二、产出", "2:完成情况"],
     {0: 2, 1: 3, 2: 0, 3: 1}),
    (["一、指标分析", "2:资金"], ["一、绩效分析", "2:资金"], {1: 1}),  # under another heading, but the only one
    (["一、产出", "2:完成情况"], ["一、甲", "2:完成情况", "二、乙", "2:完成情况"], {}),
]  # fmt: skip


@pytest.mark.parametrize(("new", "old", "expected"), SECTIONS)
def test_sections_are_told_by_their_headings(new, old, expected):
    assert pairs("narrative", sections(*new), sections(*old)) == expected


@pytest.mark.parametrize("name", SHANGHAI)
def test_the_same_form_again_matches_row_by_row(name):
    whole = fixture_facts(name)
    assert matches(whole, whole) == {
        f"{table}[{at}]": f"{table}[{at}]"
        for table in ("funds", "management", "goals", "indicators", "narrative")
        for at in range(len(getattr(whole, table)))
    }


def test_texts_are_carried_and_nothing_else():
    last = report(
        2022,
        indicators=[
            Indicator("参保率", "产出", "数量", target="≥90%", actual="92%", weight="10", score="9", reason="甲",
                      judgement="达成", explanation="2022年参保率 92%。"),
            Indicator("旧指标", explanation="不再下达。"),
        ],
        funds=[FundLine("中央资金", "1", "2")],
        goals=[Goal("巩固", "已巩固")],
        narrative=[Section("一、资金", "2022年共{{执行率}}。"), Section("二、空", "  ")],
    )  # fmt: skip
    issued = report(
        2023,
        indicators=[Indicator("参保率", "产出", "数量", target="≥95%", weight="20"), Indicator("新指标")],
        funds=[FundLine("中央资金")],
        goals=[Goal("巩固")],
        narrative=[Section("一、资金情况"), Section("三、资金"), Section("二、空")],
    )
    assert carried(issued, last) == report(
        2023,
        indicators=[
            Indicator("参保率", "产出", "数量", target="≥95%", weight="20",
                      explanation="2022年参保率 92%。", drafted=True),
            Indicator("新指标"),
        ],
        funds=[FundLine("中央资金")],
        goals=[Goal("巩固")],
        narrative=[
            Section("一、资金情况"), Section("三、资金", "2022年共{{执行率}}。", drafted=True), Section("二、空"),
        ],
    )  # fmt: skip
