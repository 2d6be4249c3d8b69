"""Runs of equal neighbours: the merged group cells of all tables."""

from collections.abc import Hashable, Iterator, Sequence


def runs(keys: Sequence[Hashable]) -> Iterator[int]:
    """For each row: how many rows its group spans, 0 where the group began above."""
    end = 0
    for i, key in enumerate(keys):
        if i < end:
            yield 0
            continue
        end = i + 1
        while end < len(keys) and keys[end] == key:
            end += 1
        yield end - i
