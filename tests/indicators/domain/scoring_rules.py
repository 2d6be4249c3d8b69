"""A scoring rule with its parameters as typed, for the tests of this folder."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    name: str
    points: str
    given: bool = False


@dataclass(frozen=True)
class Rule:
    method: str = ""
    step: str = ""
    points: str = ""
    of: str = ""
    items: tuple[Item, ...] = ()
    deduct: str = ""
    found: str = ""
    direction: str = ""
    base: str = ""
