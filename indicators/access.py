"""Who may see and set the catalogue of a program-year."""

from dataclasses import dataclass

from programs.access import access_of
from programs.models import Organisation, User


@dataclass(frozen=True, slots=True)
class CatalogueScope:
    """Whose own targets a person sees and sets; ``organisations`` ``None``: everybody's, and the catalogue itself.

    ``roots``: the topmost of them; a workbook made for these is a workbook for nobody else.
    """

    organisations: frozenset[int] | None = None
    roots: tuple[int, ...] = ()

    @property
    def whole(self) -> bool:
        return self.organisations is None

    @property
    def name(self) -> str:
        """How a workbook says whom it was made for."""
        return "all" if self.whole else ",".join(map(str, self.roots))


def catalogue_scope(user: User) -> CatalogueScope | None:
    """An administrator and a supervisor at the top of the tree have it all, a supervisor below its own subtree.

    ``None``: nobody else sees a catalogue.
    """
    if user.is_staff:
        return CatalogueScope() if user.has_perm("programs.change_period") else None
    supervised = access_of(user).supervised
    if not supervised:
        return None
    above = dict(Organisation.objects.filter(pk__in=supervised).values_list("pk", "parent"))
    if None in above.values():
        return CatalogueScope()
    return CatalogueScope(supervised, tuple(sorted(pk for pk, parent in above.items() if parent not in supervised)))
