"""Files as posted: the row they belong to, and each file read → what may be stored, or a sentence."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from reports.domain.evidence import EVIDENCE, MEGABYTE, PURPOSES, FileProblem, Limits, clean_name, recognise, too_large
from reports.uploads import AT_ONCE, NO_DISK, TOO_LARGE


def limits() -> Limits:
    """How much may be attached here."""
    return Limits(size=settings.EVIDENCE_MAX_MB * MEGABYTE)


class PlaceForm(forms.Form):
    """Where the files go: the name of a row ("entry:5", "report:3") and what they are."""

    row = forms.CharField(max_length=40, required=False)
    purpose = forms.ChoiceField(choices=list(PURPOSES.items()), required=False)

    @property
    def purpose_or_evidence(self) -> str:
        return self.cleaned_data.get("purpose") or EVIDENCE


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be stored: its clean name, its kind, its bytes."""

    name: str
    kind: str
    file: UploadedFile


def read_upload(file: UploadedFile, purpose: str) -> Upload:
    """The posted file, its name and content agreeing; raises FileProblem."""
    name = clean_name(file.name or "")
    try:
        # Django hands every method of the file through; its stubs do not call that a BinaryIO.
        kind = recognise(name, file.size or 0, file, limits().size, purpose)  # type: ignore[arg-type]
    except OSError as error:
        raise FileProblem(skipped_sentence(name, NO_DISK)) from error
    return Upload(name, kind, file)


def skipped_sentence(posted: str, reason: str) -> str:
    """Why a file was not even taken in."""
    try:
        name = clean_name(posted)
    except FileProblem as problem:
        return str(problem)
    if reason == TOO_LARGE:
        return too_large(name, 0, limits().size)
    if reason == NO_DISK:
        return f"“{name}”没有上传：服务器暂时不能存放文件，请稍后再试；多次不成请联系系统管理员。"
    return f"“{name}”没有上传：一次上传的文件合计超过 {AT_ONCE * settings.EVIDENCE_MAX_MB} MB，请分几次上传。"
