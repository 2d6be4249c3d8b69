"""Session limits, the forced password change, and no caching of pages behind the login."""

import time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from programs.refusals import refuse, wants_json

#: How often the time of the last activity is written; saves a session write per request.
TOUCH_SECONDS = 60


class SessionLimitMiddleware:
    """20 minutes idle, 10 hours in all. A background save (X-Background) does not count as activity."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now, session = int(time.time()), request.session
            began = session.setdefault("began", now)
            seen = session.setdefault("seen", now)
            expired = now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_ABSOLUTE_SECONDS
            if expired:
                logout(request)
            elif now - seen > TOUCH_SECONDS and "X-Background" not in request.headers:
                session["seen"] = now
        if not request.user.is_authenticated and wants_json(request) and request.path != reverse("login"):
            return JsonResponse({"message": "登录已过期，请重新登录；您填写的内容还在页面上。"}, status=401)
        return self.get_response(request)


class LoginMiddleware(LoginRequiredMiddleware):
    """The login page; afterwards one is back on the page one came from.

    The address of a button's press is no page: there it is the page with the button, if it is one of ours.
    """

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(page_before(request), self.get_login_url(view_func))


def page_before(request) -> str:
    """Path and query of the page that a request was sent from; the home page where it is none of the portal's."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, request.is_secure()):
        return reverse("home")
    _, _, path, query, _ = urlsplit(referer)
    return f"{path}?{query}" if query else path or reverse("home")


class PasswordChangeMiddleware:
    """A person whose password somebody else chose must choose one before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        allowed = {reverse("password_change"), reverse("logout")}
        if user.is_authenticated and user.must_change_password and request.path not in allowed:
            return redirect("password_change")
        return self.get_response(request)


class MethodMiddleware:
    """A page instead of the browser's own when an address is opened that only takes a button's press."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            allowed = response.headers.get("Allow", "")
            response = refuse(request, 405, "这个地址不能直接打开，请回到报告列表，从页面上的按钮操作。")
            response["Allow"] = allowed
        return response


class NoStoreMiddleware:
    """Pages behind the login are not kept by browsers or proxies of shared office machines."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response
