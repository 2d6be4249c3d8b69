"""Files that belong to nothing are listed, and taken away only when asked for; no other file is touched."""

import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from reports import actions, files
from reports.domain.evidence import Limits
from reports.models import Evidence, Version
from tests import factories
from tests.reports.attaching import pdf, upload

pytestmark = pytest.mark.django_db
DAY = 24 * 60 * 60


@pytest.fixture
def disk(unit, settings, tmp_path) -> Path:
    """A version's and an attached file, three days old."""
    settings.MEDIA_ROOT = tmp_path / "media"
    report = factories.started(unit)
    factories.fill(report, unit.preparer)
    actions.attach(report.pk, unit.preparer, f"report:{report.pk}", upload(content=pdf()), Limits(size=1024 * 1024))
    factories.advance(report, (unit.preparer, "submit"))
    for path in (Version.objects.get().pdf_path, Evidence.objects.get().path):
        age(path, 3 * DAY)
    return settings.MEDIA_ROOT


def age(path: str, seconds: int) -> str:
    then = time.time() - seconds
    os.utime(files.place(path), (then, then))
    return path


def left(folder: str, seconds: int) -> str:
    """A file as a killed process leaves it, so many seconds ago."""
    return age(files.store(folder, [b"left"]).path, seconds)


def said(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("stray_files", *arguments, stdout=out)
    return out.getvalue().splitlines()


def on_disk(disk: Path) -> set[str]:
    return {path.relative_to(disk).as_posix() for path in disk.rglob("*") if path.is_file()}


def test_nothing_is_left_behind(disk):
    assert said() == ["不属于任何版本或附件的文件 0 个。"]


def test_empty_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "none"
    assert said("--delete") == ["不属于任何版本或附件的文件 0 个。"]


def test_old_ones_are_listed_and_stay(disk):
    version, file = left("versions", 2 * DAY), left("evidence", 2 * DAY)
    left("versions", DAY // 2)
    before = on_disk(disk)
    assert said() == [version, file, "不属于任何版本或附件的文件 2 个。"]
    assert on_disk(disk) == before


def test_old_ones_go_when_asked_for(disk):
    kept = on_disk(disk)
    young = left("versions", DAY // 2)
    old = left("versions", 2 * DAY)
    assert said("--delete") == [old, "不属于任何版本或附件的文件 1 个，已删除。"]
    assert on_disk(disk) == {*kept, young}
