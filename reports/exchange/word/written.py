"""A table of the narrative as the lines ``| a | b |`` in which a body keeps it."""

from reports.exchange.word.lines import Line


def table_lines(lines: tuple[Line, ...]) -> str:
    """One line per row; a cell that goes on from above, or across, is blank there."""
    edges = sorted({cell.left for line in lines for cell in line.cells})
    rows = []
    for line in lines:
        texts = {cell.left: cell.unbroken.replace("\n", " ") for cell in line.cells if cell.begins}
        rows.append([texts.get(edge, "").strip().replace("|", "\\|") for edge in edges])
    kept = [at for at in range(len(edges)) if any(row[at] for row in rows)]
    return "\n".join("| " + " | ".join(row[at] for at in kept) + " |" for row in rows if any(row))
