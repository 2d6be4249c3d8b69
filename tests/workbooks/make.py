"""Make the workbooks of this folder anew: ``SECRET_KEY=x .venv/bin/python -m tests.workbooks.make [NAME…]``.

pass/*.xlsx come from passing.py, fail/*.xlsx from failing.py, each from the function of its name. It needs LibreOffice
(soffice). One file is not made here: fail/encrypted.xlsx is fail's small workbook with a password, made once with
msoffcrypto-tool, which is no dependency of ours:

    from msoffcrypto.format.ooxml import OOXMLFile
    OOXMLFile(open("small.xlsx", "rb")).encrypt("Shanghai-2025", open("encrypted.xlsx", "wb"))
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalportal.settings")
    import django

    django.setup()
    from tests.workbooks import failing, passing  # the portal's own code needs its settings first

    for folder, makers in (("pass", passing.MAKERS), ("fail", failing.MAKERS)):
        for name, make in makers.items():
            if not names or name in names:
                content = make()
                (HERE / folder / f"{name}.xlsx").write_bytes(content)
                print(f"{folder}/{name}.xlsx: {len(content):,} bytes")  # noqa: T201 - a script tells what it made


if __name__ == "__main__":
    main(sys.argv[1:])
