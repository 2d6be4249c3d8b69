"""LibreOffice without a window: what an office program makes of our files.

It gets its own profile, so that test runs do not meet, and its own list of fonts: those our PDFs are set in, under the
names that the files ask for.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from reports.rendering.fonts import WHEEL

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice") or ""
#: Under CI a missing LibreOffice is a failure: ``convert`` raises.
needs_office = pytest.mark.skipif(
    not SOFFICE and os.environ.get("CI") != "true", reason="no LibreOffice (soffice) on this machine"
)
SECONDS = 180
FANDOL = Path(__file__).resolve().parent.parent / ".fonts"
#: Name in the file → families that may stand in, the best first.
STAND_INS = {
    "方正小标宋简体": ("FandolSong", "Noto Serif SC"),
    "仿宋_GB2312": ("FandolFang", "Noto Serif SC"),
    "楷体_GB2312": ("FandolKai", "Noto Serif SC"),
    "黑体": ("Noto Sans SC",),
    "宋体": ("FandolSong", "Noto Serif SC"),
    "Times New Roman": ("Liberation Serif", "Noto Serif SC"),
}


def fonts_conf(cache_folder: Path) -> str:
    folders = "".join(f"<dir>{escape(str(path))}</dir>" for path in (WHEEL, FANDOL, Path("/usr/share/fonts")))
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer>'
        + "".join(f"<family>{family}</family>" for family in families)
        + "</prefer></alias>"
        for name, families in STAND_INS.items()
    )
    return f"<fontconfig>{folders}<cachedir>{escape(str(cache_folder))}</cachedir>{aliases}</fontconfig>"


@cache
def profile() -> Path:
    """One profile per process: making it takes longer than a conversion."""
    folder = Path(tempfile.mkdtemp(prefix="evalportal-office."))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "fonts.conf").write_text(fonts_conf(folder / "fonts"), encoding="utf-8")
    return folder


def convert(source: Path, to: str, folder: Path) -> Path:
    """``source`` in another format ("pdf", "xlsx", …), in ``folder``; AssertionError where none is made."""
    if not SOFFICE:
        pytest.fail("LibreOffice (soffice) is missing: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui")
    home = profile()
    done = subprocess.run(
        [SOFFICE, f"-env:UserInstallation={home.as_uri()}/user", "--headless", "--norestore", "--convert-to", to,
         "--outdir", str(folder), str(source)],
        env={**os.environ, "FONTCONFIG_FILE": str(home / "fonts.conf"), "HOME": str(home)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    made = folder / f"{source.stem}.{to.partition(':')[0]}"
    assert made.exists(), f"LibreOffice made no {made.name}: {done.stdout}{done.stderr}"
    return made
