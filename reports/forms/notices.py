"""Which kinds of notices a person wants, as the settings page posts them."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.domain import notices


@dataclass(frozen=True, slots=True)
class Chosen:
    """One kind: in the portal, by mail."""

    kind: str
    in_portal: bool
    by_mail: bool

    @property
    def label(self) -> str:
        return notices.KINDS[self.kind]

    @property
    def meaning(self) -> str:
        return notices.MEANINGS[self.kind]


def read_choices(posted: Mapping[str, str]) -> list[Chosen]:
    """Every kind: a box that was not ticked is not posted, so what is missing is off."""
    return [Chosen(kind, f"portal-{kind}" in posted, f"mail-{kind}" in posted) for kind in notices.KINDS]
