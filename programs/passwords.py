"""The bureau's password rule beyond Django's own validators."""

import re

from django.core.exceptions import ValidationError

CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d]")


class ThreeClassesValidator:
    """At least three of: lower case, upper case, digits, other signs (reliability.md "Settings")."""

    message = "密码至少含小写字母、大写字母、数字、符号中的三类。"

    def validate(self, password: str, user=None) -> None:
        if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < 3:
            raise ValidationError(self.message, code="password_classes")

    def get_help_text(self) -> str:
        return self.message
