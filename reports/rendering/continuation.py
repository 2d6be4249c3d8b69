"""Groups that cross a page: closed at the foot, their name repeated with （续） on the next page.

WeasyPrint leaves a rowspan cell that crosses a page open at the foot and nameless on the next page,
and has no public hook for it. Rendering twice would cost half a rendering more, so this wraps the
one function that lays a table's part on a page: before it goes on at a row, that row gets the cells
still open above it; after it, open cells of the part are stretched to its foot. It acts only on
tables of class ``doc-band``. tests/reports/rendering/test_continuation.py watches it against
upgrades of WeasyPrint.
"""

from typing import Any

from weasyprint.layout import block as block_layout
from weasyprint.layout import table as table_module

#: On a line of its own: the columns of group names are narrow.
CONTINUED = "\n（续）"
MARK = "doc-band"


def layout_table(context: Any, table: Any, bottom_space: float, skip_stack: Any, *rest: Any, **named: Any) -> Any:
    """WeasyPrint's ``table_layout`` with both repairs."""
    ours = MARK in (table.element.get("class") or "") if table.element is not None else False
    if ours and skip_stack:
        repeat_open_cells(table, skip_stack)
    result = table_module.table_layout(context, table, bottom_space, skip_stack, *rest, **named)
    if ours and result[0] is not None and result[1] is not None:
        close_open_cells(result[0])
    return result


def repeat_open_cells(table: Any, skip_stack: dict) -> None:
    """Give the row at which the table goes on the cells of groups that began above it."""
    ((group_index, row_stack),) = skip_stack.items()
    if not row_stack:
        return
    group = table.children[group_index]
    ((row_index, cell_stack),) = row_stack.items()
    row = group.children[row_index]
    if not getattr(row, "doc_repeated", False):
        row.doc_repeated = True
        row.children.extend(open_above(group, row_index))
        if not cell_stack:
            # Not where the row is broken inside: the stack counts its cells.
            row.children.sort(key=lambda cell: cell.grid_x)
    if cell_stack:
        repeat_labels(row, cell_stack)


def open_above(group: Any, row_index: int) -> list:
    """Copies of the cells above that reach down to a row; a cell with a copy hands its part over to it."""
    copies = []
    for above_index, above in enumerate(group.children[:row_index]):
        for cell in above.children:
            left = cell.rowspan - (row_index - above_index)
            if left > 0 and not getattr(cell, "doc_closed", False):
                cell.doc_closed = True
                copies.append(continued(cell, left))
    return copies


def repeat_labels(row: Any, cell_stack: dict) -> None:
    """A row broken inside: print its group names again instead of leaving them blank."""
    for index, cell in enumerate(row.children):
        if index not in cell_stack and "doc-label" in (cell.element.get("class") or ""):
            if not getattr(cell, "doc_copy", False):
                row.children[index] = continued(cell, cell.rowspan)
            cell_stack[index] = None


def continued(cell: Any, rowspan: int) -> Any:
    """A copy of a cell with （续） after its text."""
    copy = cell.deepcopy()
    copy.rowspan = rowspan
    copy.doc_copy, copy.doc_closed = True, False
    texts = [box for box in copy.descendants() if hasattr(box, "text")]
    if texts and texts[-1].text and not texts[-1].text.endswith(CONTINUED):
        texts[-1].text += CONTINUED
    return copy


def close_open_cells(table: Any) -> None:
    """Stretch cells whose last row is on a later page to the foot of this part, name in the middle."""
    rows = [row for group in table.children if not group.is_header for row in group.children]
    if not rows:
        return
    open_cells = [cell for i, row in enumerate(rows) for cell in row.children if i + cell.rowspan > len(rows)]
    foot = rows[-1].position_y + rows[-1].height
    lowest = max((cell.position_y + cell.border_height() for cell in open_cells), default=foot)
    if lowest > foot:
        lengthen(table, rows[-1], rows, lowest - foot)
        foot = lowest
    for cell in open_cells:
        stretch(cell, foot)


def stretch(cell: Any, foot: float) -> None:
    """As WeasyPrint does for cells that end in a row."""
    extra = foot - cell.position_y - cell.border_height()
    if extra > 0:
        table_module.add_top_padding(cell, extra / 2)
        cell.padding_bottom += extra / 2


def lengthen(table: Any, last: Any, rows: list, extra: float) -> None:
    """A group name taller than its rows on this page lets the last row grow into the margin."""
    foot = last.position_y + last.height + extra
    for i, row in enumerate(rows):
        for cell in row.children:
            if i + cell.rowspan == len(rows):
                stretch(cell, foot)
    last.height += extra
    group = table.children[-1]
    group.height += extra
    table.height += extra


def install() -> None:
    """Once per process; a second call changes nothing."""
    block_layout.table_layout = layout_table
