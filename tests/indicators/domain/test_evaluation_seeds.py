"""Every row of the five seed reports: the outcome, achievement and copies, judged by hand."""

import pytest

from indicators.domain.actuals import read_actual
from indicators.domain.evaluation import evaluate
from indicators.domain.numbers import round_half_up
from indicators.domain.targets import read_target

BASE = {"收入预算完成率": "100%", "支出预算完成率": "100%"}
#: name, target, actual, outcome, achievement at six places, copied
JISHAN_2020_RESIDENT_INSURANCE = [
    ("指标1：全县参合人数", "8755", "8676", "missed", "0.990977", False),
    ("指标1：资金是否全部纳入医保统筹", "100%", "100%", "met", "1.000000", False),
    ("指标1：资金是否全部及时纳入", "100%", "100%", "met", "1.000000", False),
    ("指标1：配套资金每人每年", "75元", "75元", "met", "1.000000", False),
    ("指标1：是否解决建档立卡人员看病难贵问题", "95%", "95%", "met", "1.000000", False),
    ("指标1：是否满意", "95%", "95%", "met", "1.000000", False),
]
#: name, target, actual, outcome, achievement at six places, copied
PANZHIHUA_2021_FINANCE_EVALUATION = [
    ("落实国家政策", "", "", "blank", None, False),
    ("决策程序规范", "", "", "blank", None, False),
    ("基金财务、业务管理", "", "", "blank", None, False),
    ("收入预算完成率", "98%－102%", "97.27%", "missed", "0.972700", False),
    ("支出预算完成率", "98%－102%", "94.18%", "missed", "0.941800", False),
    ("支付方式改革", "", "", "blank", None, False),
    ("实施门诊统筹", "", "", "blank", None, False),
    ("基金运行监测及风险预警", "", "", "blank", None, False),
    ("参保人数（万人）", "≥67.5万人", "673022人", "missed", "0.997070", False),
    ("综合参保率（%）", "95%", "97.2%", "met", "1.023158", False),
    ("虚报参保人数（人）", "0", "未发现", "met", None, False),
    ("各级财政补助标准（元）", "≥580元", "580元", "met", "1.000000", False),
    ("参保居民个人缴费标准（元）", "≥280元/人·年", "一档300元/人·年、二档450元/人·年", "met", None, False),
    ("参保人政策范围内住院报销比（%）", "≥70%", "74.82%", "met", "1.068857", False),
    ("基金累计结余", "", "34232万元", "undecided", None, False),
    ("基金运行是否安全可持续", "6个月", "5.23个月", "missed", "0.871667", False),
    ("参保和待遇享受政策对参保对象公平", "", "", "blank", None, False),
    ("参保对象满意度", "85%", "91%", "met", "1.070588", False),
]
#: name, target, actual, outcome, achievement at six places, copied
SHANGHAI_2022_RESIDENT_INSURANCE = [
    ("参保人数（人）", "≥3500000", "3687711", "met", "1.053632", False),
    ("以户籍人口为基数计算的基本医保综合参保率", "≥100%", "132.03%", "met", "1.320300", False),
    ("以常住人口为基数计算的基本医保综合参保率", "≥65%", "79.31%", "met", "1.220154", False),
    ("重复参保人数（人）", "0", "0", "met", None, False),
    ("虚报参保人数（人）", "0", "0", "met", None, False),
    ("参保人政策范围内住院费用报销比例", "≥75%", "75.37%", "met", "1.004933", False),
    ("参保人住院费用实际报销比例", "≥60%", "67.55%", "met", "1.125833", False),
    ("实行按病种（组）、按人头付费等支付方式改革", "逐步推开", "逐步推开", "claimed", None, True),
    ("实现门诊统筹", "100%", "100%", "met", "1.000000", False),
    ("基金滚存结余可支配月数（月）", "收支平衡", "3.6个月", "undecided", None, False),
    ("医疗费用即时结算率", ">95%", "99.29%", "met", "1.045158", False),
    ("参保对象满意度", "≥85%", "94.01%", "met", "1.106000", False),
]
#: name, target, actual, outcome, achievement at six places, copied
SHANGHAI_2022_SERVICE_CAPACITY = [
    ("召开医保新闻发布会、政策吹风会次数", "≥2次", "≥2次", "claimed", None, True),
    ("召开医保工作政府信息公开省级工作会", "≥1次", "≥1次", "claimed", None, True),
    ("医保规范性文件和政策措施的合法性审查、公平竞争审查", "全覆盖", "全覆盖", "claimed", None, True),
    (
        "推行DRG/DIP医保支付方式改革",
        "医疗机构≥40% 病种≥70% 基金≥30%",
        "医疗机构≥40% 病种≥70% 基金≥30%",
        "claimed",
        None,
        True,
    ),
    ("医保信息系统正常运行率", "≥90%", "≥90%", "claimed", None, True),
    ("医保人才培养合格率", "100%", "100%", "met", "1.000000", False),
    ("门诊慢特病相关治疗费用跨省直接结算统筹地区覆盖率", "100%", "100%", "met", "1.000000", False),
    (
        "医疗服务价格动态调整与深化医疗服务价格改革试点执行情况",
        "按时按要求落实和执行",
        "按时按要求落实和执行",
        "claimed",
        None,
        True,
    ),
    ("医药价格和招采信用评价制度建立和实施情况", "按时按要求落实和执行", "按时按要求落实和执行", "claimed", None, True),
    ("国谈药等相关药品落地及统计监测情况", "按时按要求落实和执行", "按时按要求落实和执行", "claimed", None, True),
    ("原各省份自行增补纳入医保支付药品的消化情况", "100%消化", "100%消化", "met", "1.000000", False),
    ("集中采购落实情况", "按时按要求落实和执行", "按时按要求落实和执行", "claimed", None, True),
    ("医保信息系统重大安全事件响应时间", "≤60分钟", "≤60分钟", "claimed", None, True),
    ("医保信息系统运行维护响应时间", "≤30分钟", "≤30分钟", "claimed", None, True),
    ("医保法治建设能力", "有所提高", "有所提高", "claimed", None, True),
    ("基金预警和风险控制能力", "有所提高", "有所提高", "claimed", None, True),
    ("医保经办服务能力", "有所提升", "有所提升", "claimed", None, True),
    ("医保综合监管能力", "显著提升", "显著提升", "claimed", None, True),
    ("医保宣传能力", "显著提升", "显著提升", "claimed", None, True),
    ("医保标准化水平", "显著提升", "显著提升", "claimed", None, True),
    ("参保人员对医保服务的满意度", "≥85%", "≥85%", "claimed", None, True),
]
#: name, target, actual, outcome, achievement at six places, copied
SHANGHAI_2023_MEDICAL_ASSISTANCE = [
    ("医疗救助总人次", "目标人群基本覆盖（按年度实际数据填列）", "372.10万人次", "undecided", None, False),
    ("专项转移支付区级覆盖率", "100%（16个）", "100%（16个）", "met", "1.000000", False),
    ("资金结算准确率", "100%", "100%", "met", "1.000000", False),
    ("当年专项转移支付资金下达及时性", "人大审查批准后60日内", "人大审查批准后60日内", "claimed", None, True),
    ("次年专项转移支付分配方案形成及时性", "9月30日前", "9月30日前", "claimed", None, True),
    ("事后医疗救助及时率", "100%", "100%", "met", "1.000000", False),
    ("全年门急诊医疗救助最高限额", "2800元/人", "2800元/人", "met", "1.000000", False),
    ("全年住院医疗救助最高限额", "13万/人", "13万/人", "met", "1.000000", False),
    ("低保对象、低收入对象自负医疗费用年度限额内住院救助比例", "≥70%", "≥70%", "claimed", None, True),
    ("救助对象类型覆盖率", "100%", "100%", "met", "1.000000", False),
    ("医疗救助对象看病就医可及性", "逐步提高", "逐步提高", "claimed", None, True),
    ("有责违规事件发生数", "0发生", "0发生", "met", None, False),
    ("城乡医疗救助资金使用情况信息公示", "按季度公布", "按季度公布", "claimed", None, True),
    ("部门联动协作机制（与人社、民政、卫生等）", "建立健全", "建立健全", "claimed", None, True),
    ("医疗保障制度体系建设", "有效推进", "有效推进", "claimed", None, True),
    ("资助符合条件的低保对象居民医保参保率", "XX%（目标人群应保尽保）", "目标人群应保尽保", "claimed", None, True),
    ("监督检查机制执行情况（审计、清理、对账）", "定期开展", "定期开展", "claimed", None, True),
    ("医疗救助对象对相关政策的知晓程度", "≥90%", "≥90%", "claimed", None, True),
    ("医疗救助对象对经办便捷程度的满意度", "≥80%", "≥80%", "claimed", None, True),
]
ROWS = [
    *((2020, *row) for row in JISHAN_2020_RESIDENT_INSURANCE),
    *((2021, *row) for row in PANZHIHUA_2021_FINANCE_EVALUATION),
    *((2022, *row) for row in SHANGHAI_2022_RESIDENT_INSURANCE),
    *((2022, *row) for row in SHANGHAI_2022_SERVICE_CAPACITY),
    *((2023, *row) for row in SHANGHAI_2023_MEDICAL_ASSISTANCE),
]


@pytest.mark.parametrize(("year", "name", "target", "actual", "outcome", "achievement", "copied"), ROWS)
def test_row_of_a_seed(year, name, target, actual, outcome, achievement, copied):
    wanted = read_target(target, name)
    verdict = evaluate(wanted, read_actual(actual, wanted, name), year=year, base=BASE.get(name))
    shown = None if verdict.achievement is None else str(round_half_up(verdict.achievement, 6))
    assert (verdict.outcome, shown, verdict.copied) == (outcome, achievement, copied)


@pytest.mark.parametrize(("year", "name", "target", "actual"), [row[:4] for row in ROWS])
def test_seeds_raise_no_other_flag(year, name, target, actual):
    wanted = read_target(target, name)
    verdict = evaluate(wanted, read_actual(actual, wanted, name), year=year)
    flags = (verdict.approximate, verdict.boundary, verdict.unit_mismatch, verdict.placeholder_in_actual)
    assert flags == (False, False, False, False)
    assert verdict.placeholder_in_target == target.startswith("XX")


def test_copies_are_counted_as_a_reviewer_counts_them():
    assert sum(row[-1] for row in SHANGHAI_2022_SERVICE_CAPACITY) == 18
    assert sum(row[-1] for row in SHANGHAI_2023_MEDICAL_ASSISTANCE) == 11
