"""Addresses of the reports app."""

from django.urls import path

from reports.views import entry, lists, output, review

urlpatterns = [
    path("", lists.report_list, name="report_list"),
    path("start/", lists.start, name="report_start"),
    path("<int:pk>/", review.read, name="report"),
    path("<int:pk>/edit/", entry.edit, name="report_edit"),
    path("<int:pk>/save/", entry.save, name="report_save"),
    path("<int:pk>/note/", entry.note, name="report_note"),
    path("<int:pk>/use-sums/", entry.use_sums, name="report_use_sums"),
    path("<int:pk>/preview/", output.preview, name="report_preview"),
    path("<int:pk>/form.pdf", output.form_pdf, name="report_form_pdf"),
    path("<int:pk>/report.pdf", output.report_pdf, name="report_pdf"),
    path("<int:pk>/<str:act>/", review.act, name="report_act"),
]
