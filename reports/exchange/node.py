"""Reading JSON objects strictly: each value by its type, each problem with its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from indicators.domain.numbers import NumberProblem, clean_text, parse_number


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where (zero-based path)."""

    place: str
    message: str


class ExchangeProblem(ValueError):
    """The file cannot be stored; ``problems`` names every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{p.place}: {p.message}" for p in problems))
        self.problems = tuple(problems)


class Node:
    """One JSON object being read: hands out its keys, collects what is wrong, knows its place."""

    def __init__(self, value: Any, place: str, problems: list[Problem], notices: list[Problem] | None = None) -> None:
        self.place, self.problems = place, problems
        self.seen: set[str] = set()
        self.notices = [] if notices is None else notices
        if not isinstance(value, dict):
            self.problem("", f"应为对象（{{…}}），读到的是{kind_of(value)}")
            value = {}
            self.broken = True
        else:
            self.broken = False
        self.values = value

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place and key else self.place or key

    def problem(self, key: str, message: str) -> None:
        self.problems.append(Problem(self.at(key) or "$", message))

    def take(self, key: str) -> Any:
        self.seen.add(key)
        return self.values.get(key)

    def text(self, key: str, needed: bool = False, default: str = "") -> str:
        """A text; ``needed`` texts must be there and not be blank."""
        value = self.take(key)
        if key in self.values and not isinstance(value, str):
            self.problem(key, f"应为文字，读到的是{kind_of(value)}")
            return default
        typed, value = value or "", clean_text(value or "")
        if value != typed.replace("\r\n", "\n").replace("\r", "\n"):
            self.notices.append(Problem(self.at(key), "去掉了不能显示的字符"))
        if needed and not value.strip() and not self.broken:
            self.problem(key, "缺少必填项" if key not in self.values else "必填项不能为空")
        return value or default

    def optional(self, key: str, read: Callable[..., str], *rest: Any) -> str | None:
        """A key that is kept apart from blank when it is absent."""
        if key in self.values:
            return read(key, *rest)
        self.seen.add(key)
        return None

    def number(self, key: str, unit: str = "") -> str:
        """A number's text as typed (an amount in ``unit``, a weight, a score)."""
        text = self.text(key)
        try:
            parse_number(text, unit)
        except NumberProblem as problem:
            self.problem(key, f"数字{problem}" if str(problem).startswith("的") else str(problem))
        return text

    def whole(self, key: str, allowed: range | None = None, default: int | None = None) -> int:
        """A JSON integer."""
        value = self.take(key)
        if key not in self.values and default is not None:
            return default
        if value == "" and default is not None:
            return default
        if key not in self.values:
            if not self.broken:
                self.problem(key, "缺少必填项")
        elif isinstance(value, bool) or not isinstance(value, int):
            self.problem(key, f"应为整数，读到的是{kind_of(value)}")
        elif allowed is not None and value not in allowed:
            self.problem(key, f"应在{allowed.start}至{allowed.stop - 1}之间，读到的是{value}")
        else:
            return value
        return allowed.start if allowed else 0

    def choice(self, key: str, allowed: Sequence[str], default: str = "") -> str:
        text = self.text(key)
        if text and text not in allowed:
            self.problem(key, f"应为{'、'.join(allowed)}之一，读到的是“{text[:40]}”")
            return default
        return text or default

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if key in self.values and value != "" and not isinstance(value, bool):
            self.problem(key, f"应为 true 或 false，读到的是{kind_of(value)}")
        return value is True

    def child(self, key: str) -> "Node | None":
        """An object; absent, "" and {} are the absent object."""
        value = self.take(key)
        if value in (None, "", {}) and not (key in self.values and value is None):
            return None
        return Node(value, self.at(key), self.problems, self.notices)

    def children(self, key: str, needed: bool = False) -> list["Node"]:
        """A list of objects."""
        value = self.take(key)
        if key not in self.values:
            if needed and not self.broken:
                self.problem(key, "缺少必填项")
            return []
        if value == "" and not needed:
            return []
        if not isinstance(value, list):
            self.problem(key, f"应为列表（[…]），读到的是{kind_of(value)}")
            return []
        return [Node(item, f"{self.at(key)}[{index}]", self.problems, self.notices) for index, item in enumerate(value)]

    def close(self) -> None:
        """Report the keys nobody asked for."""
        for key in self.values:
            if key not in self.seen:
                self.problem(clean_text(str(key))[:80] or "(空键名)", "不认识的键")


def kind_of(value: Any) -> str:
    """A JSON value's kind in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true 或 false"
    if isinstance(value, int | float):
        return f"数字 {str(value)[:40]}"
    if isinstance(value, str):
        return f"文字“{clean_text(value)[:40]}”"
    return "列表" if isinstance(value, list) else "对象"
