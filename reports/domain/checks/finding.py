"""One finding: what is wrong at which cell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reports.domain import facts
from reports.domain.evaluate import Evaluation

ERROR = "error"
WARNING = "warning"
#: The code of a text that is nobody's yet.
DRAFT = "narrative.draft"


@dataclass(frozen=True, slots=True)
class Finding:
    """``where`` is a place of the exchange format; ``message`` says what is wrong and what mends it.

    ``offer``: a text the cell could take over (a figure found in the explanation), else "".
    """

    code: str
    severity: str
    where: str
    message: str
    offer: str = ""

    @property
    def blocking(self) -> bool:
        return self.severity == ERROR

    @property
    def answerable(self) -> bool:
        """Whether a note may answer it: not an error, and not a draft, which is edited or accepted."""
        return not self.blocking and self.code != DRAFT


Check = Callable[[facts.Report, Evaluation], Iterator[Finding]]


def error(code: str, where: str, message: str) -> Finding:
    return Finding(code, ERROR, where, message)


def warning(code: str, where: str, message: str, offer: str = "") -> Finding:
    return Finding(code, WARNING, where, message, offer)
