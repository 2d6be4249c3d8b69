"""One page for every refusal; JSON where a page's script asks."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def refuse(
    request: HttpRequest, status: int, message: str, typed: str = "", links: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """Answer with this HTTP status and this plain sentence.

    ``typed``: what the person wrote and nothing has taken, to be copied. ``links``: (address, words) of what may be
    opened instead.
    """
    if wants_json(request):
        return JsonResponse({"message": message}, status=status)
    context = {"status": status, "message": message, "typed": typed, "links": links}
    return render(request, "refusal.html", context, status=status)
