"""The person's own workbook handed back with its bad cells marked."""

from base64 import b64encode
from collections.abc import Sequence

from reports.exchange.office.guarded import FileProblem, run_guarded
from reports.exchange.workbook.sheets import Flaw

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def painted(content: bytes, flaws: Sequence[Flaw]) -> str:
    """The file with a colour and a note in each bad cell, as an address that needs no further request; "" if it
    cannot be made: the list on the page says all of it."""
    marks = [{"sheet": flaw.at.sheet, "cell": flaw.at.cell, "note": flaw.message} for flaw in flaws if flaw.at]
    try:
        marked = run_guarded("paint_xlsx", content, {"marks": marks})
    except FileProblem:
        return ""
    return f"data:{XLSX};base64,{b64encode(marked).decode()}"
