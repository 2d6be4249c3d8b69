"""Where each indicator's explanation is printed: under the heading that names its level.

The section on indicators runs from its heading to the next one of the same or a higher level.
"""

import re
from collections.abc import Sequence

from reports.domain import facts

Placed = dict[int | None, list[int]]


def bare(text: str) -> str:
    """Without blanks and brackets' notes: 产出指标（50分） → 产出指标."""
    return re.sub(r"[（(][^（）()]*[）)]|\s", "", text)


def stem(level: str) -> str:
    """社会效益指标 → 社会效益: headings drop the last word as often as not."""
    return bare(level).removesuffix("指标")


def indicator_section(sections: Sequence[facts.Section]) -> range | None:
    """The sections on indicators: 绩效指标…完成情况/分析 in the heading, else 绩效指标 alone."""
    headings = ["".join(section.heading.split()) for section in sections]
    named = [i for i, text in enumerate(headings) if "绩效指标" in text]
    best = [i for i in named if "完成情况" in headings[i] or "分析" in headings[i]]
    if not named:
        return None
    start = (best or named)[0]
    end = start + 1
    while end < len(sections) and sections[end].level > sections[start].level:
        end += 1
    return range(start, end)


def naming(level: str, sections: Sequence[facts.Section], candidates: Sequence[int]) -> list[int]:
    """The candidates whose heading names the level."""
    word = stem(level)
    return [i for i in candidates if word and word in "".join(sections[i].heading.split())]


def below(parent: int, sections: Sequence[facts.Section], candidates: Sequence[int]) -> list[int]:
    """The candidates under ``parent``'s heading."""
    result = []
    for i in candidates:
        if i > parent:
            if sections[i].level <= sections[parent].level:
                break
            result.append(i)
    return result


def place_of(row: facts.Indicator, sections: Sequence[facts.Section], inner: Sequence[int]) -> int | None:
    """Level 2 under the heading of its level 1, else level 2 anywhere, else level 1.

    The highest heading that names level 1, the deepest that names level 2: 满意度 is a word of both
    "2.满意度指标" and "（1）服务对象满意度".
    """
    tops = naming(row.level1, sections, inner)
    top = min(tops, key=lambda i: (sections[i].level, i), default=None)
    seconds = naming(row.level2, sections, below(top, sections, inner)) if top is not None else []
    seconds = seconds or naming(row.level2, sections, inner)
    return max(seconds, key=lambda i: (sections[i].level, -i), default=top)


def explanations_by_section(report: facts.Report) -> Placed:
    """Section number → indicators explained after its body, in the order of rows; ``None``: no such section."""
    placed: Placed = {}
    span = indicator_section(report.narrative)
    for i, row in enumerate(report.indicators):
        if not row.explanation.strip():
            continue
        place = None
        if span is not None:
            place = place_of(row, report.narrative, span[1:])
            place = span[-1] if place is None else place
        placed.setdefault(place, []).append(i)
    return placed
