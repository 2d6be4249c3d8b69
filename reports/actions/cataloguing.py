"""An old report's form becomes the catalogue of a new program-year."""

from collections.abc import Mapping

from django.db import transaction

from indicators.catalogue import Catalogue
from indicators.issuing import IssueProblem
from indicators.replacing import replace_catalogue
from programs.models import Period, User


@transaction.atomic
def adopt_word(period: Period, user: User, heads: Mapping[str, str], found: Catalogue, *, seen: str, name: str) -> None:
    """Set the heads and write the catalogue, logged in the program-year's history; raises IssueProblem.

    Only while the year is neither issued nor has indicators: what somebody has set up is never overwritten.
    """
    held = Period.objects.select_for_update().filter(pk=period.pk).first()
    if held is None or held.issued or held.indicators.exists():
        raise IssueProblem(f"{period}已有指标或已经下达，没有写入。")
    for field, text in heads.items():
        setattr(held, field, text)
    held.save(update_fields=list(heads))
    message = f"由 Word 文件“{name}”建立目录：指标 {len(found.indicators)} 项。"
    replace_catalogue(held, found, user, message, seen=seen)
