"""What of the target and the name decides how an actual is read."""

import re
from dataclasses import dataclass
from functools import lru_cache

from indicators.domain._claims import is_rate, is_spared
from indicators.domain._directions import LEVEL, MOVED, way_of
from indicators.domain._readings import name_unit
from indicators.domain.targets import Comparison, Deadline, Range, Relative, Target
from indicators.domain.units import NO_UNIT, Unit

_LACK = re.compile("未|不|无|缺|欠|没")
#: 持平, 略有下降: against last year, where the target is.
_CHANGED = re.compile(rf"(?:实际|基本|保持|有所|略有|小幅|稍有|明显|显著|大幅)*(?:{LEVEL}|{MOVED})(?![至到为])")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of target and name decides how an actual is read.

    ``kind``: the target's, where it is one of a number, a deadline or a change; ``zero``: that nothing
    happened is a 0; ``way``: the indicator is itself a change, whose actual 同比增长6.2% is the value 6.2%
    and 下降3% of a growth is −3%; ``gone``: the target says so itself (降低5%), so that 降至8% is no answer;
    ``lack``: it counts what is not done; ``spared``: it counts what is left over.
    """

    kind: str = ""
    zero: bool = False
    way: str = ""
    gone: bool = False
    lack: bool = False
    spared: bool = False
    hint: tuple[str, Unit] = ("", NO_UNIT)

    @property
    def number(self) -> bool:
        return self.kind in (Comparison.kind, Range.kind)

    @property
    def day(self) -> bool:
        return self.kind == Deadline.kind


def accepts_zero(target: Target | None) -> bool:
    """Whether a sentence that nothing happened answers the target with a 0."""
    return isinstance(target, Comparison) and (target.op in ("≤", "<") or target.quantity.number == 0)


def wanted_by(target: Target | None, name: str) -> Wanted:
    """What a target and the name of its indicator want."""
    kind = target.kind if isinstance(target, Comparison | Range | Deadline | Relative) else ""
    label = target.label if target and not target.label.endswith(("至", "到", "为")) else ""
    return _wanted(kind, accepts_zero(target), name, label)


@lru_cache(maxsize=4096)
def _wanted(kind: str, zero: bool, name: str, label: str) -> Wanted:
    number = kind in (Comparison.kind, Range.kind)
    return Wanted(
        kind=kind,
        zero=zero,
        way=way_of(f"{name} {label} ") if number else "",
        gone=number and way_of(label) != "" and not is_rate(label),
        lack=_LACK.search(name + label) is not None,
        spared=is_spared(name + label),
        hint=name_unit(name),
    )


def in_full(line: str, wanted: Wanted) -> str:
    """An actual's line as it must be read beside a change: 持平 as 较上年持平."""
    return f"较上年{line}" if wanted.kind == Relative.kind and _CHANGED.match(line) else line
