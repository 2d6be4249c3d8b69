"""The portal's addresses and one view that does nothing but what every view must: session, login, one query."""

from django.http import HttpRequest, JsonResponse
from django.urls import path

from evalportal.urls import handler400, handler403, handler404, handler500
from evalportal.urls import urlpatterns as portal
from programs.models import Organisation

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def bare(request: HttpRequest) -> JsonResponse:
    """GET or POST; the portal's middleware has asked for the login before."""
    return JsonResponse({"n": Organisation.objects.count()})


urlpatterns = [*portal, path("bare/", bare)]
