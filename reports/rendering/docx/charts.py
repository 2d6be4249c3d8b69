"""A chart of the document → a native chart part, so that an office can restyle it; its values stand in the part.

Drawn like templates/reports/document/chart.html: a line, each value over its point as printed, years below.
"""

from decimal import Decimal
from html import escape
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from reports.domain.document import Chart
from reports.rendering.chart import HEIGHT, WIDTH, amount
from reports.rendering.docx.fonts import LATIN, SONG
from reports.rendering.docx.nodes import w
from reports.rendering.docx.texts import plain

#: Pixels of 1/96 inch in English metric units.
PIXEL = 9525
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PLACE = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BLUE, BLACK = "1F4E79", "000000"
#: The lowest value stands a third above the axis: a line that does not begin at zero must not look like one that does.
FOOT = 0.5
FONT = f'<a:solidFill><a:srgbClr val="{BLACK}"/></a:solidFill><a:latin typeface="{LATIN}"/><a:ea typeface="{SONG}"/>'
SIZE = 'sz="1000" b="0"'


def line_xml(color: str, width: int) -> str:
    return f'<a:ln w="{width}"><a:solidFill><a:srgbClr val="{color}"/></a:solidFill></a:ln>'


def value(text: str) -> float | None:
    """A point's number as charts keep them; ``None`` also for what no chart can draw."""
    number = amount(text)
    return float(number) if number is not None and abs(number) < Decimal("1e300") else None


def heading_of(chart: Chart) -> str:
    unit = plain(chart.unit)
    return plain(chart.name) + (f"（{unit}）" if unit else "")


def description(chart: Chart) -> str:
    """What somebody who does not see the chart is told."""
    return f"{heading_of(chart)}：" + "，".join(f"{year}年{plain(text)}" for year, text in sorted(chart.points))


def rich(text: str) -> str:
    """Text that is shown just as it is."""
    return (
        f"<c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr {SIZE}>{FONT}</a:defRPr></a:pPr>"
        f'<a:r><a:rPr lang="zh-CN" {SIZE}>{FONT}</a:rPr><a:t>{escape(text, quote=False)}</a:t></a:r>'
        "</a:p></c:rich></c:tx>"
    )


def label_xml(at: int, text: str) -> str:
    return (
        f'<c:dLbl><c:idx val="{at}"/>{rich(text)}<c:dLblPos val="t"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbl>'
    )


def series_xml(chart: Chart) -> str:
    points = sorted(chart.points)
    values = [value(text) for _, text in points]
    labels = "".join(
        label_xml(at, plain(text)) for at, (_, text) in enumerate(points) if values[at] is not None and plain(text)
    )
    years = "".join(f'<c:pt idx="{at}"><c:v>{year}年</c:v></c:pt>' for at, (year, _) in enumerate(points))
    numbers = "".join(
        f'<c:pt idx="{at}"><c:v>{number!r}</c:v></c:pt>' for at, number in enumerate(values) if number is not None
    )
    return (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>{escape(plain(chart.name), quote=False)}</c:v></c:tx>'
        f'<c:spPr>{line_xml(BLUE, 19050)}</c:spPr><c:marker><c:symbol val="circle"/><c:size val="5"/><c:spPr>'
        f'<a:solidFill><a:srgbClr val="{BLUE}"/></a:solidFill>{line_xml(BLUE, 9525)}</c:spPr></c:marker>'
        f'<c:dLbls>{labels}<c:dLblPos val="t"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f'<c:cat><c:strLit><c:ptCount val="{len(points)}"/>{years}</c:strLit></c:cat>'
        f'<c:val><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(points)}"/>{numbers}</c:numLit>'
        '</c:val><c:smooth val="0"/></c:ser>'
    )


def scale(chart: Chart) -> tuple[float, float]:
    """(lowest, highest) number of the invisible axis."""
    known = [number for _, text in chart.points if (number := value(text)) is not None] or [0.0]
    low, high = min(known), max(known)
    spread = high - low or abs(high) or 1.0
    return low - spread * FOOT, high + spread * FOOT / 4


def axes_xml(chart: Chart) -> str:
    low, high = scale(chart)
    text = f"<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr {SIZE}>{FONT}</a:defRPr></a:pPr></a:p></c:txPr>"
    return (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>{line_xml(BLACK, 9525)}</c:spPr>{text}'
        '<c:crossAx val="2"/><c:crosses val="min"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:max val="{high!r}"/>'
        f'<c:min val="{low!r}"/></c:scaling><c:delete val="1"/><c:axPos val="l"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        '<c:tickLblPos val="none"/><c:crossAx val="1"/><c:crosses val="min"/><c:crossBetween val="between"/></c:valAx>'
    )


def chart_xml(chart: Chart) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}" xmlns:r="{RELATIONS}"><c:roundedCorners val="0"/>'
        f'<c:chart><c:title>{rich(heading_of(chart))}<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>'
        '<c:plotArea><c:layout/><c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'{series_xml(chart)}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>{axes_xml(chart)}'
        '</c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>"
    ).encode()


def chart_node(chart: Chart, number: int, part: Any) -> Any:
    """The paragraph the chart stands in; ``part`` is the document's, which gets the chart's part."""
    name = PackURI(f"/word/charts/chart{number}.xml")
    key = part.relate_to(Part(name, CONTENT_TYPE.DML_CHART, chart_xml(chart), part.package), RELATIONSHIP_TYPE.CHART)
    drawing = parse_xml(
        f'<wp:inline xmlns:wp="{PLACE}" xmlns:a="{DRAWING}" xmlns:c="{CHART}" xmlns:r="{RELATIONS}" distT="0" distB="0"'
        f' distL="0" distR="0"><wp:extent cx="{WIDTH * PIXEL}" cy="{HEIGHT * PIXEL}"/>'
        f'<wp:docPr id="{number}" name="图{number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{CHART}"><c:chart r:id="{key}"/></a:graphicData></a:graphic></wp:inline>'
    )
    drawing.docPr.set("descr", description(chart))
    return w("p", w("pPr", w("pStyle", val="Figure")), w("r", w("drawing", drawing)))
