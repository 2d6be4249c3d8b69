"""Invented reports of other provinces, their tables only; the tests put texts beside them."""
# ruff: noqa: E501  a sentence of the tables stands on one line

from dataclasses import replace

from reports.domain import facts
from reports.domain.checks.narrative import CHECKS
from reports.domain.evaluate import evaluate


def row(name: str, target: str, actual: str, level2: str = "数量指标", level1: str = "产出指标") -> facts.Indicator:
    return facts.Indicator(name, level1=level1, level2=level2, target=target, actual=actual)


def line(source: str, budget: str, actual: str) -> facts.FundLine:
    return facts.FundLine(source, budget, actual)


#: A county's medical assistance (Anhui style, form B).
ASSISTANCE = facts.Report(
    form="B", year=2023, program="医疗救助补助资金", organization="霍岳县医疗保障局",
    title="霍岳县2023年度医疗救助补助资金绩效自评报告",
    funds=(line("中央财政资金", "829.3", "829.3"), line("地方资金", "2530.32", "2470.12")),
    indicators=(
        row("享受医疗救助人次", "≥50000人次", "110406"),
        row("资助参保人数", "≥12000人", "12863人"),
        row("医疗救助合规率", "100%", "100%", "质量指标"),
        row("重点救助对象政策范围内住院自付费用救助比例", "≥70%", "78.6%", "质量指标"),
        row("“一站式”即时结算覆盖率", "≥95%", "98.5%", "时效指标"),
        row("救助对象满意度", "≥85%", "92.3%", "服务对象满意度指标", "满意度指标"),
    ),
)  # fmt: skip
#: A prefecture's compulsory education (Yunnan style, form D).
SCHOOLS = facts.Report(
    form="D", year=2022, program="城乡义务教育补助经费", organization="红岭州教育体育局",
    title="红岭州2022年度城乡义务教育补助经费项目支出绩效自评报告", execution_weight="10", total_score="96.5",
    funds=(
        line("中央资金", "4605", "4605"), line("省级资金", "963", "950.5"), line("州级资金", "300", "300"), line("县级配套资金", "285.46", "200"),
    ),
    indicators=(
        row("享受营养改善计划学生人数", "≥41000人", "42365人"),
        row("家庭经济困难学生生活补助覆盖率", "100%", "100%", "质量指标"),
        row("义务教育巩固率", "≥95%", "97.35%", "质量指标"),
        row("补助资金拨付及时率", "100%", "100%", "时效指标"),
        row("营养膳食补助标准", "5元/人/天", "5元/人/天", "成本指标"),
        row("改善办学条件学校数量（所）", "≥40", "41"),
        row("学生和家长满意度", "≥90%", "93%", "服务对象满意度指标", "满意度指标"),
    ),
)  # fmt: skip
#: A province's farmland (Shandong style, form B); amounts in 万元.
FARMLAND = facts.Report(
    form="B", year=2021, program="农田建设补助资金", organization="鲁东省农业农村厅",
    title="鲁东省2021年度农田建设补助资金绩效自评报告",
    funds=(line("中央财政资金", "597784", "563210.4"), line("省级财政资金", "248000", "231007.65")),
    indicators=(
        row("新增高标准农田面积", "≥620万亩", "622.4万亩"),
        row("新增高效节水灌溉面积", "≥166万亩", "166.8万亩"),
        row("项目验收合格率", "≥95%", "100%", "质量指标"),
        row("亩均财政投入", "≥1500元/亩", "1500元/亩", "成本指标"),
        row("新增粮食产能", "≥6.2亿公斤", "6.31亿公斤", "经济效益指标", "效益指标"),
        row("项目区农民人均增收", "≥300元", "356元", "经济效益指标", "效益指标"),
        row("受益农户满意度", "≥90%", "95.6%", "服务对象满意度指标", "满意度指标"),
    ),
)  # fmt: skip
#: A city's employment (Hunan style, form C).
JOBS = facts.Report(
    form="C", year=2022, program="就业补助资金", organization="益江市人力资源和社会保障局",
    title="益江市2022年度就业补助资金绩效自评报告", total_score="92.85",
    funds=(line("中央财政资金", "7165.32", "6992.95"), line("市级财政资金", "570", "520")),
    indicators=(
        row("享受社会保险补贴人员数量", "≥4443人", "4610人"),
        row("享受职业培训补贴人员数量", "≥6200人次", "6055人次"),
        row("城镇新增就业人数", "≥2.9万人", "2.98万人"),
        row("公益性岗位补贴发放准确率", "100%", "100%", "质量指标"),
        row("年末城镇登记失业率", "≤4.5%", "3.12%", "社会效益指标", "效益指标"),
        row("公共就业服务满意度", "≥90%", "91.5%", "服务对象满意度指标", "满意度指标"),
    ),
)  # fmt: skip
#: A district's public health (form A), names with units in brackets, amounts in 元.
HEALTH = facts.Report(
    form="A", year=2023, program="基本公共卫生服务补助资金", organization="滨河区卫生健康委员会",
    title="滨河区2023年度基本公共卫生服务补助资金绩效自评报告", unit="元",
    funds=(line("中央资金", "28550000", "28550000"), line("省级资金", "7530000", "7530000"), line("区级资金", "1200000", "1198640.5")),
    indicators=(
        row("适龄儿童国家免疫规划疫苗接种率", "≥90%", "97.3%"),
        row("高血压患者管理人数（人）", "≥38000", "38507"),
        row("2型糖尿病患者管理人数（人）", "≥12000", "12644"),
        row("老年人健康管理率（%）", "≥62", "64.8", "质量指标"),
        row("居民规范化电子健康档案覆盖率", "≥61%", "75.46%", "质量指标"),
        row("孕产妇系统管理率", "≥90%", "95.2%", "质量指标"),
        row("举办健康知识讲座（次）", "≥150", "152"),
        row("居民健康素养水平", "不断提高", "不断提高", "社会效益指标", "效益指标"),
        row("服务对象综合知晓率", "≥80%", "≥80%", "服务对象满意度指标", "满意度指标"),
    ),
)  # fmt: skip

#: A province's public health (form C): whole percents, no row missed.
PROVINCE = facts.Report(
    form="C", year=2023, program="基本公共卫生服务补助资金", organization="某某省卫生健康委员会",
    title="2023年度基本公共卫生服务补助资金绩效自评报告", execution_weight="10", total_score="98.20",
    funds=(
        line("中央财政资金", "382156.00", "371200.50"), line("省级财政资金", "62356.00", "60716.14"),
        line("市县财政资金", "42000.00", "40000.00"),
    ),
    indicators=(
        row("适龄儿童国家免疫规划疫苗接种率", "≥90%", "98.52%"),
        row("7岁以下儿童健康管理率", "≥85%", "94.6%"),
        row("高血压患者基层规范管理服务率", "≥62%", "75.18%"),
        row("2型糖尿病患者管理人数", "≥120万人", "136.8万人"),
        row("居民规范化电子健康档案覆盖率", "≥62%", "70.3%", "质量指标"),
        row("传染病和突发公共卫生事件报告率", "≥95%", "99.9%", "质量指标"),
        row("人均基本公共卫生服务补助标准", "≥89元", "89元", "成本指标"),
        row("居民健康素养水平", "≥25%", "29.7%", "可持续影响指标", "效益指标"),
        row("城乡居民对基本公共卫生服务满意度", "≥80%", "91.2%", "服务对象满意度指标", "满意度指标"),
    ),
)  # fmt: skip


def with_text(report: facts.Report, *texts: str, heading: str = "（二）总体绩效目标完成情况分析") -> facts.Report:
    """The texts as bodies of one section each."""
    return replace(report, narrative=tuple(facts.Section(heading, text, 2) for text in texts))


def explained(report: facts.Report, index: int, text: str) -> facts.Report:
    rows = list(report.indicators)
    rows[index] = replace(rows[index], explanation=text)
    return replace(report, indicators=tuple(rows))


def found(report: facts.Report, *codes: str) -> list:
    """All narrative findings, or those of some codes."""
    evaluation = evaluate(report)
    findings = [finding for check in CHECKS for finding in check(report, evaluation)]
    return [f for f in findings if not codes or f.code.removeprefix("narrative.") in codes]
