"""Catalogues of real reports, their workbooks, and hands that change cells in them."""

import io
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook, load_workbook

from indicators.access import CatalogueScope
from indicators.catalogue import Catalogue, load_catalogue
from programs.models import Organisation, Period
from reports import actions
from reports.cataloguing import adopt_catalogue
from reports.exchange.catalogue.layout import BY_KEY
from reports.exchange.catalogue.reading import read_catalogue
from reports.exchange.catalogue.writing import write_catalogue
from reports.exchange.workbook.layout import HEADING_ROW
from reports.views.catalogue import identity_of
from reports.views.catalogue_upload import Proposal, first_of_each, propose
from tests import factories

WHOLE = CatalogueScope()


def adopted(name: str = factories.PANZHIHUA) -> Period:
    """The program-year whose catalogue is the fixture's form, not issued."""
    return adopt_catalogue(actions.import_facts(factories.fixture_facts(name)))


def workbook_of(period: Period, scope: CatalogueScope = WHOLE) -> bytes:
    shown = load_catalogue(period, scope.organisations)
    names = Organisation.objects.order_by("name").values_list("name", flat=True)
    return write_catalogue(shown, identity_of(period, scope, shown.digest), list(names))


def proposed(content: bytes, period: Period, scope: CatalogueScope = WHOLE) -> Proposal:
    """What an upload of the file would do; its own flaws among those of the check."""
    filled = read_catalogue(content, identity_of(period, scope, ""))
    proposal = propose(period, scope, filled.lines, "目录.xlsx")
    proposal.checked.flaws[:] = first_of_each([*filled.flaws, *proposal.checked.flaws])
    return proposal


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content), rich_text=True)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(book: Workbook, key: str, row: int, **texts: Any) -> None:
    """Type into the row-th line (from 1) of a sheet, by the names of its columns."""
    sheet = BY_KEY[key]
    for name, text in texts.items():
        book[sheet.title].cell(HEADING_ROW + row, sheet.at(name)).value = text


def changed(content: bytes, *cells: tuple[str, int, Mapping[str, Any]]) -> bytes:
    book = opened(content)
    for key, row, texts in cells:
        put(book, key, row, **texts)
    return saved(book)


def texts_of(catalogue: Catalogue, key: str = "indicators") -> list[dict[str, str]]:
    rows = [row.line for row in catalogue.indicators] if key == "indicators" else getattr(catalogue, key)
    return [dict(line.texts) for line in rows]
