"""People beside the demo's own accounts, made on the server's database (``Server.call``)."""

from programs.models import Membership, Organisation, User


def member(username: str, name: str, unit: str, role: str, password: str) -> None:
    """Somebody of a unit who can log in at once."""
    person = User.objects.create_user(username, password=password, name=name, must_change_password=False)
    Membership.objects.create(user=person, organisation=Organisation.objects.get(name=unit), role=role)
