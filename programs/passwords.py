"""The bureau's password rule beyond Django's own validators."""

import re

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d]")


class LengthValidator(MinimumLengthValidator):
    """Django's own, in Chinese."""

    def get_error_message(self) -> str:
        return f"密码至少 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return self.get_error_message()


class NotTheOldValidator:
    """A new password is not the one somebody else chose."""

    message = "新密码不能与原来的密码相同。"

    def validate(self, password: str, user=None) -> None:
        if user is not None and user.pk and user.has_usable_password() and check_password(password, user.password):
            raise ValidationError(self.message, code="password_same")

    def get_help_text(self) -> str:
        return self.message


class ThreeClassesValidator:
    """At least three of: lower case, upper case, digits, other signs (reliability.md "Settings")."""

    message = "密码至少含小写字母、大写字母、数字、符号中的三类。"

    def validate(self, password: str, user=None) -> None:
        if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < 3:
            raise ValidationError(self.message, code="password_classes")

    def get_help_text(self) -> str:
        return self.message
