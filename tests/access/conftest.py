"""One world for all tests of a file: building it takes seconds, so that every test only undoes its own part."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

import reports.output
from tests.access.world import World, inhabited, populate


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """A report in every state, in a transaction around the file's tests.

    Its PDFs are a constant: who is let in does not depend on how a page is set, and ten submissions and a few hundred
    downloads would be set for nothing. What is in them is tested where they are made.
    """
    quick = override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )
    with pytest.MonkeyPatch.context() as patch, quick, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(reports.output, "render_pdf", lambda document: ("报告.pdf", "application/pdf", b"%PDF-1.7\n"))
        yield populate(inhabited())
        transaction.set_rollback(True)
