"""Whatever stands in a file, reading it ends and says something."""

import json

import docx
import pytest
from docx.oxml import OxmlElement
from hypothesis import given
from hypothesis import strategies as st

from reports.exchange.office.package import FileProblem
from reports.exchange.word.blocks import read_blocks
from reports.exchange.word.recognising import problems_of, recognise
from tests.reports.exchange.word.making import run, saved, simple_row

#: Words of the forms in any disorder, and what is none of them.
WORDS = st.sampled_from(
    "一级指标|二级指标|三级指标|年度指标值|全年完成值|分值|得分|总分|说明|未完成原因和改进措施|全年预算数（A）|全年执行数（B）|"
    "预算执行率|年度资金总额|其中：中央资金|年初设定目标|全年实际完成情况|情况说明|存在问题和改进措施|项目名称|主管部门|"
    "产出指标|数量指标|≥90%|95%|5|-|（续）|备注|评价要点及说明|标准值：≥5　实际：6|指标1：|……|𠮷|".split("|")
)
GRIDS = st.lists(st.lists(st.integers(-1, 12), max_size=9), max_size=14)


@st.composite
def tables(draw):
    grid = draw(GRIDS)
    return {
        "kind": "table",
        "widths": draw(st.lists(st.integers(0, 900), max_size=10)),
        "cells": [draw(WORDS) for _ in range(13)],
        "grid": grid,
    }


@st.composite
def paragraphs(draw):
    lines = "绩效自评报告|（2022年度）|附表|一、情况|（一）绩效指标完成情况分析|指标1：参保率|— 3 —|注：1.无|2.无|好。|"
    return {
        "kind": "paragraph",
        "text": draw(st.sampled_from(lines.split("|"))),
        "style": draw(st.sampled_from(["Normal", "Title", "toc 1"])),
        "outline": draw(st.integers(0, 9)),
        "number": draw(st.sampled_from(["", "一、", "1."])),
        "bold": draw(st.booleans()),
        "center": draw(st.booleans()),
        "images": draw(st.integers(0, 1)),
    }


@given(st.lists(st.one_of(tables(), paragraphs()), max_size=8), st.integers(-1, 4))
def test_any_disorder_is_read(blocks, which):
    try:
        found = recognise(blocks, which)
    except FileProblem:
        found = recognise(blocks)
    assert json.loads(json.dumps(found.value)) == found.value
    assert set(problems_of(found.value)) <= {*found.places, *(f"indicators[{at}].name" for at in range(500))}


LONG = {
    "spaces": " " * 200_000 + "。",
    "wide spaces": "甲" + "\u3000" * 200_000 + "x",
    "dots": "." * 200_000,
    "brackets": "（" * 100_000 + "）" * 100_000,
    "dashes": "—" * 200_000,
    "indicator": "指标1：" + "参保" * 100_000,
    "funds": "资金" * 100_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_very_long_text_anywhere_is_read(text):
    document = docx.Document()
    for line in ("一、绩效指标完成情况分析", text, "二、建议", text):
        document.add_paragraph(line)
    made = document.add_table(0, 3)
    for texts in (["三级指标", "指标值", "完成值"], ["参保率", text, text], [text, "1", "1"], ["", text, ""]):
        made._tbl.append(simple_row(texts))
    document.add_paragraph(text)
    found = recognise(read_blocks(saved(document)))
    assert found.value["indicators"][0]["name"] == "参保率"
    assert found.value["narrative"][0]["heading"] == "一、绩效指标完成情况分析"


def test_a_row_wider_than_word_allows_is_cut():
    document = docx.Document()
    made = document.add_table(0, 1)
    made._tbl.append(simple_row(["格"] * 5000))
    assert len(read_blocks(saved(document))[0]["grid"][0]) == 63


def with_rows(count: int, cells: int, tables: int = 1):
    document = docx.Document()
    for _ in range(tables):
        made = document.add_table(0, 1)
        for _ in range(count):
            made._tbl.append(simple_row([""] * cells))
    return document


def with_paragraphs(text: str, count: int):
    document = docx.Document()
    for _ in range(count):
        document.element.body.insert(0, paragraph(text))
    return document


def paragraph(text: str):
    made = OxmlElement("w:p")
    made.append(run(text))
    return made


FULL = {
    "rows": (lambda: with_rows(5001, 1), "表格行数超过 5,000"),
    "rows of many tables": (lambda: with_rows(51, 1, 100), "表格行数超过 5,000"),
    "cells": (lambda: with_rows(400, 60), "表格单元格超过 20,000"),
    "paragraphs": (lambda: with_paragraphs("甲", 40_001), "段落和表格超过 40,000"),
    "text": (lambda: with_paragraphs("甲" * 1000, 2001), "字数超过 2,000,000"),
}


@pytest.mark.parametrize(("make", "what"), FULL.values(), ids=FULL.keys())
def test_a_file_with_more_than_any_report_is_refused(make, what):
    sentence = f"文件内容过多（{what}），不能读取。请只保留自评报告和自评表，删去其他内容后再上传。"
    with pytest.raises(FileProblem) as refused:
        read_blocks(saved(make()))
    assert str(refused.value) == sentence
