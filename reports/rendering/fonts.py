"""The faces a document is printed in, and nothing else: never what the system happens to have.

Each role of GB/T 9704 takes the first file found: the bureau's own fonts (``FONT_DIR``), the
set-up's folder (``FANDOL_DIR``), the wheel pylopdf-fonts-zh-cn, which is always there.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

import pylopdf_fonts_zh_cn
from django.conf import settings
from fontTools import subset
from fontTools.ttLib import TTFont

WHEEL = Path(pylopdf_fonts_zh_cn.__file__).parent
SERIF, SANS = WHEEL / "NotoSerifSC-Regular.otf", WHEEL / "NotoSansSC-Regular.otf"
#: Digits and Latin come from a serif face; quotation marks, dashes and signs stay Chinese, a full em wide.
LATIN = "doc-latin"
ASCII = range(0x20, 0x7F)


@dataclass(frozen=True, slots=True)
class Role:
    """``names``: beginnings of file names in FONT_DIR, lower case; ``needed``: one misses it when it is not there."""

    family: str
    word: str
    names: tuple[str, ...]
    fandol: str
    wheel: Path
    needed: bool = True


ROLES = (
    Role("doc-title", "小标宋", ("方正小标宋", "小标宋", "fzxbs", "fzxiaobiaosong"), "FandolSong-Bold.otf", SERIF),
    Role("doc-fang", "仿宋", ("仿宋", "simfang", "fangsong", "fzfs"), "FandolFang-Regular.otf", SERIF),
    Role("doc-kai", "楷体", ("楷体", "simkai", "kaiti", "fzkt"), "FandolKai-Regular.otf", SERIF),
    # 宋体 and 黑体 of the wheel are good faces of their own: nothing is missing where they serve.
    Role("doc-song", "宋体", ("宋体", "simsun.", "fzss"), "FandolSong-Regular.otf", SERIF, needed=False),
    Role("doc-hei", "黑体", ("黑体", "simhei", "fzht"), "FandolHei-Regular.otf", SANS, needed=False),
    Role(LATIN, "西文", ("times new roman", "timesnewroman", "times."), "", SERIF, needed=False),
)
#: A face for characters outside all others (Ext B and up), if the bureau has one.
RARE = ("hanamin", "simsunb", "simsun-extb", "babelstonehan", "宋体-扩展", "plangothic")


def folder_files(folder: str | Path) -> list[Path]:
    """Font files of a folder in a fixed order; collections (.ttc) hold several faces and are left out."""
    if not folder or not Path(folder).is_dir():
        return []
    return sorted(path for path in Path(folder).iterdir() if path.suffix.lower() in (".ttf", ".otf"))


def named(files: list[Path], names: tuple[str, ...]) -> Path | None:
    """The first file whose name begins with the first of the names that is there at all."""
    for name in names:
        for path in files:
            if path.name.lower().startswith(name):
                return path
    return None


@cache
def font_files(font_dir: str, fandol_dir: str) -> dict[str, Path]:
    """Family → file, every role served."""
    own = folder_files(font_dir)
    fandol = {path.name: path for path in folder_files(fandol_dir)}
    files = {}
    for role in ROLES:
        files[role.family] = named(own, role.names) or fandol.get(role.fandol) or role.wheel
    files |= {"doc-serif": SERIF, "doc-sans": SANS}
    if rare := named([*own, *fandol.values()], RARE):
        files["doc-rare"] = rare
    return files


def current_files() -> dict[str, Path]:
    """The files under today's settings."""
    return font_files(str(settings.FONT_DIR or ""), str(settings.FANDOL_DIR or ""))


@cache
def latin_face(path: Path) -> bytes:
    """The ASCII part of a face as a font of its own.

    A unicode-range would not do: Pango drops every later family whose characters an earlier *file*
    has, so a Latin range of a Chinese font would hide the Chinese faces behind it.
    """
    options = subset.Options(layout_features=["kern"], hinting=False)
    font = subset.load_font(str(path), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=ASCII)
    subsetter.subset(font)
    out = BytesIO()
    font.save(out)
    font.close()
    return out.getvalue()


def font_bytes(family: str, path: Path) -> bytes:
    """What an address of ``font_face_rules`` stands for."""
    return latin_face(path) if family == LATIN else path.read_bytes()


def address(family: str, path: Path) -> str:
    """Names family and file, so that two settings of one process never share a face."""
    return f"{path.as_uri()}?{family}"


def font_face_rules(files: dict[str, Path]) -> str:
    """@font-face rules by file address, under family names of our own."""
    return "\n".join(
        f'@font-face{{font-family:"{family}";src:url("{address(family, path)}")}}' for family, path in files.items()
    )


def missing_fonts() -> list[str]:
    """Faces of GB/T 9704 that neither the bureau nor the set-up has: documents are then set in Noto."""
    files = current_files()
    return [role.word for role in ROLES if role.needed and files[role.family] == role.wheel]


@cache
def covered(folder: str) -> frozenset[int]:
    """Code points that some file has a glyph for; ``folder``: the bureau's own fonts (settings.FONT_DIR)."""
    points: set[int] = set()
    for path in set(current_files().values()):
        with TTFont(path, lazy=True) as font:
            points |= font.getBestCmap().keys()
    return frozenset(points)


def unprintable(text: str) -> str:
    """The characters of ``text``, each once, that no face of ours can print (rare ones such as 𠮷)."""
    return missing_from(text, str(settings.FONT_DIR))


@lru_cache(maxsize=8192)
def missing_from(text: str, folder: str) -> str:
    """Kept for each text: a save looks at all of a report's."""
    known = covered(folder)
    seen = dict.fromkeys(char for char in text if char > "\x7f" and ord(char) not in known)
    return "".join(char for char in seen if not char.isspace())
