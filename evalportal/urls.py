"""All addresses of the portal."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from evalportal import views

admin.site.site_header = admin.site.site_title = "绩效自评管理"
admin.site.index_title = "项目、年度、指标、单位和账号"

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", views.PasswordChange.as_view(), name="password_change"),
    path("health/", views.health, name="health"),
    path("reports/", include("reports.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "evalportal.views.bad_request"
handler403 = "evalportal.views.forbidden"
handler404 = "evalportal.views.not_found"
handler500 = "evalportal.views.server_error"
