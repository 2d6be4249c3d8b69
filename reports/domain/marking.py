"""What differs between two wordings of one text, so that a reader's eye finds it: pure, for page and print."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

#: A figure and a Latin word change as a whole, everything else character by character.
TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|.", re.DOTALL)
#: An island of equal text as small as this between two changes reads better as a part of them.
ISLAND = 1
#: Beyond this many tokens between the equal ends comparing takes too long; with less than this share (%) in common
#: they are other texts.
LONG, ALIKE = 3000, 35
#: How much of the equal text stays around a change in a brief view, and how much of a changed one.
AROUND, MOST = 16, 120


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that both wordings share, or that only this one has."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """Both wordings in pieces, piece by piece beside each other; each one's pieces joined are its text."""

    old: Sequence[Piece]
    new: Sequence[Piece]

    @property
    def was(self) -> str:
        return "".join(piece.text for piece in self.old)

    @property
    def now(self) -> str:
        return "".join(piece.text for piece in self.new)

    @property
    def brief(self) -> "Marked":
        """The same with long equal stretches left out (…), for a narrow column."""
        return Marked(abridged(self.old), abridged(self.new))


def marked(old: str, new: str) -> Marked:
    """The two wordings in pieces. Wordings with little in common are one changed piece each."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    head = same_at_start(before, after)
    tail = same_at_start(before[head:][::-1], after[head:][::-1])
    ends = len(before) - tail, len(after) - tail
    runs = list(middle(before[head : ends[0]], after[head : ends[1]]))
    shared = head + tail + sum(len(one) for equal, one, _ in runs if equal)
    if 2 * shared * 100 < ALIKE * (len(before) + len(after)):
        runs = [(old == new, before, after)]
    else:
        runs = [(True, before[:head], after[:head]), *runs, (True, before[ends[0] :], after[ends[1] :])]
    runs = [run for run in runs if run[1] or run[2]]
    last = len(runs) - 1
    kept = [equal and (len(one) > ISLAND or at in (0, last)) for at, (equal, one, _) in enumerate(runs)]
    return Marked(
        joined(zip(kept, (one for _, one, _ in runs), strict=True)),
        joined(zip(kept, (other for _, _, other in runs), strict=True)),
    )


def same_at_start(one: Sequence[str], other: Sequence[str]) -> int:
    """So many tokens at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


Run = tuple[bool, Sequence[str], Sequence[str]]


def middle(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    """Runs of equal and of different tokens; what is too long to compare is different as a whole."""
    if len(before) + len(after) > LONG:
        yield False, before, after
        return
    for act, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield act == "equal", before[i:j], after[k:m]


def joined(runs: Iterable[tuple[bool, Sequence[str]]]) -> tuple[Piece, ...]:
    """Runs of tokens (equal or not, tokens) as pieces; neighbours of one kind are one piece.

    A blank changed piece stands where only the other wording has something.
    """
    pieces: list[Piece] = []
    for equal, tokens in runs:
        text = "".join(tokens)
        if pieces and pieces[-1].changed != equal:
            text = pieces.pop().text + text
        pieces.append(Piece(text, not equal))
    return tuple(pieces)


def abridged(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    if len(pieces) == 1:
        return (cut(pieces[0]),)  # nothing to stand beside
    return tuple(shortened(pieces))


def cut(piece: Piece) -> Piece:
    return Piece(piece.text[:MOST] + "…", piece.changed) if len(piece.text) > MOST else piece


def shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """What lies further than a few words from a change is left out; the text's two ends have one neighbour only."""
    for index, piece in enumerate(pieces):
        head = 0 if index == 0 else AROUND
        tail = 0 if index == len(pieces) - 1 else AROUND
        if piece.changed:
            yield cut(piece)
        elif len(piece.text) > head + tail + 1:
            yield Piece(piece.text[:head] + "…" + piece.text[len(piece.text) - tail :], changed=False)
        else:
            yield piece
