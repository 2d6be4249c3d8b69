"""The paragraphs under an indicator's name in the narrative's section on indicators."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reports.domain import facts
from reports.domain.compose.placing import indicator_section, stem
from reports.domain.prose.words import bigrams
from reports.domain.succession import fold, fold_heading

_NAMED = re.compile(
    r"指\s*标\s*(?P<number>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})?\s*[:：.、]\s*(?P<name>.+)", re.DOTALL
)
#: How alike a name in the text must be to the table's, in percent of common pairs of characters: alone, and where
#: number and group say the same row.
ALONE, IN_PLACE = 60, 30
#: Characters of a line that may name an indicator, and how many such lines are looked at.
LONGEST, MOST_LINES = 200, 1000
_HAN = "零一二三四五六七八九十"


folded = lru_cache(maxsize=4096)(fold)


@dataclass
class Part:
    """A heading of the narrative with the paragraphs under it; ``told``: by style, not by its number."""

    level: int
    heading: str
    told: bool = False
    paragraphs: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)


def take_explanations(parts: list[Part], indicators: Sequence[facts.Indicator]) -> dict[int, str]:
    """Explanations by indicator; they are taken out of the parts' paragraphs, which stay where nothing matches."""
    span = indicator_section([facts.Section(part.heading, part.body, part.level) for part in parts])
    if span is None or not indicators:
        return {}
    merge_false_headings(parts, span, indicators)
    span = indicator_section([facts.Section(part.heading, part.body, part.level) for part in parts]) or span
    found: dict[int, str] = {}
    looked = 0
    for part in parts[span.start : span.stop]:
        rest: list[str] = []
        for name, texts in groups(part):
            looked += bool(name)
            index = matching(name, part.heading, indicators, found) if name and looked <= MOST_LINES else None
            if index is None:
                rest += texts
            else:
                found[index] = "\n\n".join(texts)
        part.paragraphs = rest
    take_headings(parts, span, indicators, found)
    return found


def merge_false_headings(parts: list[Part], span: range, indicators: Sequence[facts.Indicator]) -> None:
    """A short numbered line inside an explanation looks like a heading; a heading here names a group or a row."""
    stems = {stem(level) for row in indicators for level in (row.level1, row.level2)} - {""}
    names = {fold_heading(row.name) for row in indicators}
    for at in range(span.stop - 1, span.start, -1):
        part = parts[at]
        words = "".join(part.heading.split())
        known = part.told or any(word in words for word in stems) or "指标" in words
        if not known and fold_heading(words) not in names:
            parts[at - 1].paragraphs += [part.heading, *part.paragraphs]
            del parts[at]


def groups(part: Part) -> list[tuple[str, list[str]]]:
    """(name after 指标n：, its paragraphs) in order; "" for what stands before the first."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for text in part.paragraphs:
        if _NAMED.match(text):
            found.append((text, []))
        found[-1][1].append(text)
    return found


def matching(line: str, heading: str, indicators: Sequence[facts.Indicator], taken: dict[int, str]) -> int | None:
    """The row a line 指标2：… names, ``None`` where it could be none or several."""
    match = _NAMED.match(line)
    if match is None:
        return None
    name = folded(match["name"][:LONGEST])
    free = [at for at in range(len(indicators)) if at not in taken and folded(indicators[at].name)]
    for tell in (lambda own: own == name, lambda own: name.startswith(own) or own.startswith(name)):
        same = [at for at in free if tell(folded(indicators[at].name))]
        if same:
            return max(same, key=lambda at: (in_group(indicators[at], heading), len(folded(indicators[at].name)), -at))
    placed = at_number(match["number"], heading, indicators)
    best = sorted(((likeness(name, folded(indicators[at].name)), at) for at in free), reverse=True)
    if placed in free and likeness(name, folded(indicators[placed].name)) >= IN_PLACE:
        return placed
    clear = best and best[0][0] >= ALONE and (len(best) == 1 or best[1][0] < best[0][0])
    return best[0][1] if clear else None


def likeness(one: str, other: str) -> int:
    first, second = bigrams(one), bigrams(other)
    return 200 * len(first & second) // (len(first) + len(second)) if first and second else 0


def in_group(row: facts.Indicator, heading: str) -> bool:
    return bool(stem(row.level2)) and stem(row.level2) in "".join(heading.split())


def at_number(number: str | None, heading: str, indicators: Sequence[facts.Indicator]) -> int:
    """The n-th row of the group the heading names, -1 for none."""
    own = [at for at, row in enumerate(indicators) if in_group(row, heading)]
    if not number:
        return -1
    count = _HAN.find(number) if number in _HAN else int(number) if number.isdecimal() else 0
    return own[count - 1] if 0 < count <= len(own) else -1


def take_headings(parts: list[Part], span: range, indicators: Sequence[facts.Indicator], found: dict[int, str]) -> None:
    """A heading that is an indicator's name: what stands under it is the explanation, and the heading goes."""
    for at in range(span.stop - 1, span.start, -1):
        if at >= len(parts):
            continue
        named = _NAMED.match(parts[at].heading)
        words = fold_heading(parts[at].heading)
        index = matching(parts[at].heading, "", indicators, found) if named else None
        same = [i for i, row in enumerate(indicators) if fold_heading(row.name) == words and i not in found]
        if index is None and len(same) == 1:
            index = same[0]
        if index is not None and parts[at].paragraphs:
            lead = [parts[at].heading] if named else []
            found[index] = "\n\n".join([*lead, *parts[at].paragraphs])
            del parts[at]
