from django.apps import AppConfig
from django.core.checks import register

from evalportal.checks import audit_key, official_fonts


class EvalportalConfig(AppConfig):
    name = "evalportal"
    verbose_name = "绩效自评门户"

    def ready(self) -> None:
        register(official_fonts)
        register(audit_key, deploy=True)
