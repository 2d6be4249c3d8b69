"""Slips of the pen: one digit typed wrong, or two neighbours that changed places."""

from decimal import ROUND_DOWN, Decimal

from indicators.domain.actuals import Quantity
from indicators.domain.numbers import decimals, format_plain, round_half_up
from indicators.domain.units import MULTIPLIERS

#: Of fewer digits any difference may be one digit's.
DIGITS = 4


def digits(number: Decimal) -> str:
    """Those that count: without point, sign and the noughts around them."""
    return format_plain(abs(number)).replace(".", "").strip("0")


def one_slip(quantity: Quantity, due: Decimal) -> bool:
    """Whether the number differs from what would be right in one digit, or by two neighbours exchanged."""
    if due <= 0 or len(digits(quantity.number)) < DIGITS:
        return False
    wrong, right = as_typed(quantity, due)
    return Decimal(right) == due / MULTIPLIERS[quantity.multiplier] and (
        exchanged(wrong, right) or one_digit(wrong, right)
    )


def as_typed(quantity: Quantity, due: Decimal) -> tuple[str, str]:
    """Both numbers with the places and the multiplier of the first; what is due is rounded."""
    places = decimals(quantity.number)
    right = round_half_up(due / MULTIPLIERS[quantity.multiplier], places)
    return format_plain(quantity.number), format_plain(right)


def cut_off(quantity: Quantity, due: Decimal) -> str:
    """What is due with the places and the multiplier of the number, the rest cut off."""
    places = decimals(quantity.number)
    return format_plain((due / MULTIPLIERS[quantity.multiplier]).quantize(Decimal(1).scaleb(-places), ROUND_DOWN))


def exchanged(one: str, other: str) -> bool:
    """10879 and 10789."""
    apart = _apart(one, other)
    if len(apart) != 2 or apart[1] != apart[0] + 1:
        return False
    i, j = apart
    return one[i] == other[j] and one[j] == other[i] and one[i].isdigit() and one[j].isdigit()


def one_digit(one: str, other: str) -> bool:
    """39135 and 39035."""
    return len(_apart(one, other)) == 1


def _apart(one: str, other: str) -> list[int]:
    """Where two texts of one length differ; of different lengths everywhere, as it were."""
    if len(one) != len(other):
        return [0, 0, 0]
    return [at for at, (x, y) in enumerate(zip(one, other, strict=True)) if x != y]
