"""Whose reports a person may touch: roles by organisation, scopes by the tree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from programs.choices import Role
from programs.models import Membership, Organisation, User


def subtree_ids(roots: set[int]) -> set[int]:
    """The given organisations and everything below them, by the parent key (one query)."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Organisation.objects.values_list("id", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found, waiting = set(), list(roots)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(children.get(node, ()))
    return found


@dataclass(frozen=True)
class Access:
    """A person's roles as they stand at this request: two queries, then sets only.

    ``own``: role → the organisations in which it is held; ``supervised``: those and all below. ``audited``: units whose
    log the person reads, and nothing else of them: it is no role towards a report.
    """

    own: dict[str, frozenset[int]]
    supervised: frozenset[int]
    audited: frozenset[int]

    def roles_in(self, organisation_id: int) -> frozenset[str]:
        """The roles the person holds towards this organisation; empty = outside one's scope (404)."""
        roles = {role for role, units in self.own.items() if organisation_id in units}
        if organisation_id in self.supervised:
            roles.add(Role.SUPERVISOR)
        return frozenset(roles)

    @property
    def prepares(self) -> frozenset[int]:
        return self.own[Role.PREPARER]

    @property
    def unit_ids(self) -> frozenset[int]:
        """Units whose reports the person may read at any state."""
        return self.own[Role.PREPARER] | self.own[Role.REVIEWER]


def access_of(user: User) -> Access:
    """Read the memberships anew: a revoked role ends at the next request.

    An administrator holds no role, an auditor no other one: whatever else stands beside it gives nothing.
    """
    held: dict[str, set[int]] = {role: set() for role in Role.values}
    if user.is_active and not user.is_staff:
        for role, unit in Membership.objects.filter(user=user).values_list("role", "organisation_id"):
            held[role].add(unit)
    if held[Role.AUDITOR]:
        held = {role: units if role == Role.AUDITOR else set() for role, units in held.items()}
    supervised, audited = (
        frozenset(subtree_ids(held[role]) if held[role] else ()) for role in (Role.SUPERVISOR, Role.AUDITOR)
    )
    roles = (Role.PREPARER, Role.REVIEWER, Role.SUPERVISOR)
    own: dict[str, frozenset[int]] = {role: frozenset(held[role]) for role in roles}
    return Access(own=own, supervised=supervised, audited=audited)


def turns(roots: frozenset[int], levels: int) -> dict[int, set[int]]:
    """Level of review above the unit → the units whose reports are these organisations' turn at it (two queries).

    The first such level is at the nearest organisation upward that has supervisors, each further one at the next;
    where there is none, at the last.
    """
    parents = dict(Organisation.objects.values_list("id", "parent_id"))
    held = set(Membership.objects.filter(role=Role.SUPERVISOR).values_list("organisation_id", flat=True))
    found: dict[int, set[int]] = {level: set() for level in range(1, levels + 1)}
    for unit in parents:
        floors = [node for node in upward(unit, parents) if node in held]
        for level, units in found.items():
            if floors and floors[min(level, len(floors)) - 1] in roots:
                units.add(unit)
    return found


def upward(unit: int, parents: Mapping[int, int | None]) -> Iterator[int]:
    """The organisation and those above it, the nearest first."""
    node: int | None = unit
    while node is not None:
        yield node
        node = parents.get(node)


def height(user: User, unit: Organisation) -> int:
    """How far above the unit the person supervises: 0 at the unit itself, −1 nowhere."""
    held = set(Membership.objects.filter(user=user, role=Role.SUPERVISOR).values_list("organisation_id", flat=True))
    parents = dict(Organisation.objects.values_list("id", "parent_id"))
    return max((floor for floor, node in enumerate(upward(unit.pk, parents)) if node in held), default=-1)
