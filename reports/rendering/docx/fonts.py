"""The faces by the names that offices have them under, and what stands in where one is missing."""

from dataclasses import dataclass

LATIN, TITLE, FANG, KAI, HEI, SONG = (
    "Times New Roman", "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Face:
    """``others``: names that Word tries in this order; ``panose`` and ``ranges`` let it choose where none is there."""

    name: str
    others: str
    panose: str
    family: str
    pitch: str
    charset: str = "86"
    #: usb0–usb3, csb0, csb1: Unicode and code page ranges.
    ranges: tuple[str, ...] = ("00000001", "080E0000", "00000010", "00000000", "00040000", "00000000")


FACES = (
    Face(LATIN, "", "02020603050405020304", "roman", "variable", "00",
         ("E0002EFF", "C000785B", "00000009", "00000000", "000001FF", "00000000")),
    Face(SONG, "SimSun, STSong, Songti SC, Noto Serif CJK SC", "02010600030101010101", "auto", "variable",
         ranges=("00000003", "288F0000", "00000016", "00000000", "00040001", "00000000")),
    Face(HEI, "SimHei, STHeiti, Heiti SC, Noto Sans CJK SC", "02010609060101010101", "modern", "fixed",
         ranges=("800002BF", "38CF7CFA", "00000016", "00000000", "00040001", "00000000")),
    Face(FANG, "仿宋, FangSong, FangSong_GB2312, STFangsong, 方正仿宋简体", "02010609030101010101", "modern", "fixed"),
    Face(KAI, "楷体, KaiTi, KaiTi_GB2312, STKaiti, 方正楷体简体", "02010609030101010101", "modern", "fixed"),
    Face(TITLE, "方正小标宋_GBK, FZXiaoBiaoSong-B05S, 小标宋, STZhongsong, 华文中宋, 宋体, SimSun",
         "03000509000000000000", "script", "fixed"),
)  # fmt: skip


def face_xml(face: Face) -> str:
    other = f'<w:altName w:val="{face.others}"/>' if face.others else ""
    names = ("usb0", "usb1", "usb2", "usb3", "csb0", "csb1")
    ranges = " ".join(f'w:{name}="{value}"' for name, value in zip(names, face.ranges, strict=True))
    return (
        f'<w:font w:name="{face.name}">{other}<w:panose1 w:val="{face.panose}"/><w:charset w:val="{face.charset}"/>'
        f'<w:family w:val="{face.family}"/><w:pitch w:val="{face.pitch}"/><w:sig {ranges}/></w:font>'
    )


def fonts_xml() -> str:
    """What word/fontTable.xml holds between its root's tags."""
    return "".join(map(face_xml, FACES))
