"""A catalogue's workbook, as it is written and as it comes back unchanged."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from indicators.catalogue import Catalogue, IndicatorLine, Line, load_catalogue
from indicators.domain.numbers import clean_text
from indicators.models import Indicator, Target
from reports.exchange.catalogue.layout import COVER, IDENTITY, INDICATORS, ORGANISATIONS, SHEETS, SPARE, TARGETS
from reports.exchange.catalogue.reading import read_catalogue
from reports.exchange.catalogue.writing import CatalogueIdentity, write_catalogue
from reports.exchange.workbook.layout import HEADING_ROW
from tests import factories
from tests.reports.exchange.catalogue.catalogues import adopted, proposed, workbook_of

FIXTURES = (*factories.SHANGHAI, factories.JISHAN, factories.PANZHIHUA)


@pytest.mark.django_db
@pytest.mark.parametrize("name", FIXTURES)
def test_workbook_that_nobody_changed_changes_nothing(name):
    period = adopted(name)
    before = load_catalogue(period)
    proposal = proposed(workbook_of(period), period)
    assert proposal.checked.flaws == []
    assert proposal.changes == []
    assert proposal.checked.catalogue == before


@pytest.mark.django_db
def test_own_targets_come_back_too():
    period = adopted()
    for name, text in (("东区医疗保障局", "≥80%"), ("西区医疗保障局", " 9月30日前 ")):
        unit = factories.organisation(name)
        Target.objects.create(indicator=period.indicators.get(name="综合参保率（%）"), organisation=unit, text=text)
    proposal = proposed(workbook_of(period), period)
    assert (proposal.checked.flaws, proposal.changes) == ([], [])
    assert proposal.checked.catalogue == load_catalogue(period)


@pytest.mark.django_db
def test_sheets_and_their_headings():
    book = load_workbook(io.BytesIO(workbook_of(adopted())))
    assert book.sheetnames == [COVER, *(sheet.title for sheet in SHEETS), ORGANISATIONS, IDENTITY]
    assert [book[name].sheet_state for name in (ORGANISATIONS, IDENTITY)] == ["veryHidden", "veryHidden"]
    headings = [cell.value.partition("\n")[0] for cell in book["指标"][HEADING_ROW]]
    assert headings == [
        "行标识", "序号", "一级指标", "二级指标", "三级指标", "年度指标值", "读作", "分值", "评分方法", "方向", "每差",
        "扣分", "计量", "每发现一项扣", "比值的分母", "评价要点及说明",
    ]  # fmt: skip
    assert book["指标"].column_dimensions["A"].hidden
    assert not book["指标"].protection.sheet


@pytest.mark.django_db
def test_targets_stand_beside_how_they_are_read():
    sheet = load_workbook(io.BytesIO(workbook_of(adopted())))["指标"]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[4] == "参保人数（万人）")
    assert row[5:7] == ("≥67.5万人", "≥ 67.5 万人")


@pytest.mark.django_db
def test_blank_lines_follow_and_lists_open_in_them():
    period = adopted()
    factories.organisation("东区医疗保障局")
    book = load_workbook(io.BytesIO(workbook_of(period)))
    sheet, count = book["指标"], period.indicators.count()
    spare = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADING_ROW + 1 + count)]
    assert [row[:2] for row in spare] == [[None, str(count + 1 + n)] for n in range(SPARE["indicators"])]
    assert all(text is None for row in spare for text in row[2:])
    last = f"I{HEADING_ROW + count + 1}"
    offers = [offer.formula1 for offer in sheet.data_validations.dataValidation if last in offer]
    assert offers == ['"按比例,直接赋分,三档评分,扣分,要点得分,人工评判"']
    units = [offer.formula1 for offer in book[TARGETS.title].data_validations.dataValidation]
    assert units == [f"'{ORGANISATIONS}'!$A$1:$A$2"]
    assert [cell.value for cell in book[ORGANISATIONS]["A"]] == ["东区医疗保障局", "攀枝花市财政局"]


@pytest.mark.django_db
def test_text_longer_than_a_cell_goes_on_in_a_further_column():
    period = adopted()
    text = "评价要点。" * 9000
    Indicator.objects.filter(pk=period.indicators.first().pk).update(criterion=text)
    proposal = proposed(workbook_of(period), period)
    assert (proposal.checked.flaws, proposal.changes) == ([], [])
    assert proposal.checked.catalogue.indicators[0].line.texts["criterion"] == text


HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from([
        "=1+1", "+86", "-5", "@SUM(A1)", "_x0041_", "_x005F_", "{{x}}", "<b>", "1-2", "1e5", "00123", "TRUE", "#REF!",
        "𠮷野家", "'quoted", '"quoted"', "a\nb", "a\tb", "  a", "\u202eabc", "ﬀ", "２０２３",
    ]),
)  # fmt: skip


@given(texts=st.fixed_dictionaries({column.key: HOSTILE for column in INDICATORS.columns if not column.words}))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_comes_back_as_it_went(texts):
    fields = {name: clean_text(text).strip() for name, text in texts.items() if name not in ("number", "reading")}
    fields |= {"name": fields["name"] or "名称", "method": "", "direction": "", "of": ""}
    shown = Catalogue((IndicatorLine(Line(7, fields), (Line(9, {"name": fields["target"], "points": "1"}),)),))
    identity = CatalogueIdentity("1", "2023", fields["level1"] or "项目", "C", "all", shown.digest)
    filled = read_catalogue(write_catalogue(shown, identity, [fields["name"]]), identity)
    assert filled.flaws == []
    assert filled.digest == shown.digest
    [line] = filled.lines["indicators"]
    assert line.name == "indicators:7"
    assert {name: line.texts[name] for name in fields} == fields
    assert [line.texts["name"] for line in filled.lines["items"]] == [fields["target"]]
