"""Bytes on the disk, below MEDIA_ROOT and under random names: written once, checked whenever they are read."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


class Missing(Exception):
    """The file is not where it was stored."""


class Altered(Exception):
    """Its bytes are not those that were stored."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as written; ``path`` is below MEDIA_ROOT."""

    path: str
    size: int
    sha256: str


def place(path: str) -> Path:
    return Path(settings.MEDIA_ROOT) / path


def store(folder: str, chunks: Iterable[bytes]) -> Stored:
    """Write the bytes under a random name, hashing as they come, and bring them to the disk itself.

    Whole or not at all: an error (OSError of a full disk) leaves no file.
    """
    name = secrets.token_hex(20)
    path = f"{folder}/{name[:2]}/{name[2:]}.bin"
    target = place(path)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    try:
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:  # noqa: PTH123
            for chunk in chunks:
                digest.update(chunk)
                size += out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Stored(path, size, digest.hexdigest())


def discard(path: str) -> None:
    """Take a file away that belongs to no row."""
    place(path).unlink(missing_ok=True)


def older(folder: str, moment: datetime) -> Iterator[str]:
    """The paths of a folder's files that were written before this moment, in order."""
    for found in sorted(place(folder).glob("*/*.bin")):
        if found.stat().st_mtime < moment.timestamp():
            yield found.relative_to(settings.MEDIA_ROOT).as_posix()


def open_checked(path: str, sha256: str) -> BinaryIO:
    """The file, open at its beginning, after its bytes were found to be those stored; Missing, Altered, OSError."""
    try:
        file = place(path).open("rb")
    except FileNotFoundError as error:
        raise Missing from error
    try:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise Altered
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file
