"""What a page behind the login is handed."""

from django.http import HttpRequest

from programs.models import User


class SignedIn(HttpRequest):
    """A request whose person is known: LoginRequiredMiddleware lets no other one through.

    For annotations alone; nothing is ever made of it. A page with ``login_not_required`` takes an ``HttpRequest``.
    """

    user: User
