"""What `manage.py check` says about an installation."""

import pytest
from django.core.checks import run_checks

from evalportal.checks import audit_key


@pytest.mark.parametrize(("key", "found"), [("log of secret", ["evalportal.W002"]), ("a key of its own", [])])
def test_the_logs_key_is_one_of_its_own(settings, key, found):
    settings.SECRET_KEY, settings.AUDIT_KEY = "secret", key
    assert [warning.id for warning in audit_key(None)] == found


def test_trying_it_out_asks_for_no_key(settings):
    settings.AUDIT_KEY = f"log of {settings.SECRET_KEY}"
    assert "evalportal.W002" not in [warning.id for warning in run_checks()]
    assert "evalportal.W002" in [warning.id for warning in run_checks(include_deployment_checks=True)]
