"""The catalogue in the administration: a target shows how it is read while it is typed."""

import pytest
from django.urls import reverse

from programs.models import User

pytestmark = pytest.mark.django_db
READINGS = [("大于85%", "", "> 85 %"), ("", "", "—"), ("12", "救助人数（万人）", "12 万人（未写符号，按指标方向判定）")]


@pytest.fixture
def administrator(login):
    person = User(username="guan", name="管", is_staff=True, is_superuser=True, must_change_password=False)
    person.save()
    return login(person)


@pytest.mark.parametrize(("target", "name", "reading"), READINGS)
def test_reading_of_a_typed_target(administrator, target, name, reading):
    answer = administrator.get(reverse("admin:indicator_reading"), {"target": target, "name": name})
    assert answer.json() == {"reading": reading}


def test_reading_is_the_administrations(login, unit):
    assert login(unit.preparer).get(reverse("admin:indicator_reading")).status_code == 302
