"""The styles, as static/css/print.css has them: GB/T 9704 on a report's pages, smaller on a form's.

Built-in names where Word has one (its navigation pane lists the headings), Chinese names for the rest. No style is
bold or slanted: these faces have no such cut, and Word would make one up.
"""

from dataclasses import dataclass

from reports.rendering.docx.fonts import FANG, HEI, KAI, LATIN, SONG, TITLE

#: Line pitch of a report: 22 lines fill a page.
PITCH = 579
#: 三号 set a little closer: 28 characters fill a line.
CLOSER = -5
#: Type of the paragraphs that Word needs around tables; nobody writes in them.
TINY = 2
TWO_CHARACTERS = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
#: No quarter of an em between Chinese and digits, as on the PDF. Punctuation may hang into the margin, which is Word's
#: default; said so, because LibreOffice 7 otherwise hangs it and then loses it at the end of justified lines.
LINES = '<w:overflowPunct w:val="1"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
KEEP = "<w:keepNext/><w:keepLines/>"


@dataclass(frozen=True, slots=True)
class Style:
    """``size`` in half points, ``line``, ``before``, ``after`` in twentieths of a point.

    ``keep``, ``indent``: XML of their own; ``level``: place in the outline from 1; ``line`` 0: as high as its text.
    """

    key: str
    name: str
    font: str = FANG
    size: int = 32
    line: int = PITCH
    before: int = 0
    after: int = 0
    align: str = "both"
    keep: str = ""
    indent: str = ""
    level: int = 0
    closer: int = 0
    hidden: bool = False
    then: str = ""

    @property
    def xml(self) -> str:
        own = self.name[0] > "\x7f"
        base = "" if self.key == "Normal" else '<w:basedOn w:val="Normal"/>'
        then = f'<w:next w:val="{self.then}"/>' if self.then else ""
        flags = ' w:default="1"' if self.key == "Normal" else ' w:customStyle="1"' if own else ""
        return (
            f'<w:style w:type="paragraph"{flags} w:styleId="{self.key}"><w:name w:val="{self.name}"/>{base}{then}'
            f"{'<w:semiHidden/>' if self.size == TINY else '<w:qFormat/>'}{self.paragraph}{self.run}</w:style>"
        )

    @property
    def paragraph(self) -> str:
        pitch = f' w:line="{self.line}" w:lineRule="exact"' if self.line else ' w:line="240" w:lineRule="auto"'
        outline = f'<w:outlineLvl w:val="{self.level - 1}"/>' if self.level else ""
        return (
            f'<w:pPr>{self.keep}{LINES}<w:spacing w:before="{self.before}" w:after="{self.after}"{pitch}/>'
            f'{self.indent}<w:jc w:val="{self.align}"/>{outline}</w:pPr>'
        )

    @property
    def run(self) -> str:
        hidden = "<w:vanish/>" if self.hidden else ""
        closer = f'<w:spacing w:val="{self.closer}"/>' if self.closer else ""
        return (
            f'<w:rPr><w:rFonts w:ascii="{LATIN}" w:eastAsia="{self.font}" w:hAnsi="{LATIN}" w:cs="{LATIN}"/>'
            f'{hidden}{closer}<w:sz w:val="{self.size}"/><w:szCs w:val="{self.size}"/></w:rPr>'
        )


def heading(level: int) -> Style:
    font = {1: HEI, 2: KAI}.get(level, FANG)
    return Style(
        f"Heading{level}", f"heading {level}", font, keep=KEEP, indent=TWO_CHARACTERS, level=level, closer=CLOSER,
        then="BodyText",
    )  # fmt: skip


STYLES = (
    Style("Normal", "Normal"),
    Style("BodyText", "Body Text", indent=TWO_CHARACTERS, closer=CLOSER),
    *(heading(level) for level in range(1, 6)),
    Style("Title", "Title", TITLE, 44, 680, after=PITCH, align="center", keep=KEEP, then="BodyText"),
    Style("Subtitle", "Subtitle", KAI, after=PITCH, align="center", then="BodyText"),
    Style("Caption", "caption", HEI, 24, 400, before=160, after=80, align="center", keep=KEEP),
    Style("Note", "表注", SONG, 18, 280, align="left"),
    Style("Flush", "附件标识", HEI, align="left"),
    Style("Figure", "图", line=0, before=160, align="center", keep="<w:keepNext/>"),
    Style("TableText", "表格文字", SONG, 21, 300, align="center"),
    # A paragraph must stand after each table; between the tables of one form it is too small to be seen.
    Style("TableEnd", "表格之后", SONG, TINY, 200, align="left"),
    Style("Seam", "表格接缝", SONG, TINY, 20, align="left", hidden=True),
    Style("FormTitle", "附表标题", TITLE, 36, 520, after=120, align="center", keep=KEEP),
    Style("FormSubtitle", "附表副标题", KAI, 24, 400, after=120, align="center", keep=KEEP),
    Style("FormFlush", "附表标识", HEI, 28, 360, align="left", keep=KEEP),
    Style("FormText", "附表文字", SONG, 19, 270, align="center"),
    Style("FormEnd", "附表之后", SONG, TINY, 20, align="left"),
    Style("Footer", "footer", SONG, 28, 280, align="center"),
)

#: Half a point all around, and the room that texts keep from it.
TABLE_GRID = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    "<w:tblPr><w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders><w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="40" w:type="dxa"/>'
    '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
)
#: The language of Latin words is not Chinese: LibreOffice would then break lines inside of numbers.
DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{LATIN}" w:eastAsia="{SONG}" w:hAnsi="{LATIN}" w:cs="{LATIN}"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
)


def styles_xml() -> str:
    """What word/styles.xml holds between its root's tags."""
    return DEFAULTS + "".join(style.xml for style in STYLES) + TABLE_GRID
