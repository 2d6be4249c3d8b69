"""Two reports of the exchange format side by side, place by place."""

from typing import Any


def flat(value: Any, place: str = "") -> dict[str, Any]:
    """Every value by its place; what holds nothing stands for itself."""
    if isinstance(value, dict) and value:
        found = [flat(inner, f"{place}.{key}" if place else key) for key, inner in value.items()]
    elif isinstance(value, list) and value:
        found = [flat(inner, f"{place}[{index}]") for index, inner in enumerate(value)]
    else:
        return {place: value}
    return {key: text for part in found for key, text in part.items()}


def differences(old: Any, new: Any) -> dict[str, Any]:
    """Place → what stands there now (``None`` = nothing), where it is not what stood there."""
    before, after = flat(old), flat(new)
    return {key: after.get(key) for key in {**before, **after} if before.get(key) != after.get(key)}
