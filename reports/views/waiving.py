"""Waivers over HTTP."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from programs.refusals import refuse, wants_json
from programs.requests import SignedIn
from reports import actions
from reports.forms.comments import WaiverForm
from reports.views.access import get_readable

INVALID = 422


@require_POST
def waive(request: SignedIn, pk: int) -> HttpResponse:
    """Let an error stand with a reason, or take that back."""
    report, access = get_readable(request, pk)
    form = WaiverForm(request.POST)
    try:
        actions.guard_waiver(report, access, request.user)
        if not form.is_valid():
            return refuse(request, INVALID, "这一项已有变化，请刷新页面后再豁免。")
        said = form.cleaned_data
        if said["withdraw"]:
            actions.take_back(report.pk, request.user, said["code"], said["where"])
        else:
            actions.waive(report.pk, request.user, said["code"], said["where"], said["reason"])
    except actions.Refused as refused:
        return refuse(request, refused.status, str(refused))
    messages.success(
        request, "已撤回豁免，这一项须改正。" if said["withdraw"] else "已豁免，理由和姓名在检查结果中列出。"
    )
    # What the errors say decides about buttons and the revision: the whole page is read anew.
    return JsonResponse({"reload": True}) if wants_json(request) else redirect("report", pk)
