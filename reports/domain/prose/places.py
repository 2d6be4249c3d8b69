"""The texts of a report and where they stand: narrative bodies and the indicators' explanations."""

from dataclasses import dataclass

from reports.domain import facts

QUOTED = 40


@dataclass(frozen=True, slots=True)
class Place:
    """One text. ``heading``: its own; ``above``: those over it; ``row``: the indicator it explains."""

    where: str
    text: str
    heading: str = ""
    above: str = ""
    row: int | None = None

    @property
    def label(self) -> str:
        """How a message names the place."""
        name = " ".join(self.heading.split())
        name = name if len(name) <= QUOTED else f"{name[:QUOTED]}…"
        if self.row is not None:
            return f"指标“{name}”的完成情况说明"
        return f"正文“{name}”部分" if name else "正文"


def places_of(report: facts.Report) -> list[Place]:
    """Every text that is not blank, bodies before explanations."""
    found: list[Place] = []
    above: list[tuple[int, str]] = []
    for index, section in enumerate(report.narrative):
        above = [(level, text) for level, text in above if level < section.level]
        if section.body.strip():
            over = " ".join(text for _, text in above)
            found.append(Place(f"narrative[{index}].body", section.body, section.heading, over))
        above.append((section.level, section.heading))
    for index, row in enumerate(report.indicators):
        if row.explanation.strip():
            found.append(Place(f"indicators[{index}].explanation", row.explanation, row.name, row=index))
    return found
