"""The log's chain: each entry is sealed with a key and the seal of the entry before it.

Whoever changes, removes, adds or moves an entry without the key breaks a seal; ``check`` says which. Pure: the key and
the entries are arguments.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

#: An entry's values by column, as text; the order of the columns does not matter.
Values = Mapping[str, str]
#: The seal before the first entry.
START = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One stored entry: its place in the chain (from 1), what it says, its seal; ``name``: which one it is."""

    number: int
    values: Values
    seal: str
    name: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold, and in what way."""

    number: int
    name: str
    message: str


def seal(key: bytes, before: str, number: int, values: Values) -> str:
    """The entry's seal (64 hexadecimal digits)."""
    said = json.dumps([before, number, sorted(values.items())], ensure_ascii=True, separators=(",", ":"))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def head(key: bytes, count: int, last: str) -> str:
    """The seal of the whole chain: its length and its last entry, kept beside the report."""
    return seal(key, last, -1, {"count": str(count)})


def check(key: bytes, links: Iterable[Link], count: int, sealed: str) -> Iterator[Break]:
    """Every place where the chain does not hold; nothing where it holds.

    ``count`` and ``sealed`` are what stands beside the report: entries cut off at the end are missed there.
    """
    before, expected = START, 1
    for link in sorted(links, key=lambda link: link.number):
        if link.number != expected:
            missing = f"第{expected}条" if link.number == expected + 1 else f"第{expected}至{link.number - 1}条"
            yield Break(link.number, link.name, f"之前的{missing}记录缺失" if link.number > expected else "序号重复")
        if not hmac.compare_digest(link.seal, seal(key, before, link.number, link.values)):
            yield Break(link.number, link.name, "内容、次序或时间与封签不符")
        before, expected = link.seal, link.number + 1
    if expected - 1 != count:
        yield Break(count, "", f"应有{count}条记录，现有{expected - 1}条")
    elif not hmac.compare_digest(sealed, head(key, count, before)):
        yield Break(count, "", "报告上的封签与最后一条记录不符")


# --- ends kept elsewhere ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class End:
    """Where a report's chain ended at some time: its length, the last entry's seal; ``name``: the report in words."""

    report: int
    count: int
    seal: str
    name: str


class BadEnds(ValueError):
    """A file of ends that is not as it was written, or was written with another key."""


def write_ends(key: bytes, ends: Iterable[End]) -> str:
    """A line for each end, and the seal of them all in the last line."""
    lines = [f"{end.report}\t{end.count}\t{end.seal}\t{' '.join(end.name.split())}\n" for end in ends]
    return "".join([*lines, f"{seal_of_ends(key, lines)}\n"])


def read_ends(key: bytes, text: str) -> list[End]:
    """The ends of such a file; raises BadEnds."""
    *lines, last = text.splitlines(keepends=True) or [""]
    if not hmac.compare_digest(last.strip().encode(), seal_of_ends(key, lines).encode()):
        raise BadEnds
    cells = (line.rstrip("\n").split("\t") for line in lines)
    return [End(int(report), int(count), said, name) for report, count, said, name in cells]


def seal_of_ends(key: bytes, lines: Iterable[str]) -> str:
    return seal(key, "ends", 0, {"lines": "".join(lines)})
