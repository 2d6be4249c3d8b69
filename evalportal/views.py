"""The home page, the password change, the health page and the error pages."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from programs.models import User
from programs.refusals import refuse, wants_json
from programs.requests import SignedIn


@require_safe
def home(request: SignedIn) -> HttpResponse:
    """Everybody begins at the list of reports; an administrator without a unit at the administration."""
    if request.user.is_staff and not request.user.memberships.exists():
        return redirect("admin:index")
    return redirect("report_list")


@method_decorator(login_not_required, name="dispatch")
class Login(LoginView):
    """The login page; a page whose session ended logs in by JSON and stays where it is."""

    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if wants_json(request) and request.user.is_authenticated:
            return JsonResponse({"user": request.user.get_username()})
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        return JsonResponse({"user": self.request.user.get_username()}) if wants_json(self.request) else response

    def form_invalid(self, form) -> HttpResponse:
        if wants_json(self.request):
            return refuse(self.request, 422, " ".join(form.non_field_errors()) or "请输入密码。")
        return super().form_invalid(form)


class PasswordChange(PasswordChangeView):
    """Choosing one's own password; clears the duty to do so."""

    request: SignedIn
    template_name = "registration/password.html"
    success_url = "/"

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        User.objects.filter(pk=self.request.user.pk).update(must_change_password=False)
        return response


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For the monitor: whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "unavailable"}, status=503)
    return JsonResponse({"database": "ok"})


@login_not_required
def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    return refuse(request, 404, "没有这个页面，或者它不在您的权限范围内。")


@login_not_required
def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    return refuse(request, 403, str(exception) or "您的角色不能进行这项操作。")


@login_not_required
def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    return refuse(request, 400, "这个请求不完整或者过大，没有保存任何内容。")


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refuse(request, 403, "页面已过期或不是从本系统打开的，请刷新页面后再试。")


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    return refuse(request, 500, "系统出了问题，已经记录。您刚才的操作没有保存，请稍后再试。")
