"""The indicator catalogue of a program-year: the list of them, one to be read, its workbook."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from indicators.access import CatalogueScope, catalogue_scope
from indicators.catalogue import Catalogue, load_catalogue
from programs.models import Organisation, Period
from programs.requests import SignedIn
from reports.exchange.catalogue.layout import INDICATORS
from reports.exchange.catalogue.writing import CatalogueIdentity, reading_of, write_catalogue
from reports.exchange.workbook.painting import XLSX
from reports.views.output import download

#: So many of the last changes are told on the page.
TOLD = 5
#: What a file system refuses in a name.
FORBIDDEN = dict.fromkeys(map(ord, '\\/:*?"<>|\r\n\t'), "_")


def get_scope(request: SignedIn) -> CatalogueScope:
    """What of catalogues the person may see, else 404."""
    scope = catalogue_scope(request.user)
    if scope is None:
        raise Http404
    return scope


def get_period(request: SignedIn, pk: int) -> tuple[Period, CatalogueScope]:
    scope = get_scope(request)
    return get_object_or_404(Period.objects.select_related("program"), pk=pk), scope


@require_safe
def catalogues(request: SignedIn) -> HttpResponse:
    """Every program-year with the number of its indicators."""
    scope = get_scope(request)
    periods = (
        Period.objects.select_related("program").annotate(size=Count("indicators")).order_by("-year", "program__name")
    )
    return render(request, "reports/catalogues.html", {"periods": periods, "scope": scope})


@require_safe
def catalogue(request: SignedIn, pk: int) -> HttpResponse:
    """The catalogue as it stands, each target beside how it is read."""
    period, scope = get_period(request, pk)
    return catalogue_page(request, period, scope)


def catalogue_page(request: SignedIn, period: Period, scope: CatalogueScope, **context: Any) -> HttpResponse:
    """``problem``, or ``groups`` of flaws, say why an upload was refused."""
    shown = load_catalogue(period, scope.organisations)
    page = {
        "period": period,
        "scope": scope,
        "catalogue": shown,
        "rows": [
            (row, reading_of(row.line.texts["target"], row.line.texts["name"]), scoring_of(row.line.texts))
            for row in shown.indicators
        ],
        "owns": own_targets(shown),
        "entries": history_of(period)[:TOLD] if scope.whole else (),  # they tell of everybody's targets
    }
    status = 422 if "problem" in context or "groups" in context else 200
    return render(request, "reports/catalogue.html", page | context, status=status)


def scoring_of(texts: Mapping[str, str]) -> str:
    """How an indicator is scored, in the words of the workbook's columns."""
    words = {key: INDICATORS.column(key).words.get(texts[key], texts[key]) for key in texts}
    told = [words["method"], words["direction"]]
    if texts["step"] or texts["points"]:
        unit = f"（{words['of']}）" if words["of"] else ""
        told.append(f"每差 {texts['step'] or 1} 扣 {texts['points'] or 1}{unit}")
    told += [f"{INDICATORS.column(key).heading} {texts[key]}" for key in ("deduct", "base") if texts[key]]
    return "，".join(filter(None, told)) or "按指标值"


def history_of(period: Period) -> QuerySet[LogEntry]:
    """Who changed the program-year, the last first."""
    entries = LogEntry.objects.filter(content_type__model="period", object_id=str(period.pk))
    return entries.select_related("user").order_by("-action_time", "-pk")


def own_targets(shown: Catalogue) -> list[tuple[str, str, str, str]]:
    """(indicator, organisation, target, reading) of each own target."""
    return [
        (row.line.texts["name"], own.name, own.text, reading_of(own.text, row.line.texts["name"]))
        for row in shown.indicators
        for own in row.targets
    ]


@require_safe
def workbook(request: SignedIn, pk: int) -> HttpResponse:
    """The workbook as the catalogue stands now."""
    period, scope = get_period(request, pk)
    shown = load_catalogue(period, scope.organisations)
    content = write_catalogue(shown, identity_of(period, scope, shown.digest), list(organisations_of(scope)))
    name = f"{period.year}年度{period.program.name}指标目录".translate(FORBIDDEN)
    return download((f"{name[:80]}.xlsx", XLSX, content))


def identity_of(period: Period, scope: CatalogueScope, digest: str) -> CatalogueIdentity:
    return CatalogueIdentity(str(period.pk), str(period.year), period.program.name, period.form, scope.name, digest)


def organisations_of(scope: CatalogueScope) -> dict[str, int]:
    """Those whose own targets the person may set, by name."""
    units = Organisation.objects.all()
    if scope.organisations is not None:
        units = units.filter(pk__in=scope.organisations)
    return dict(units.values_list("name", "pk"))
