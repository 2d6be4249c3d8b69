"""stray_files [--delete]: files below MEDIA_ROOT that belong to nothing, as a process leaves them that was killed."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from reports import files
from reports.actions import evidence, versions
from reports.models import Evidence, Version

#: A younger file may still get its row.
AGE = timedelta(days=1)


class Command(BaseCommand):
    """Lists them; takes them away only when told to: where an old database was restored, what it lacks is listed too.

    A file is on the disk before its row is stored, so a process that is killed in between leaves one. It harms nothing.
    """

    help = "列出 MEDIA_ROOT 下不属于任何版本或附件的文件（存放一天以上的）；加 --delete 则删除。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--delete", action="store_true", help="删除列出的文件。刚恢复过数据库时请勿使用")

    def handle(self, *args: Any, delete: bool, **options: Any) -> None:
        named = {*Version.objects.values_list("pdf_path", flat=True), *Evidence.objects.values_list("path", flat=True)}
        folders = (versions.FOLDER, evidence.FOLDER)
        found = [path for folder in folders for path in files.older(folder, timezone.now() - AGE) if path not in named]
        for path in found:
            self.stdout.write(path)
            if delete:
                files.discard(path)
        self.stdout.write(f"不属于任何版本或附件的文件 {len(found)} 个{'，已删除' if delete and found else ''}。")
