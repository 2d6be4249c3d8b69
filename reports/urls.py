"""Addresses of the reports app."""

from django.urls import path

from reports.views import cell, drafting, entry, lists, output, review, saving

urlpatterns = [
    path("", lists.report_list, name="report_list"),
    path("start/", lists.start, name="report_start"),
    path("<int:pk>/", review.read, name="report"),
    path("<int:pk>/edit/", entry.edit, name="report_edit"),
    path("<int:pk>/save/", saving.save, name="report_save"),
    path("<int:pk>/findings/", saving.findings, name="report_findings"),
    path("<int:pk>/note/", saving.note, name="report_note"),
    path("<int:pk>/use-sums/", saving.use_sums, name="report_use_sums"),
    path("<int:pk>/draft/", drafting.draft, name="report_draft"),
    path("<int:pk>/accept/", drafting.accept, name="report_accept"),
    path("<int:pk>/cell/", cell.cell, name="report_cell"),
    path("<int:pk>/preview/", output.preview, name="report_preview"),
    path("<int:pk>/form.pdf", output.form_pdf, name="report_form_pdf"),
    path("<int:pk>/report.pdf", output.report_pdf, name="report_pdf"),
    path("<int:pk>/void/", review.void, name="report_void"),
    path("<int:pk>/<str:act>/", review.act, name="report_act"),
]
