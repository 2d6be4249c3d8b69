"""Reading a Word file from end to end in the guarded process; what comes back are plain values, bounded in size."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from reports.exchange.word.blocks import read_blocks
from reports.exchange.word.found import Place, Unrecognised
from reports.exchange.word.recognising import Recognised, recognise


def recognise_file(content: bytes, which: int = 1) -> dict[str, Any]:
    """The ``which``-th 自评表 of a file as plain values that cross a process; raises FileProblem."""
    return asdict(recognise(read_blocks(content), which))


def recognised(plain: Mapping[str, Any]) -> Recognised:
    """What ``recognise_file`` gave, on this side again."""
    places = {path: Place(**place) for path, place in plain["places"].items()}
    rows = [Unrecognised(Place(**row["place"]), tuple(row["texts"])) for row in plain["unrecognised"]]
    return Recognised(**{**plain, "places": places, "unrecognised": rows})
