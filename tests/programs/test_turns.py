"""Whose turn a review above the unit is: by the tree and by who supervises where."""

import pytest

from programs.access import access_of, height, turns
from programs.choices import Role
from programs.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> dict[str, Organisation]:
    """State → province → city → county, with a unit at each of the two lower ones; nobody supervises at the city."""
    made: dict[str, Organisation] = {}
    for name, parent in (
        ("国家", None), ("省", "国家"), ("市", "省"), ("县", "市"), ("市局", "市"), ("县局", "县"), ("外省", "国家"),
    ):  # fmt: skip
        made[name] = factories.organisation(name, made.get(parent or ""))
    for name in ("国家", "省", "县"):
        made[name].supervisor = factories.member(made[name], Role.SUPERVISOR, f"of-{name}")
    return made


def units(tree, name: str, levels: int = 3) -> dict[int, set[str]]:
    names = {organisation.pk: name for name, organisation in tree.items()}
    found = turns(frozenset({tree[name].pk}), levels)
    return {level: {names[pk] for pk in pks} for level, pks in found.items()}


def test_the_nearest_that_supervises_comes_first(tree):
    assert units(tree, "县") == {1: {"县", "县局"}, 2: set(), 3: set()}


def test_each_further_level_is_one_such_organisation_up(tree):
    assert units(tree, "省") == {1: {"省", "市", "市局"}, 2: {"县", "县局"}, 3: set()}


def test_where_there_is_none_further_up_it_is_the_last_ones(tree):
    assert units(tree, "国家") == {
        1: {"国家", "外省"},
        2: {"国家", "外省", "省", "市", "市局"},
        3: {"国家", "外省", "省", "市", "市局", "县", "县局"},
    }


def test_who_supervises_nowhere_has_no_turn(tree):
    assert units(tree, "市局") == {1: set(), 2: set(), 3: set()}
    assert access_of(tree["省"].supervisor).own[Role.SUPERVISOR] == {tree["省"].pk}


def test_two_queries_however_many_units(tree, django_assert_num_queries):
    for number in range(50):
        factories.organisation(f"县{number}", tree["市"])
    with django_assert_num_queries(2):
        turns(frozenset({tree["省"].pk}), 3)


@pytest.mark.parametrize(
    ("person", "unit", "floors"), [("县", "县局", 1), ("省", "县局", 3), ("省", "省", 0), ("县", "市局", -1)]
)
def test_how_far_above_a_unit_a_person_supervises(tree, person, unit, floors):
    assert height(tree[person].supervisor, tree[unit]) == floors
