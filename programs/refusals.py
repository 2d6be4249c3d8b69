"""One page for every refusal; JSON where a page's script asks."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def refuse(request: HttpRequest, status: int, message: str) -> HttpResponse:
    """Answer with this HTTP status and this plain sentence."""
    if wants_json(request):
        return JsonResponse({"message": message}, status=status)
    return render(request, "refusal.html", {"status": status, "message": message}, status=status)
