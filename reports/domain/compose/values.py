"""How computed figures and typed values stand on paper. Rounding happens here, once, half up."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

from reports.domain.document import Align, Cell

#: A value longer than this many characters fills several lines of its column and is set to the left.
SHORT = 20


def plain(value: Decimal | None, trim: bool = False) -> str:
    """All digits, never an exponent, no separators; ``trim`` drops zeros after the point. ``None`` is blank."""
    if value is None:
        return ""
    text = format(value, "f")
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def percent(rate: Decimal | None, places: int, trim: bool = False) -> str:
    """0.427482 → "42.7%" at one place; half up, on the unrounded rate. ``None`` is blank."""
    if rate is None:
        return ""
    with localcontext() as context:
        # Enough digits for any storable amount: quantize refuses results longer than the precision.
        context.prec = max(28, rate.adjusted() + places + 10)
        rounded = (rate * 100).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{plain(rounded, trim)}%"


def label(text: str, colspan: int = 1, rowspan: int = 1, key: str = "", align: Align = "center") -> Cell:
    """A cell with the form's own words."""
    return Cell(text=text, key=key, rowspan=rowspan, colspan=colspan, label=True, align=align)


def value(text: str | None, key: str = "", colspan: int = 1, align: Align | None = None) -> Cell:
    """A cell with a value; long ones are set to the left unless ``align`` says otherwise."""
    text = text or ""
    if align is None:
        align = "left" if len(text) > SHORT else "center"
    return Cell(text=text, key=key, colspan=colspan, align=align)
