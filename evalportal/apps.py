from django.apps import AppConfig


class EvalportalConfig(AppConfig):
    name = "evalportal"
    verbose_name = "绩效自评门户"

    def ready(self) -> None:
        from evalportal import checks  # noqa: F401, PLC0415 - registers the checks
