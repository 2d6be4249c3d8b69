"""A report and the one of an earlier year: which row continues which, and which texts may be carried over.

The catalogue is copied from year to year without a link, and a bureau rewords it in between: rows are told by their
words. A row that could continue two rows continues none, because a wrong value beside a cell is worse than a blank one.
"""

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from reports.domain import facts
from reports.domain.prose.words import bigrams

#: Two keys in two years that are equal and not ``None`` tell the same row.
Key = Hashable | None
_COUNT = "0-9〇零一二三四五六七八九十百"
_NUMBERING = re.compile(
    rf"^\s*(?:[\u2460-\u249b\u3220-\u3229]|第[{_COUNT}]+(?:部分|[章节条])|目标[{_COUNT}]*\s*[:：、]|[(（][{_COUNT}]+[)）]"
    rf"|(?!(?:19|20)\d\d\s*年)[{_COUNT}]+(?:[、:：)）]|[.．](?!\d{{1,3}}(?!\d))|\s))+"
)
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d\d|[一二][九〇零○][九〇零○一二三四五六七八]{2})(?!\d)\s*(?:年度?)?")


def fold(text: str) -> str:
    """The words alone: no spaces, no punctuation, one form for a character's full and half width."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kinds = ((char, unicodedata.category(char)) for char in plain)
    return "".join(char for char, kind in kinds if kind[0] not in "PZ" and kind not in ("Cc", "Cf"))


def fold_heading(text: str) -> str:
    """The words of a heading or a goal without their number and without years."""
    return fold(_YEAR.sub("", _NUMBERING.sub("", text)))


def matches(new: facts.Report, old: facts.Report) -> dict[str, str]:
    """Place in the new report ("indicators[3]") → place of the row it continues in the old one."""
    pairs = {
        "funds": by_words(*ways(new.funds, old.funds, source_words, level_words)),
        "management": by_words(*ways(new.management, old.management, aspect_words)),
        "goals": same_goals(new.goals, old.goals),
        "indicators": by_words(*ways(new.indicators, old.indicators, full_name, own_name, yearless_name)),
        "narrative": by_words(
            (paths(new.narrative), paths(old.narrative)), *ways(new.narrative, old.narrative, heading_words)
        ),
    }
    return {f"{name}[{here}]": f"{name}[{there}]" for name, found in pairs.items() for here, there in found.items()}


def carried(issued: facts.Report, last: facts.Report) -> facts.Report:
    """The issued form with last year's texts where a row continues one, marked as drafted; no figure comes along.

    Years in the texts stay as they are: "2023年参保率97%" with the year moved on would be a false sentence that looks
    new. An old year shows a reader, and the check narrative.year, that the sentence is still to be renewed.
    """
    before = {f"indicators[{at}]": row.explanation for at, row in enumerate(last.indicators)}
    before |= {f"narrative[{at}]": row.body for at, row in enumerate(last.narrative)}
    texts = {here: before[there] for here, there in matches(issued, last).items() if before.get(there, "").strip()}
    indicators = (
        replace(row, explanation=texts[place], drafted=True) if (place := f"indicators[{at}]") in texts else row
        for at, row in enumerate(issued.indicators)
    )
    narrative = (
        replace(row, body=texts[place], drafted=True) if (place := f"narrative[{at}]") in texts else row
        for at, row in enumerate(issued.narrative)
    )
    return replace(issued, indicators=tuple(indicators), narrative=tuple(narrative))


# --- what a row is told by --------------------------------------------------------------------------


def source_words(line: facts.FundLine) -> Key:
    return fold(line.source).removeprefix("其中") or None


def level_words(line: facts.FundLine) -> Key:
    """中央财政资金 is 中央资金 of the older form."""
    return fold(line.source).removeprefix("其中").replace("财政", "") or None


def aspect_words(line: facts.ManagementLine) -> Key:
    return fold_heading(line.aspect) or None


def full_name(row: facts.Indicator) -> Key:
    return (fold(row.level1), fold(row.level2), fold(row.name)) if fold(row.name) else None


def own_name(row: facts.Indicator) -> Key:
    return fold(row.name) or None


def yearless_name(row: facts.Indicator) -> Key:
    return fold_heading(row.name) or None


def heading_words(section: facts.Section) -> Key:
    return fold_heading(section.heading) or None


def paths(sections: Sequence[facts.Section]) -> list[Key]:
    """Each heading under those above it; the opening without a heading counts as one."""
    above: list[tuple[int, str]] = []
    found: list[Key] = []
    for section in sections:
        above = [item for item in above if item[0] < section.level]
        above.append((section.level, fold_heading(section.heading)))
        found.append(tuple(words for _, words in above))
    return found


# --- pairing ----------------------------------------------------------------------------------------


def ways(
    new: Sequence[Any], old: Sequence[Any], *tellers: Callable[[Any], Key]
) -> Iterator[tuple[list[Key], list[Key]]]:
    """For each way of telling a row, the keys in both reports."""
    for tell in tellers:
        yield [tell(row) for row in new], [tell(row) for row in old]


def by_words(*told: tuple[list[Key], list[Key]]) -> dict[int, int]:
    """New index → old index. The first way also pairs equal rows in their order, the others only unique ones."""
    pairs: dict[int, int] = {}
    for number, (new, old) in enumerate(told):
        here, there = places_of(new), places_of(old)
        for key, places in here.items():
            others = there.get(key, [])
            if len(places) == len(others) and (number == 0 or len(places) == 1):
                taken = set(pairs.values())
                free = zip(places, others, strict=True)
                pairs |= {i: j for i, j in free if i not in pairs and j not in taken}
    return pairs


def places_of(keys: Sequence[Key]) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = {}
    for index, key in enumerate(keys):
        if key is not None:
            found.setdefault(key, []).append(index)
    return found


def same_goals(new: Sequence[facts.Goal], old: Sequence[facts.Goal]) -> dict[int, int]:
    """Equal words wherever they stand; else the goal at the same place, if it is alike or the goals are as many."""
    here, there = ([fold_heading(goal.target) for goal in goals] for goals in (new, old))
    pairs = by_words(([words or None for words in here], [words or None for words in there]))
    taken = set(pairs.values())
    for at in range(min(len(new), len(old))):
        free = at not in pairs and at not in taken
        if free and (len(new) == len(old) or alike(here[at], there[at])):
            pairs[at] = at
    return pairs


def alike(one: str, other: str) -> bool:
    """Whether at least half of the pairs of neighbouring characters are common."""
    first, second = bigrams(one), bigrams(other)
    return bool(first and second) and len(first & second) * 4 >= len(first) + len(second)
