"""Files by way of LibreOffice and of a password."""

import tempfile
from pathlib import Path

from tests.office import convert


def by_office(content: bytes, ending: str, to: str) -> bytes:
    """What LibreOffice makes of it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"source.{ending}"
        source.write_bytes(content)
        (Path(folder) / "out").mkdir()
        return convert(source, to, Path(folder) / "out").read_bytes()


def resaved(content: bytes) -> bytes:
    """Opened in LibreOffice, saved again as .xlsx."""
    return by_office(content, "xlsx", "xlsx")
