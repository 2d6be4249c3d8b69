"""Files on their way in: one that is too large, or a full disk, is noted beside the request and is no error of it."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

#: Files of the largest size that a single request may bring.
AT_ONCE = 10
TOO_LARGE, TOO_MUCH, NO_DISK = "too large", "too much", "no disk"


class CarefulUploadHandler(TemporaryFileUploadHandler):
    """What is not kept in memory goes to a temporary file, up to EVIDENCE_MAX_MB; the rest is read and dropped.

    Views find what was dropped with ``skipped_files(request)``.
    """

    total = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self.skip(NO_DISK)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.total += len(raw_data)
        if start + len(raw_data) > settings.EVIDENCE_MAX_MB * 1024 * 1024:
            self.skip(TOO_LARGE)
        if self.total > AT_ONCE * settings.EVIDENCE_MAX_MB * 1024 * 1024:
            self.skip(TOO_MUCH)
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self.skip(NO_DISK)

    def file_complete(self, file_size: int) -> Any:
        try:
            return super().file_complete(file_size)
        except OSError:
            self.note(NO_DISK)
            return None
        finally:
            self.__dict__.pop("file", None)  # the next file's failure must not close this one

    def skip(self, reason: str) -> None:
        self.note(reason)
        raise SkipFile

    def note(self, reason: str) -> None:
        if self.request is not None:
            self.request.__dict__.setdefault("skipped_files", []).append((self.file_name or "", reason))


def skipped_files(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, reason) of each file that was not taken in."""
    return getattr(request, "skipped_files", [])
