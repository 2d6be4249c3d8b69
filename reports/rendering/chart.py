"""A line chart of yearly values as plain numbers for an SVG template."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from reports.domain.document import Chart

WIDTH, HEIGHT = 480, 220
LEFT, RIGHT, TOP, BOTTOM = 50, 50, 56, 34


def amount(text: str) -> Decimal | None:
    """A point's number; separators are only for the eye."""
    try:
        value = Decimal(text.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def chart_view(chart: Chart, clean: Callable[[str], str]) -> dict[str, Any]:
    """Points in the order of years; one that is no number is left out of the line, its year stays."""
    points = sorted(chart.points)
    values = [amount(text) for _, text in points]
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (Decimal(0), Decimal(0))
    spread = float(high - low) or 1.0
    step = (WIDTH - LEFT - RIGHT) / max(len(points) - 1, 1)
    drawn = []
    for i, ((year, text), value) in enumerate(zip(points, values, strict=True)):
        x = LEFT + i * step if len(points) > 1 else WIDTH / 2
        y = None
        if value is not None:
            # The lowest value stands a third above the axis: a line chart that does not begin at
            # zero must not look like one that does.
            y = TOP + (HEIGHT - TOP - BOTTOM) * 0.67 * (1 - float(value - low) / spread)
        drawn.append(
            {"x": f"{x:.1f}", "y": y and f"{y:.1f}", "up": y and f"{y - 8:.1f}", "year": str(year), "text": clean(text)}
        )
    return {
        "kind": "chart",
        "name": clean(chart.name),
        "unit": clean(chart.unit),
        "points": drawn,
        "line": " ".join(f"{p['x']},{p['y']}" for p in drawn if p["y"]),
        "width": WIDTH,
        "height": HEIGHT,
        "axis": HEIGHT - BOTTOM,
        "foot": HEIGHT - BOTTOM + 18,
        "left": LEFT - 20,
        "right": WIDTH - RIGHT + 20,
    }
