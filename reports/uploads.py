"""Files on their way in: one that is too large, or a full disk, is noted beside the request and is no error of it."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from reports.exchange.office.package import MAX_SIZE, MB, FileProblem

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
    _ = request.FILES  # the body is read when it is first looked at
    return getattr(request, "skipped_files", [])


class NoRoom(FileProblem):
    """The server's own disk is full: the person's file is not at fault."""


def posted_file(request: HttpRequest, wanted: str) -> tuple[str, bytes]:
    """(name, bytes) of the field "file"; raises FileProblem: none was chosen, it is too large, there is no room.

    ``wanted``: what should have been chosen, as in "工作簿（.xlsx）".
    """
    for name, reason in skipped_files(request):
        if reason == NO_DISK:
            raise NoRoom(f"“{name}”没有收到：服务器暂时不能存放文件，请稍后再试；多次不成请联系系统管理员。")
        raise FileProblem(f"“{name}”超过 {MAX_SIZE // MB} MB。请删去图片等无关内容后再上传。")
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise FileProblem(f"请先选择要上传的{wanted}。")
    name, size = (file.name or "")[:200], file.size or 0
    if size > MAX_SIZE:
        raise FileProblem(f"“{name}”有 {size / MB:.1f} MB，超过 {MAX_SIZE // MB} MB。请删去图片等无关内容后再上传。")
    return name, file.read()
