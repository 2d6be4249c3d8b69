"""Line breaks of titles and heading cells."""

from xml.etree import ElementTree

import pytest

from reports.rendering import breaking


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("绩效目标自评表", 20, ["绩效目标自评表"]),
        (
            "2022年度上海市医保转移支付城乡居民基本医疗保险补助资金绩效自评报告",
            20,
            ["2022年度上海市医保转移支付城乡", "居民基本医疗保险补助资金绩效自评报告"],
        ),
        ("甲" * 45, 20, ["甲" * 15] * 3),
        ("", 20, [""]),
    ],
)
def test_title_lines_are_of_like_length(text: str, limit: int, lines: list[str]) -> None:
    found = breaking.title_lines(text, limit)
    assert "".join(found) == text
    assert len(found) == len(lines)
    assert max(map(len, found)) - min(map(len, found)) <= 8
    assert max(map(len, found)) <= limit


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("满意度指标", 4.3, ["满意度", "指标"]),
        ("服务对象满意度指标", 5.2, ["服务对象", "满意度指标"]),
        ("未完成原因和改进措施", 6.1, ["未完成原因和", "改进措施"]),
        ("全年预算数（A）", 6, ["全年预算数", "（A）"]),
        ("满意度指标（10分）", 4.3, ["满意度", "指标", "（10分）"]),
        ("社会效益", 5, ["社会效益"]),
        ("国际合作交流处", 4, ["国际合作交流处"]),
    ],
)
def test_heading_cells_break_before_words(text: str, limit: float, lines: list[str]) -> None:
    assert breaking.label_lines(text, limit) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("绩效指标", ["绩效", "指标"]),
        ("项目资金（万元）", ["项目", "资金", "（万元）"]),
        ("资金情", ["资金情"]),
    ],
)
def test_names_at_the_edge_stand_two_characters_a_line(text: str, lines: list[str]) -> None:
    assert breaking.edge_lines(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("医疗机构≥40% 病种≥70% 基金≥30%", ["医疗机构≥40%", "病种≥70%", "基金≥30%"]),
        ("按时 完成", ["按时 完成"]),
        ("1 000 000", ["1 000 000"]),
    ],
)
def test_parts_of_a_compound_target_stand_on_lines(text: str, lines: list[str]) -> None:
    assert breaking.part_lines(text, 10) == lines


def test_long_texts_are_cut_into_pieces_that_hold_the_same_text() -> None:
    root = ElementTree.Element("body")
    cell = ElementTree.SubElement(root, "td")
    cell.text = "因" * 4500 + "a" * 1000
    breaking.ease_long_texts(root)
    assert "".join(cell.itertext()).replace(breaking.ZERO_WIDTH_SPACE, "") == "因" * 4500 + "a" * 1000
    assert max(len(piece.text or "") for piece in cell) <= breaking.PIECE
