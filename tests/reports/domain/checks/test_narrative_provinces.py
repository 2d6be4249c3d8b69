"""Whole reports of other provinces: clean ones raise no finding, one changed number or word does."""
# ruff: noqa: E501  a sentence of the tables stands on one line

from dataclasses import replace

import pytest

from tests.reports.domain.checks.provinces import REPORTS
from tests.reports.domain.checks.worlds import found

#: Report, what stands there, what is written instead, and the codes of which one must come.
CHANGES = [
    ("linhe", "共222.91万元，其中：中央资金30.4万元", "共222.91万元，其中：中央资金34.4万元", "sum_mismatch"),
    ("linhe", "指标为大于等于728人", "指标为大于等于782人", "target_mismatch"),
    ("changning", "自评得分86.4分", "自评得分84.6分", "figure_mismatch"),
    ("changning", "全年发放资金107.78万元", "全年发放资金170.78万元", "figure_mismatch"),
    ("changning", "小学寄宿学生人均补助标准指标值1000元/生.年", "小学寄宿学生人均补助标准指标值1200元/生.年", "target_mismatch"),
    ("changning", "实际完成值1250元/生.年", "实际完成值1150元/生.年", "figure_mismatch"),
    ("wanyuan", "合计11900.56万元，执行率100%", "合计11990.56万元，执行率100%", "sum_mismatch"),
    ("wanyuan", "2021年末，全市", "2011年末，全市", "year"),
    ("zongyang", "规范管理率71.3%", "规范管理率73.1%", "figure_mismatch"),
    ("zongyang", "居民满意度86.2%", "居民满意度88.2%", "figure_mismatch"),
    ("taijiang", "实际发放城乡义务教育补助经费资金547.615万元", "实际发放城乡义务教育补助经费资金574.615万元", "figure_mismatch"),
    ("shenzhen", "最低生活保障标准为1300元/人/月", "最低生活保障标准为1200元/人/月", "figure_mismatch"),
    ("mengcheng", "预算执行率100%", "预算执行率98%", "figure_mismatch"),
    ("mengcheng", "孕产妇系统管理率94.2%", "孕产妇系统管理率92.4%", "figure_mismatch"),
    ("service", "全区实际支出2986.7万元", "全区实际支出2968.7万元", "figure_mismatch"),
    ("service", "其中：第一批2800万元", "其中：第一批2900万元", "sum_mismatch"),
    ("service", "正常运行率99.6%", "正常运行率96.9%", "figure_mismatch"),
    ("water", "其中：中央资金3260万元（", "其中：中央资金3620万元（", "sum_mismatch figure_mismatch"),
    ("water", "中小河流治理长度18.6公里", "中小河流治理长度16.8公里", "figure_mismatch"),
    ("water", "预算执行率96.24%", "预算执行率92.64%", "figure_mismatch"),
    ("disabled", "全年共支出1305.77万元", "全年共支出1350.77万元", "figure_mismatch"),
    ("disabled", "孤独症88人", "孤独症98人", "sum_mismatch"),
    ("disabled", "残疾人满意度为91.6%", "残疾人满意度为96.1%", "figure_mismatch"),
    ("culture", "全年支出1988.6万元", "全年支出1988.6万元万元", "repeated_unit"),
    ("culture", "农村公益电影放映14652场", "农村公益电影放映14562场", "figure_mismatch"),
    ("culture", "群众文化活动参与人次327.5万人次", "群众文化活动参与人次372.5万人次", "figure_mismatch"),
    ("roads", "实际支出20090.33万元", "实际支出29090.33万元", "figure_mismatch"),
    ("roads", "全年新改建农村公路里程326.7公里", "全年新改建农村公路里程362.7公里", "figure_mismatch"),
    ("roads", "截至2021年底", "截至2012年底", "year"),
]  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_clean_report_raises_no_alarm(name):
    assert [(finding.code, finding.message) for finding in found(REPORTS[name])] == []


@pytest.mark.parametrize(("name", "old", "new", "codes"), CHANGES)
def test_one_change_is_found(name, old, new, codes):
    report = REPORTS[name]
    places = [at for at, section in enumerate(report.narrative) if old in section.body]
    assert places
    sections = list(report.narrative)
    sections[places[0]] = replace(sections[places[0]], body=sections[places[0]].body.replace(old, new, 1))
    findings = found(replace(report, narrative=tuple(sections)))
    assert {finding.code.removeprefix("narrative.") for finding in findings} & set(codes.split())
    assert {finding.where for finding in findings} == {f"narrative[{places[0]}].body"}
