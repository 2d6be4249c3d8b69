"""What differs between two wordings of one text, so that a reader's eye finds it: pure, for page and print."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

#: A figure and a Latin word change as a whole, everything else character by character.
TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|.", re.DOTALL)
#: An island of equal text as small as this between two changes reads better as a part of them.
ISLAND = 1
#: Beyond this many tokens comparing takes too long; texts with less in common than this are simply other ones.
LONG, ALIKE = 3000, 0.35
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
    if len(before) + len(after) <= LONG:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if matcher.ratio() >= ALIKE:
            steps = matcher.get_opcodes()
            kept = [
                act == "equal" and (j - i > ISLAND or index in (0, len(steps) - 1))
                for index, (act, i, j, _, _) in enumerate(steps)
            ]
            return Marked(
                joined(zip(kept, (before[i:j] for _, i, j, _, _ in steps), strict=True)),
                joined(zip(kept, (after[k:m] for _, _, _, k, m in steps), strict=True)),
            )
    return Marked(joined([(old == new, [old])]), joined([(old == new, [new])]))


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
    return tuple(shortened(pieces))


def shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """What lies further than a few words from a change is left out; the text's two ends have one neighbour only."""
    for index, piece in enumerate(pieces):
        head = 0 if index == 0 else AROUND
        tail = 0 if index == len(pieces) - 1 else AROUND
        if piece.changed:
            yield Piece(piece.text[:MOST] + "…", changed=True) if len(piece.text) > MOST else piece
        elif len(piece.text) > head + tail + 1:
            yield Piece(piece.text[:head] + "…" + piece.text[len(piece.text) - tail :], changed=False)
        else:
            yield piece
