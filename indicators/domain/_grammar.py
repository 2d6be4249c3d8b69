"""A folded line → its parts: items with the words before and after them, and the notes in brackets.

Targets and actuals share this grammar; what an item means as one or the other is not decided here.

    line    = { clause separator }
    clause  = { words | note | item }
"""

import re
from dataclasses import dataclass, field, replace

from indicators.domain._item_grammar import ItemParser
from indicators.domain._items import Date, Figure, Item, Part, Quantity
from indicators.domain._notes import COUNTS, UNIT_ONLY, split_notes
from indicators.domain._operators import OPERATORS
from indicators.domain._tokenizer import Token, tokenize
from indicators.domain.units import read_unit

#: Words between two figures that belong to the second: 3期每期200人, 5次共300人.
_LEADS = re.compile("每|各|其中|共|约|达|占|为|是|完成|实现|人均|平均|实际|目标|计划")
#: So many characters may stand between an operator and its number.
LONGEST_CARRIED = 6
_ELSEWHERE = re.compile("平均|水平|标准(?!值)|上年|去年|同期|同类|其他")


@dataclass
class Scan:
    """All parts of a line, its notes in brackets, and what else the reader must know."""

    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    every: bool = False
    dangling: str = ""
    main: str = ""


def scan(line: str) -> Scan:
    """Read a folded line; never raises, linear."""
    found = Scan()
    tokens: list[Token] = []
    for text, is_note in split_notes(line):
        if is_note:
            found.notes.append(text)
            tokens.append(Token("note", text))
        else:
            found.main += text
            tokens.extend(tokenize(text))
    _LineParser(tokens, found).parse_line()
    return found


class _LineParser(ItemParser):
    """One pass over the tokens; ``words`` holds what has been read since the last item or separator."""

    def __init__(self, tokens: list[Token], found: Scan) -> None:
        super().__init__(tokens)
        self.found = found
        self.words: list[Token] = []
        self.open = False
        self.clause = 0

    def parse_line(self) -> None:
        """line = { item | note | separator | words }"""
        while self.at < len(self.tokens):
            if self.kind() == "sep":
                self.take()
                self.end_clause()
            elif self.kind() == "note":
                self.parse_note()
            elif item := self.parse_item():
                self.add(item)
            else:
                token = self.take()
                self.found.every |= token.kind == "every"
                if token.kind == "op" and not token.text[0].isalpha():
                    self.found.dangling = self.found.dangling or token.text
                self.words.append(token)
        self.end_clause()

    def parse_note(self) -> None:
        """note = "(" text ")"; a bare unit or operator in it belongs to the number before it"""
        token = self.take()
        match = UNIT_ONLY.fullmatch(token.text)
        last = self.found.parts[-1] if self.found.parts and self.open and not self.words else None
        if last is None:
            if match:
                self.words.append(token)
        elif token.text in OPERATORS and isinstance(last.item, Figure) and not last.item.op:
            self.found.parts[-1] = replace(last, item=replace(last.item, op=OPERATORS[token.text]))
        elif match and isinstance(last.item, Figure) and (quantity := with_unit(last.item.quantity, match)):
            self.found.parts[-1] = replace(last, item=replace(last.item, quantity=quantity))
        elif not last.note and not COUNTS.search(token.text):
            self.found.parts[-1] = replace(last, note=token.text)

    def add(self, item: Item) -> None:
        """Keep an item with its label; a joining word between two items ends the first one's note."""
        words = self.words
        if self.open and words and words[-1].kind == "join":
            self.words = words[:-1]
            self.end_clause()
            words = []
        elif self.open and words and words[0].kind == "join":
            words = words[1:]
        item, words = self.carry(item, words)
        units = [word for word in words if word.kind == "note"]
        if units and isinstance(item, Figure) and not item.quantity.unit:
            match = UNIT_ONLY.fullmatch(units[-1].text)
            if match:
                item = replace(item, quantity=replace(item.quantity, unit=read_unit(match["unit"])))
        label = "".join(word.text for word in words if word.kind != "note").strip(":=-—/")
        if self.open and label in ("×", "*"):
            self.found.parts[-1] = replace(self.found.parts[-1], note="×")
        if self.open and isinstance(self.found.parts[-1].item, Date):
            self.found.parts[-1] = replace(self.found.parts[-1], note=label or "·")
        self.found.parts.append(Part(item, label))
        self.words, self.open = [], True

    @staticmethod
    def carry(item: Item, words: list[Token]) -> tuple[Item, list[Token]]:
        """carried = operator short-words figure: 不低于每人每月100元, 不超过预算的5%"""
        at = next((index for index, word in enumerate(words) if word.kind == "op"), None)
        if at is None or not isinstance(item, Figure) or item.op:
            return item, words
        between = "".join(word.text for word in words[at + 1 :])
        if len(between) > LONGEST_CARRIED or _ELSEWHERE.search(between):
            return item, words
        return replace(item, op=OPERATORS[words[at].text]), words[:at] + words[at + 1 :]

    def end_clause(self) -> None:
        """The words after the last item are its note."""
        note = "".join(word.text for word in self.words if word.kind != "note").strip(":-—")
        if note and self.open and not self.found.parts[-1].note:
            self.found.parts[-1] = replace(self.found.parts[-1], note=note)
            self.name_after(self.found.parts[self.clause :])
        self.words, self.open, self.clause = [], False, len(self.found.parts)

    def name_after(self, parts: list[Part]) -> None:
        """clause = figure noun figure noun: 5个乡镇12个村, where the words after a figure are its own"""
        first, *others = parts
        if first.label or not all(isinstance(part.item, Figure) for part in parts):
            return
        if any(not part.label or _LEADS.match(part.label) for part in others):
            return
        nouns = [*(part.label for part in others), parts[-1].note]
        self.found.parts[self.clause :] = [
            replace(part, label="", note=noun) for part, noun in zip(parts, nouns, strict=True)
        ]


def with_unit(quantity: Quantity, match: re.Match[str]) -> Quantity | None:
    """5（个）, 2万人（次）: the unit in brackets where the number has none, or the one both make together."""
    unit = read_unit(match["unit"])
    if not quantity.unit:
        return replace(quantity, unit=unit, multiplier=quantity.multiplier or match["mult"])
    both = read_unit(f"{quantity.unit}{match['unit']}")
    return replace(quantity, unit=both) if both.dimension not in ("", quantity.unit.dimension) else None
