"""通知: what a person is told, read and unread, and which kinds they want."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.db.models import Case, Max, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.access import Access, access_of
from programs.requests import SignedIn
from reports.actions.choosing import choose_notices, read_all_notices, read_notice
from reports.domain.notices import KINDS
from reports.forms.notices import Chosen, read_choices
from reports.models import Notice, Report
from reports.queries import may_read

ON_A_PAGE = 50


def unread(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """For every page's top bar: how many notices are unread, counted where it is shown, by one index."""

    def count() -> int:
        try:
            return Notice.objects.unread().filter(person=request.user.pk).count()
        except DatabaseError:  # the page that says so has a top bar too
            return 0

    return {"unread_notices": count}


@require_safe
def notices(request: SignedIn) -> HttpResponse:
    """The person's notices, unread first, then the newest; what is out of scope by now says nothing of its report."""
    access = access_of(request.user)
    mine = Notice.objects.filter(person=request.user, in_portal=True)
    found = mine.select_related("report__organisation", "report__period__program")
    found = found.order_by(Case(When(read_at=None, then=0), default=1), "-at", "-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(notice, in_scope(access, notice.report)) for notice in page],
        "unread": mine.filter(read_at=None).count(),
        "newest": mine.aggregate(newest=Max("pk"))["newest"],
    }
    return render(request, "reports/notices.html", context)


def in_scope(access: Access, report: Report) -> bool:
    return bool(access.roles_in(report.organisation_id))


@require_POST
def read(request: SignedIn) -> HttpResponse:
    """Mark one notice as read, and open its report where that is asked for; or all that the page has shown."""
    until = number(request.POST.get("until", ""))
    if until is not None:
        messages.success(request, f"已将 {read_all_notices(request.user, until)} 条通知标为已读。")
        return redirect("notices")
    asked = number(request.POST.get("notice", ""))
    notice = read_notice(request.user, asked) if asked is not None else None
    if notice is None:
        raise Http404
    if "open" in request.POST:
        return redirect(*place_of(access_of(request.user), notice.report))
    return redirect("notices")


def number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


def place_of(access: Access, report: Report) -> tuple[Any, ...]:
    """Where the person does something about it: the desk, the reading page, else the list."""
    if report.open and report.organisation_id in access.prepares:
        return ("report_edit", report.pk)
    return ("report", report.pk) if may_read(access, report) else ("report_list",)


@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: SignedIn) -> HttpResponse:
    """Every kind with its two boxes."""
    if request.method == "POST":
        choose_notices(request.user, read_choices(request.POST))
        messages.success(request, "通知设置已保存。")
        return redirect("notice_settings")
    stored = {choice.kind: choice for choice in request.user.notice_choices.all()}
    rows = [
        Chosen(kind, stored[kind].in_portal, stored[kind].by_mail) if kind in stored else Chosen(kind, True, True)
        for kind in KINDS
    ]
    return render(request, "reports/notice_settings.html", {"rows": rows})
