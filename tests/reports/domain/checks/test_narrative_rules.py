"""Each rule of the narrative checks with sentences it finds and sentences it leaves alone.

After the second review, which changed one number or word in 220 texts: what it found silent is found here.
"""
# ruff: noqa: E501  a sentence of the tables stands on one line

from dataclasses import replace

import pytest

from reports.domain import facts
from tests import factories
from tests.reports.domain.checks import worlds
from tests.reports.domain.checks.innocuous import EXPLANATIONS, SENTENCES
from tests.reports.domain.checks.worlds import JOBS, PROVINCE, explained, found, with_text

FIXTURES = {
    "MEDICAL": factories.MEDICAL, "RESIDENT": factories.RESIDENT, "SERVICE": factories.SERVICE,
    "PANZHIHUA": "panzhihua-2021-finance-evaluation",
}  # fmt: skip
HEADINGS = ("一、总体情况", "（二）总体绩效目标完成情况分析")


def world(name: str) -> facts.Report:
    return factories.fixture_facts(FIXTURES[name]) if name in FIXTURES else getattr(worlds, name)


# --- what must stay silent ---


@pytest.mark.parametrize("heading", [*HEADINGS, "（一）资金投入情况分析"])
@pytest.mark.parametrize(("name", "sentence"), [(name, text) for name, texts in SENTENCES.items() for text in texts])
def test_innocuous_sentence_raises_nothing(name, sentence, heading):
    assert found(with_text(world(name), sentence, heading=heading)) == []


@pytest.mark.parametrize(("name", "row", "text"), EXPLANATIONS)
def test_innocuous_explanation_raises_nothing(name, row, text):
    report = replace(explained(world(name), row, text), narrative=())
    assert [f.message for f in found(report) if f.where == f"indicators[{row}].explanation"] == []


# --- rules: sentence → what the message names, or nothing ---

MISMATCH, TARGET, SUM, FOREIGN = "figure_mismatch", "target_mismatch", "sum_mismatch", "foreign_program"
FOUND = [
    # A target, its indicator told by name: in a list of goals, in a bracket, after a comma, on a line of its own.
    (TARGET, "居民健康素养水平（目标值≥20%）达到29.7%。", ("≥20%", "≥25%")),
    (TARGET, "居民健康素养水平，目标值≥20%，完成值29.7%。", ("≥20%", "≥25%")),
    (TARGET, "居民健康素养水平：年初目标值20%，实际完成值29.7%。", ("20%", "≥25%")),
    (TARGET, "（1）居民健康素养水平。目标值≥20%，实际值29.7%。", ("≥20%", "≥25%")),
    (TARGET, "指标1：居民健康素养水平\n\n目标值：≥20%\n\n完成29.7%。", ("≥20%", "≥25%")),
    (TARGET, "居民健康素养水平\n目标值：≥20%", ("≥20%", "≥25%")),
    (TARGET, "指标1：居民健康素养水平≥20%，实际完成29.7%", ("≥20%", "≥25%")),
    (TARGET, "目标3：城乡居民对基本公共卫生服务满意度不低于85%。", ("≥85%", "≥80%")),
    (TARGET, "绩效目标为：7岁以下儿童健康管理率90%以上；居民健康素养水平不低于25%。", ("≥90%", "≥85%")),
    (TARGET, "居民健康素养水平为29.7%，高于目标值（20%）9.7个百分点。", ("20%", "≥25%")),
    (TARGET, "居民健康素养水平达到29.7%，完成了≥20%的目标。", ("≥20%", "≥25%")),
    (TARGET, "2型糖尿病患者管理人数136.8万人，完成目标任务125万人的109.44%。", ("125万人", "≥120万人")),
    # After 分别为 the rest of the sentence is read.
    (MISMATCH, "高血压、2型糖尿病患者规范管理服务率分别为75.18%和75.66%；居民健康素养水平27.9%。", ("27.9%", "29.7%")),
    (MISMATCH, "高血压、2型糖尿病患者规范管理服务率分别为75.18%和75.66%，居民健康素养水平27.9%。", ("27.9%", "29.7%")),
    # The rate of the total: half of the last digit, and no other line's.
    (MISMATCH, "预算执行率95%。", ("97.00%",)),
    (MISMATCH, "预算执行率96%。", ("97.00%",)),
    (MISMATCH, "实际支出471916.64万元，预算执行率98%。", ("97.00%",)),
    (MISMATCH, "全年支出471916.64万元，完成预算的98%。", ("97.00%",)),
    # A sum of the table with two neighbours exchanged, whatever the clause calls it.
    (MISMATCH, "中央财政资金382,165万元。", ("382156.00万元", "中央财政资金")),
    (MISMATCH, "项目总投资486512万元，实际支付471961.64万元。", ("471916.64万元",)),
    (MISMATCH, "全年执行471961万元。", ("471916.64万元",)),
    (MISMATCH, "市县财政资金支出5亿元。", ("40000.00万元",)),
    # A total score is exact.
    (MISMATCH, "自评得分98分，等级为优。", ("98.20分",)),
    # The same words in another order; a change up to a number.
    (MISMATCH, "基本公共卫生服务人均补助标准为98元。", ("98元", "89元")),
    (MISMATCH, "人均基本公共卫生服务补助标准由84元提高到98元。", ("98元", "89元")),
    # Sums.
    (SUM, "总预算486512万元，包括中央382156万元、省级62356万元、市县43000万元。", ("487512万元",)),
    (SUM, "支出486512万元，分别为：中央382156万元，省级62356万元，市县43000万元。", ("487512万元",)),
    (SUM, "中央382156万元、省级62356万元、市县43000万元，共计486512万元。", ("487512万元",)),
    (SUM, "资金由中央382156万元、省级62356万元、市县43000万元构成，共486512万元。", ("487512万元",)),
    (SUM, "常住人口368.77万人，由城镇180.2万人和农村180.57万人组成。", ("360.77万人",)),
    (SUM, "培训班共10期，其中省级3期、市级4期、县级5期。", ("12期",)),
    (SUM, "共清理文件14件，其中修订重发11件，到期失效3件，延长有效期1件。", ("15件",)),
    (SUM, "全年抽查机构100家，其中合格90家，不合格12家。", ("102家",)),
    (SUM, "其中：甲县100万元、乙县200万元、丙县300万元，合计700万元。", ("600万元",)),
    (SUM, "男性50人，女性60人，共计100人。", ("110人",)),
    # Another program's money.
    (FOREIGN, "本项目为城乡居民基本医疗保险补助资金，全年支出12345万元。", ("城乡居民基本医疗保险补助资金",)),
    (FOREIGN, "2023年度城乡医疗救助专项补助支出12345万元。", ("城乡医疗救助专项补助",)),
    (FOREIGN, "城乡居民基本医疗保险补助资金绩效目标全部完成。", ("城乡居民基本医疗保险补助资金",)),
    ("year", "截止到二〇一九年底，支出3万元。", ("2019",)),
]  # fmt: skip
SILENT = [
    "居民健康素养水平（目标值≥25%）达到29.7%。", "居民健康素养水平，目标值25%，完成值29.7%。", "居民健康素养水平（全国目标值≥20%）达到29.7%。",
    "居民健康素养水平29.7%，超过年初目标20%。", "居民健康素养水平29.7%，高于国家目标（20%）。", "城乡居民对基本公共卫生服务满意度不低于85%。",
    "指标1：居民健康素养水平\n\n目标值：≥25%", "指标1：居民健康素养水平\n\n完成29.7%。\n\n目标值：≥20%", "2024年，居民健康素养水平目标值≥30%。",
    "居民健康素养水平由2022年的27.78%提高到29.7%。", "居民健康素养水平达到29.7%，完成了30%的工作任务。",
    "2型糖尿病患者管理人数136.8万人，完成目标任务120万人的114%。", "2型糖尿病患者管理人数136.8万人，超额完成目标任务16.8万人。",
    "预算执行率97%。", "预算执行率97.0%。", "中央财政资金支出371200.5万元，预算执行率97.13%。", "市县财政资金支出4亿元，执行率95%。",
    "中央财政资金382156万元，执行率97%；市县财政资金执行率95.24%。", "全年支出471916.64万元，完成预算的97%。", "基金支出471961万元。",
    "自评得分98.2分。", "自评得分98分左右。", "2022年中央财政资金328165万元。", "中央财政资金支付工程款382165万元。",
    "总预算486512万元，包括中央382156万元、省级62356万元、市县42000万元。", "总预算486512万元，包括中央382156万元、省级62356万元。",
    "支出486512万元，分别为：中央382156万元，省级62356万元，市县42000万元。", "资金由中央382156万元、省级62356万元、市县42000万元构成，共486512万元。",
    "常住人口368.77万人，由城镇180.2万人和农村188.57万人组成。", "抽查100人，由5人组成的检查组实施。", "培训班共10期，其中省级3期、市级4期、县级3期。",
    "共培训10期，其中线上6期、线下4期，示范班1期。", "清理文件14件，其中修订10件，失效4件，公开发布12件。", "低保对象50人、特困60人等共计200人。",
    "资金77341.76万元，包括中央资金5174万元。", "本项目为基本公共卫生服务补助资金，用于十二类服务。", "本项目为中央对地方转移支付资金。",
    "绩效目标：辖区内居民健康素养水平25%以上。", "绩效目标为：居民健康素养水平达到25%以上；7岁以下儿童健康管理率年内85%。",
    "与城乡医疗救助补助资金统筹使用。", "各项绩效目标完成情况良好。",
]  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize(("code", "sentence", "words"), FOUND)
def test_sentence_is_found(code, sentence, words, heading):
    findings = found(with_text(PROVINCE, sentence, heading=heading), code)
    assert findings
    assert [word for word in words if not any(word in finding.message for finding in findings)] == []


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("sentence", SILENT)
def test_sentence_is_left_alone(sentence, heading):
    assert [finding.message for finding in found(with_text(PROVINCE, sentence, heading=heading))] == []


def test_heading_that_is_an_indicators_name_names_it():
    report = with_text(PROVINCE, "目标值：≥20%\n\n完成29.7%。", heading="8.居民健康素养水平")
    assert [finding.code for finding in found(report)] == ["narrative.target_mismatch"]
    assert found(with_text(PROVINCE, "目标值：≥25%\n\n完成29.7%。", heading="8.居民健康素养水平")) == []


def test_heading_on_one_line_of_the_funds_allows_its_rate():
    assert found(with_text(PROVINCE, "预算执行率95.24%。", heading="3.市县财政资金执行情况")) == []
    assert len(found(with_text(PROVINCE, "预算执行率95.24%。", heading="3.资金执行情况"))) == 1


def test_how_a_rate_is_worked_out_says_nothing_where_there_is_one_way():
    one = "以常住人口为基数计算的居民健康素养水平为27.9%。"
    assert [f.code for f in found(with_text(PROVINCE, one))] == ["narrative.figure_mismatch"]
    assert found(with_text(PROVINCE, one, "以户籍人口为基数计算的居民健康素养水平为31%。")) == []


# --- one change in a fixture ---

CHANGES = [
    # Place (a narrative's or, after "row", an explanation's number), what stands there, what instead, code.
    ("PANZHIHUA", 3, "综合参保率不低于95%", "综合参保率不低于90%", TARGET), ("PANZHIHUA", 3, "≥70%", "≥75%", TARGET),
    ("PANZHIHUA", 3, "满意度不低于85%", "满意度不低于90%", TARGET), ("PANZHIHUA", 12, "标准值（95%）", "标准值（96%）", TARGET),
    ("PANZHIHUA", 12, "标准值（70%）", "标准值（75%）", TARGET), ("PANZHIHUA", 12, "67.5万人", "68.5万人", TARGET),
    ("PANZHIHUA", 12, "参保率为97.2%", "参保率为92.7%", MISMATCH), ("PANZHIHUA", 11, "97.27%", "97.72%", MISMATCH),
    ("PANZHIHUA", 11, "94.18%", "98.14%", MISMATCH), ("PANZHIHUA", 8, "得分90.5分", "得分91分", MISMATCH),
    ("PANZHIHUA", 12, "34,232", "34,223", MISMATCH), ("PANZHIHUA", 15, "34,232", "34,322", MISMATCH),
    ("PANZHIHUA", 12, "调增至580元", "调增至570元", MISMATCH), ("PANZHIHUA", 5, "35,316", "35,361", MISMATCH),
    ("MEDICAL", 9, "住院救助限额13万元", "住院救助限额15万元", MISMATCH), ("MEDICAL", 9, "调整为2800元", "调整为3000元", MISMATCH),
    ("MEDICAL", 2, "31124万元", "31142万元", MISMATCH), ("MEDICAL", 2, "-5451.09", "-5541.09", MISMATCH),
    ("MEDICAL", "row 6", "调整为2800元", "调整为2500元", MISMATCH), ("MEDICAL", "row 7", "最高救助限额13万元", "最高救助限额12万元", MISMATCH),
    ("MEDICAL", "row 11", "未收到有关有责违规事件发生的相关反映", "收到有责违规事件2起", MISMATCH),
    ("RESIDENT", "row 11", "94.01%", "84.01%", MISMATCH), ("RESIDENT", "row 0", "368.77万人", "368.7万人", MISMATCH),
    ("RESIDENT", "row 3", "重复参保人数0人", "发现重复参保12人", MISMATCH), ("RESIDENT", 9, "较2021年持平", "高于目标值（90%）42.03个百分点", TARGET),
    ("RESIDENT", 2, "21,154", "21,145", MISMATCH),
    ("SERVICE", 2, "合计下达金额10789万元", "合计下达金额10798万元", MISMATCH), ("SERVICE", 5, "资金10789万元和", "资金10879万元和", MISMATCH),
    ("SERVICE", "row 5", "合格率达100%", "合格率达98%", MISMATCH), ("SERVICE", "row 2", "修订重发10件", "修订重发11件", SUM),
    ("SERVICE", "row 12", "不大于60分钟", "不大于90分钟", TARGET),
]  # fmt: skip
KEPT = [
    ("PANZHIHUA", 8, "得分90.5分", "得分90.50分"), ("PANZHIHUA", 2, "673,022人", "67.3万人"), ("PANZHIHUA", 12, "74.82%", "74.8%"),
    ("PANZHIHUA", 11, "97.27%", "97.3%"), ("PANZHIHUA", 3, "不低于95%", "达到95%以上"), ("PANZHIHUA", 12, "标准值（95%）", "目标值（≥95%）"),
    ("MEDICAL", "row 7", "最高救助限额13万元", "最高救助限额130000元"), ("MEDICAL", "row 6", "调整为2800元", "由2500元提高到2800元"),
    ("MEDICAL", "row 8", "目标值：≥70%", "目标值：不低于70%"), ("MEDICAL", 2, "31124万元", "3.11亿元"), ("RESIDENT", "row 0", "368.77万人", "369万人"),
    ("RESIDENT", "row 11", "94.01%", "94.0%"), ("SERVICE", 5, "8171万元", "8170.98万元"), ("SERVICE", 5, "42.75%", "42.7%"),
    ("SERVICE", "row 2", "，其中修订重发10件，到期失效3件，延长有效期1件", "，包括修订重发10件、到期失效3件"),
]  # fmt: skip


def changed(name: str, place: int | str, old: str, new: str) -> tuple[facts.Report, str]:
    """A fixture with one change in one text, and where that is."""
    report = world(name)
    if isinstance(place, int):
        sections = list(report.narrative)
        assert old in sections[place].body
        sections[place] = replace(sections[place], body=sections[place].body.replace(old, new, 1))
        return replace(report, narrative=tuple(sections)), f"narrative[{place}].body"
    row = int(place.removeprefix("row "))
    assert old in report.indicators[row].explanation
    text = report.indicators[row].explanation.replace(old, new, 1)
    return explained(report, row, text), f"indicators[{row}].explanation"


@pytest.mark.parametrize(("name", "place", "old", "new", "code"), CHANGES)
def test_one_change_in_a_fixture_is_found(name, place, old, new, code):
    before = {(finding.where, finding.message) for finding in found(world(name))}
    report, where = changed(name, place, old, new)
    added = [finding for finding in found(report) if (finding.where, finding.message) not in before]
    assert (f"narrative.{code}", where) in [(finding.code, finding.where) for finding in added]
    assert {finding.where for finding in added} == {where}


@pytest.mark.parametrize(("name", "place", "old", "new"), KEPT)
def test_rewording_in_a_fixture_changes_nothing(name, place, old, new):
    codes = sorted((finding.code, finding.where) for finding in found(world(name)))
    report, _ = changed(name, place, old, new)
    assert sorted((finding.code, finding.where) for finding in found(report)) == codes


def test_mistyped_budget_is_compared_with_the_budget():
    report, where = changed("SERVICE", 5, "资金10789万元和", "资金10879万元和")
    (message,) = [f.message for f in found(report, MISMATCH) if f.where == where]
    assert "10789.00万元" in message
    assert "456.96" not in message


# --- claims ---

CLAIMS = [
    "所有绩效目标均已完成，不存在偏离。", "圆满完成年度绩效目标。", "年初设定的绩效目标全部实现。", "2022年，绩效目标均已完成。", "如期完成了各项绩效目标任务。",
    "享受职业培训补贴人员数量达到目标值。", "享受职业培训补贴人员数量6055人次，达到年初目标。",
]  # fmt: skip
NO_CLAIMS = [
    "2021年各项指标全部完成。", "上年各项绩效指标均已完成。", "2023年各项指标全部完成。", "力争圆满完成年度绩效目标。", "各项绩效指标完成情况较好。",
    "所有绩效目标完成率为92%。", "享受职业培训补贴人员数量未达到目标值。", "享受职业培训补贴人员数量基本达到目标值。", "甲县享受职业培训补贴人员数量达到目标值。",
    "公共就业服务满意度达到目标值。", "圆满完成各项任务。", "享受职业培训补贴人员数量达到目标值的97.66%。",
]  # fmt: skip


@pytest.mark.parametrize("sentence", CLAIMS)
def test_claim_beside_a_miss_is_found(sentence):
    findings = found(with_text(JOBS, sentence), "contradiction")
    assert findings
    assert all("“享受职业培训补贴人员数量”（指标值 ≥6200人次，完成值 6055人次）未达成" in f.message for f in findings)


@pytest.mark.parametrize("sentence", NO_CLAIMS)
def test_no_claim_on_what_was_missed(sentence):
    assert found(with_text(JOBS, sentence), "contradiction") == []


def test_row_that_was_reached_in_part_is_told_so():
    rows = list(JOBS.indicators)
    rows[3] = replace(rows[3], target="逐步提高", actual="有所提高", judgement="部分达成")
    (finding,) = found(with_text(replace(JOBS, indicators=tuple(rows)), "各项绩效指标均已完成。"), "contradiction")
    assert "“享受职业培训补贴人员数量”（指标值 ≥6200人次，完成值 6055人次）未达成，" in finding.message
    assert "“公益性岗位补贴发放准确率”（指标值 逐步提高，完成值 有所提高）部分达成，" in finding.message


def test_own_program_is_held_against_the_programs_names():
    """The rows of medical assistance speak of 居民医保; 本项目为… does not."""
    text = "本项目为城乡居民基本医疗保险补助资金，全年支出12345万元。"
    report = replace(world("MEDICAL"), narrative=(facts.Section("一、总体情况", text),))
    assert "narrative.foreign_program" in {finding.code for finding in found(report)}
