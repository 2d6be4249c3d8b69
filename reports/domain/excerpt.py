"""Two long texts cut to where they differ, for a list that has a line for each change."""

#: A text up to this long is shown whole; so much of what both say is left beside a difference.
WHOLE, AROUND = 200, 20
CUT = "…"


def excerpt(old: str, new: str) -> tuple[str, str]:
    """Both texts, or of long ones the stretch in which they differ; "…" stands for what is left out."""
    if max(len(old), len(new)) <= WHOLE:
        return old, new
    same = common(old, new)
    rest = min(len(old), len(new)) - same
    after = min(common(old[::-1], new[::-1]), rest)
    begin, left = max(same - AROUND, 0), max(after - AROUND, 0)
    return stretch(old, begin, len(old) - left), stretch(new, begin, len(new) - left)


def common(one: str, other: str) -> int:
    """So many characters at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def stretch(text: str, begin: int, end: int) -> str:
    end = min(end, begin + WHOLE)
    return f"{CUT if begin else ''}{text[begin:end]}{CUT if end < len(text) else ''}"
