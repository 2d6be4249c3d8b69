"""The five forms as offices send them: every cell comes back as it stands."""

import copy
import json
from typing import Any

import docx
import pytest

from reports.exchange.office.package import FileProblem
from reports.exchange.word.blocks import read_blocks
from reports.exchange.word.found import Place
from reports.exchange.word.recognising import NO_FORM, Recognised, problems_of, recognise
from tests.factories import JISHAN, MEDICAL, PANZHIHUA, RESIDENT, SERVICE, fixture_bytes
from tests.reports.exchange.word import making
from tests.reports.exchange.word.making import FORMS, Facts, saved, table, whole

ALL = {"A": RESIDENT, "B": SERVICE, "C": MEDICAL, "D": JISHAN, "E": PANZHIHUA}
HEADS = ("title", "central_department", "local_department", "implementing_unit", "unit", "total_score", "remarks")
INDICATOR = ("level1", "level2", "name", "target", "actual", "weight", "score", "reason", "criterion", "explanation")


def fixture(form: str) -> Facts:
    return json.loads(fixture_bytes(ALL[form]))


def read(document, which: int = 1) -> Recognised:
    """As the portal reads it: the blocks cross a process as JSON."""
    return recognise(json.loads(json.dumps(read_blocks(saved(document)))), which)


def shown(row: Facts, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row.get(name) or "" for name in names}


def on_paper(report: Facts) -> Facts:
    """What of a report stands in such a file: the sentence that only stands for a table or a chart does not."""
    narrative = [
        {**row, "body": "\n\n".join(part for part in row["body"].split("\n\n") if not part.startswith("{{"))}
        for row in report["narrative"]
    ]
    money = ("source", "budget", "actual", "rate", "score") if report["form"] != "E" else ()
    return {
        **{name: report[name] for name in HEADS},
        "form": report["form"],
        "year": report["year"],
        "program": report["program"] if money else "",
        "execution_weight": report["execution_weight"],
        "funds": [shown(row, money) for row in report["funds"]] if money else [],
        "total": shown(report["funds_total"] if money else {}, money[1:]),
        "management": report["management"],
        "goals": report["goals"],
        "indicators": [shown(row, INDICATOR) for row in report["indicators"]],
        "narrative": narrative,
    }


def as_read(found: Recognised) -> Facts:
    value = found.value
    money = ("source", "budget", "actual", "rate", "score")
    return {
        **{name: value[name] for name in HEADS},
        **{name: value[name] for name in ("form", "year", "program", "execution_weight", "management", "goals")},
        "funds": [shown(row, money) for row in value["funds"]],
        "total": shown(value.get("funds_total", {}), money[1:] if value["form"] != "E" else ()),
        "indicators": [shown(row, INDICATOR) for row in value["indicators"]],
        "narrative": value["narrative"],
    }


@pytest.mark.parametrize("form", ALL)
@pytest.mark.parametrize("layout", ["upright", "landscape", "styled"])
def test_every_cell_of_the_form_comes_back(form, layout):
    report = fixture(form)
    found = read(whole(report, landscape=layout == "landscape", styled=layout == "styled"))
    assert as_read(found) == on_paper(report)
    assert (found.unrecognised, found.warnings, found.forms) == ([], [], 1)
    assert problems_of(found.value) == {}


def test_every_text_of_the_table_has_its_place():
    found = read(whole(fixture("C")))
    assert found.places["program"] == Place(1, 1, 2)
    assert found.places["funds[1].source"] == Place(1, 6, 2)
    assert found.places["goals[0].actual"] == Place(1, 9, 3)
    assert found.places["indicators[0].level1"] == Place(1, 11, 2)
    assert found.places["indicators[1].level1"] == Place(1, 11, 2)
    assert found.places["indicators[1].actual"] == Place(1, 12, 6)
    assert str(found.places["total_score"]) == "第1个表第30行第4格"


# --- forms as they really come -------------------------------------------------------------------------

COLUMNS = (
    ("一级指标", "level1", 1), ("二级指标", "level2", 1), ("三级指标", "name", 1), ("指标值", "target", 1),
    ("完成值", "actual", 1), ("分值", "weight", 1), ("得分", "score", 1), ("未完成原因和改进措施", "reason", 1),
)  # fmt: skip


def rows(*lines: str) -> list[Facts]:
    """Rows of "level1 level2 name target actual weight score"."""
    names = ("level1", "level2", "name", "target", "actual", "weight", "score")
    return [{**dict(zip(names, line.split(), strict=True)), "reason": ""} for line in lines]


THREE = rows(
    "产出指标 数量指标 参保人数 ≥90万人 95万人 30 30",
    "产出指标 质量指标 参保率 ≥95% 94% 30 29",
    "满意度指标 服务对象满意度 群众满意度 ≥85% 91% 40 40",
)


def drawn(*tables: list, between: tuple[str, ...] = ()):
    document = docx.Document()
    for at, lines in enumerate(tables):
        for text in between if at else ():
            document.add_paragraph(text)
        table(document, lines)
    return document


def short(found: Recognised, *names: str) -> list[tuple[str, ...]]:
    names = names or ("level1", "level2", "name", "target", "actual", "weight", "score")
    return [tuple(row[name] for name in names) for row in found.value["indicators"]]


def plain(lines: list[Facts]) -> list[tuple[str, ...]]:
    return [tuple(row[k] for k in ("level1", "level2", "name", "target", "actual", "weight", "score")) for row in lines]


def test_groups_that_are_repeated_instead_of_merged():
    found = read(drawn(making.indicators(THREE, COLUMNS, merged=False)))
    assert (short(found), found.value["form"]) == (plain(THREE), "C")


def test_groups_written_once_and_left_blank_below():
    lines = copy.deepcopy(THREE)
    lines[1]["level1"] = ""
    lines.insert(2, {**THREE[1], "level1": "", "level2": "", "name": "续保率"})
    found = read(drawn(making.indicators(lines, COLUMNS, merged=False)))
    assert short(found, "level1", "level2") == [
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("产出指标", "质量指标"),
        ("满意度指标", "服务对象满意度"),
    ]


WORDINGS = [
    ("指标值", "全年完成值", "分值", "得分", "未完成原因和改进措施"),
    ("年度指标值", "全年实际完成值", "权重", "自评得分", "偏差原因分析及改进措施"),
    ("目标值", "实际完成值", "指标分值", "自评得分", "偏差原因"),
    ("绩效目标值", "完成值", "分 值", "得 分", "未完成原因分析"),
    ("年度\n指标值", "实际\n完成值", "分\n值", "得\n分", "原因分析及\n改进措施"),
    ("年初目标值", "实际完成情况", "权重（%）", "得分（自评）", "备注（偏差原因）及改进措施"),
    ("全年目标值", "年度完成值", "满分", "评分", "未完成原因"),
]


@pytest.mark.parametrize("words", WORDINGS, ids=lambda words: words[0].replace("\n", ""))
@pytest.mark.parametrize(
    "names", [("一级指标", "二级指标", "三级指标"), ("一级\n指标", "二 级 指 标", "指标名称"), ("一级", "二级", "三级")]
)
def test_headings_of_other_provinces(words, names):
    keys = ("level1", "level2", "name", "target", "actual", "weight", "score", "reason")
    columns = [(title, key, 1) for title, key in zip((*names, *words), keys, strict=True)]
    assert short(read(drawn(making.indicators(THREE, columns)))) == plain(THREE)


def test_sign_and_unit_in_columns_of_their_own():
    columns = (
        ("一级指标", "level1", 1), ("二级指标", "level2", 1), ("三级指标", "name", 1), ("指标性质", "nature", 1),
        ("指标值", "target", 1), ("度量单位", "unit", 1), ("实际完成值", "actual", 1), ("分值", "weight", 1),
        ("得分", "score", 1), ("备注", "remark", 1),
    )  # fmt: skip
    lines = [
        {**THREE[0], "nature": "≥", "target": "90", "unit": "万人", "actual": "95", "remark": ""},
        {**THREE[1], "nature": "定性", "target": "逐步提高", "unit": "", "actual": "提高", "remark": "见附件"},
        {**THREE[2], "nature": "反向", "target": "3", "unit": "起", "actual": "2起", "remark": ""},
    ]
    found = read(drawn(making.indicators(lines, columns)))
    assert short(found, "target", "actual") == [("≥90万人", "95万人"), ("逐步提高", "提高"), ("3起", "2起")]
    assert [row["scoring"] for row in found.value["indicators"]] == [{}, {}, {"direction": "negative"}]
    assert [(str(row.place), row.texts) for row in found.unrecognised] == [
        ("第1个表第3行第10格", ("“参保率”的备注：见附件",))
    ]


def broken_rows() -> list:
    lines = making.indicators(THREE, COLUMNS, merged=False)
    rest = (("", 1), ("", 1), ("", 1), ("，不含学生", 1), ("", 1), ("", 1), ("", 1), ("因疫情推迟", 1))
    return [*lines[:3], rest, lines[3]]


def test_a_row_broken_over_pages_is_put_together():
    found = read(drawn(broken_rows()))
    assert short(found, "name", "target", "reason") == [
        ("参保人数", "≥90万人", ""),
        ("参保率", "≥95%，不含学生", "因疫情推迟"),
        ("群众满意度", "≥85%", ""),
    ]
    assert found.unrecognised == []


def test_a_row_without_a_name_that_has_figures_of_its_own_is_shown():
    lines = making.indicators(THREE, COLUMNS, merged=False)
    nameless = (("", 1), ("", 1), ("", 1), ("≥60%", 1), ("70%", 1), ("5", 1), ("5", 1), ("", 1))
    found = read(drawn([*lines[:2], nameless, *lines[2:]]))
    assert short(found) == plain(THREE)
    assert [(str(row.place), row.texts) for row in found.unrecognised] == [("第1个表第3行", ("≥60%", "70%", "5", "5"))]


def test_a_name_over_several_rows_gathers_their_values():
    lines = making.indicators(THREE[:1], COLUMNS)
    more = ((None, 1), (None, 1), (None, 1), ("基金≥30%", 1), ("32%", 1), (None, 1), (None, 1), (None, 1))
    found = read(drawn([*lines, more]))
    assert short(found, "name", "target", "actual") == [("参保人数", "≥90万人\n基金≥30%", "95万人\n32%")]


def test_a_table_split_into_two_with_the_heading_repeated():
    first = making.indicators(THREE[:1], COLUMNS)
    second = making.indicators([{**row, "level1": f"{row['level1']}（续）"} for row in THREE[1:2]] + THREE[2:], COLUMNS)
    for between in ((), ("",), ("续表",), ("— 3 —",)):
        found = read(drawn(first, second, between=between))
        assert (short(found), found.forms, found.unrecognised) == (plain(THREE), 1, [])


def test_a_table_that_goes_on_without_a_heading():
    first = making.indicators(THREE[:1], COLUMNS)
    second = [tuple((row[key], 1) for _, key, _ in COLUMNS) for row in THREE[1:]]
    second[0] = (("", 1), ("质量指标", 1), *second[0][2:])
    assert short(read(drawn(first, second))) == plain(THREE)


def test_a_form_in_one_table_a_block():
    report = fixture("C")
    lines = FORMS["C"](report)
    found = read(drawn(lines[:2], lines[2:7], lines[7:9], lines[9:]))
    assert short(found, *INDICATOR[:-1]) == [
        tuple(row[name] for name in INDICATOR[:-1]) for row in report["indicators"]
    ]
    assert (len(found.value["funds"]), found.value["execution_weight"], found.forms) == (3, "10", 1)
    assert found.value["goals"] == report["goals"]


def test_groups_named_in_a_row_of_their_own():
    heading, *lines = making.indicators(THREE, COLUMNS[2:])
    found = read(drawn([heading, (("一、产出指标", 6),), *lines[:2], (("二、满意度指标", 6),), lines[2]]))
    assert short(found, "level1", "name") == [
        ("一、产出指标", "参保人数"),
        ("一、产出指标", "参保率"),
        ("二、满意度指标", "群众满意度"),
    ]


def test_levels_merged_across_leave_the_second_blank():
    heading, *lines = making.indicators(THREE, COLUMNS)
    across = (("满意度指标", 2), *lines[2][2:])
    assert short(read(drawn([heading, *lines[:2], across])), "level1", "level2", "name")[2] == (
        "满意度指标",
        "",
        "群众满意度",
    )


def test_target_and_actual_merged_across_are_a_warning():
    heading, *lines = making.indicators(THREE, COLUMNS)
    across = (*lines[1][:3], ("逐步提高", 2), *lines[1][5:])
    found = read(drawn([heading, lines[0], across, lines[2]]))
    assert short(found, "target", "actual")[1] == ("逐步提高", "")
    assert found.warnings == ["第1个表第3行第3格“参保率”：有两格合并在一起，只读作前一格，请核对。"]


def test_rows_of_the_blank_form_are_no_indicators():
    empty = dict.fromkeys(("target", "actual", "weight", "score", "reason"), "")
    blank = [
        {**empty, "level1": "产出指标", "level2": level, "name": name}
        for level, name in (("时效指标", ""), ("成本指标", "指标1："), ("成本指标", "……"))
    ]
    found = read(drawn(making.indicators([*THREE[:2], *blank, THREE[2]], COLUMNS)))
    assert (short(found), found.unrecognised) == (plain(THREE), [])


def test_a_number_that_is_none_stays_a_text_with_a_problem_at_its_cell():
    lines = copy.deepcopy(THREE)
    lines[1]["weight"] = "三十"
    found = read(drawn(making.indicators(lines, COLUMNS)))
    assert found.value["indicators"][1]["weight"] == "三十"
    assert problems_of(found.value) == {"indicators[1].weight": "应填数字，读到的是“三十”"}
    assert found.places["indicators[1].weight"] == Place(1, 3, 6)


def test_a_row_that_fits_nothing_is_shown_with_its_place():
    lines = making.form_a(fixture("A"))
    found = read(drawn([*lines[:3], (("政策依据", 3), ("财社〔2022〕1号", 4)), *lines[3:]]))
    assert [(str(row.place), row.texts) for row in found.unrecognised] == [
        ("第1个表第4行", ("政策依据", "财社〔2022〕1号"))
    ]
    assert len(found.value["indicators"]) == 12


UNITS = [("项目资金（万元）", "万元"), ("项目资金（元）", "元"), ("项目资金", "万元")]


@pytest.mark.parametrize(("label", "unit"), UNITS)
def test_unit_of_the_amounts(label, unit):
    lines = making.form_a(fixture("A"))
    lines[3] = ((label, 3), *lines[3][1:])
    assert read(drawn(lines)).value["unit"] == unit


def test_a_unit_above_the_table():
    document = docx.Document()
    document.add_paragraph("项目支出绩效自评表")
    document.add_paragraph("（2021年度）")
    document.add_paragraph("金额单位：元")
    table(document, making.indicators(THREE, COLUMNS))
    found = read(document)
    assert (found.value["unit"], found.value["year"], found.value["title"]) == (
        "元",
        2021,
        "项目支出绩效自评表（2021年度）",
    )


# --- several forms, none, and what is no report -----------------------------------------------------------


def two_forms():
    document = docx.Document()
    for name, lines in (("城乡居民医保", THREE[:1]), ("医疗救助", THREE[1:])):
        making.centred(document, f"{name}绩效自评表")
        making.centred(document, "（2022年度）")
        table(document, making.indicators(lines, COLUMNS))
    return document


@pytest.mark.parametrize("which", [1, 2])
def test_one_of_several_forms_is_read(which):
    found = read(two_forms(), which)
    assert (len(found.value["indicators"]), found.forms) == (which, 2)
    assert found.warnings == [
        f"文件里有 2 张自评表（第1张“城乡居民医保绩效自评表”、第2张“医疗救助绩效自评表”），现在读的是第 {which} 张。"
    ]


@pytest.mark.parametrize("which", [0, 3, 9])
def test_a_form_that_the_file_has_not_is_refused(which):
    with pytest.raises(FileProblem) as refused:
        read(two_forms(), which)
    assert str(refused.value) == f"文件里有 2 张自评表，没有第 {which} 张。请改为 1 至 2，再上传。"


def letter():
    document = docx.Document()
    document.add_paragraph("关于召开会议的通知。")
    table(document, [(("姓名", 1), ("电话", 1)), (("张某", 1), ("123", 1))])
    return document


def picture():
    document = docx.Document()
    run = document.add_paragraph().add_run()
    run._r.append(making.element("w:drawing"))
    return document


PICTURE = "文件里有 1 幅图片，图片里的内容读不出来，请对照原文件补充。"
NO_FORMS = {
    "empty": (docx.Document, [NO_FORM]),
    "letter": (letter, [NO_FORM]),
    "picture": (picture, [NO_FORM, PICTURE]),
}


@pytest.mark.parametrize(("make", "said"), NO_FORMS.values(), ids=NO_FORMS.keys())
def test_a_file_without_a_form_says_so(make, said):
    found = read(make())
    assert (found.warnings, found.value["indicators"], found.forms) == (said, [], 0)


def test_more_rows_than_any_form_has():
    document = docx.Document()
    made = document.add_table(0, 3)
    for texts in (["三级指标", "指标值", "完成值"], *(["指标甲", "1", "1"] for _ in range(2000))):
        made._tbl.append(making.simple_row(texts))
    found = read(document)
    assert len(found.value["indicators"]) == 500
    assert found.warnings == ["表中指标超过 500 行，后面的 1,500 行没有读，请核对文件。"]


def test_a_form_inside_a_frame_is_read():
    document = docx.Document()
    outer = document.add_table(1, 1)
    inner = outer.cell(0, 0).add_table(2, 3)
    for at, text in enumerate(("三级指标", "指标值", "完成值", "参保率", "≥95%", "96%")):
        inner.cell(at // 3, at % 3).text = text
    assert short(read(document), "name", "target", "actual") == [("参保率", "≥95%", "96%")]
