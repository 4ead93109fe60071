"""People who visit pages: every request runs in the web's role, which row-level security binds."""

from typing import Any, Protocol

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from hospes.agencies.create_members import create_member
from hospes.agencies.models import Agency
from tests.making import NOW

PASSWORD = "warm-sand-and-sea"


class Visitor(Client):
    """A browser whose requests are answered in the role `hospes_web`."""

    def request(self, **request: Any) -> Any:
        run("SET ROLE hospes_web")
        try:
            return super().request(**request)
        finally:
            run("RESET ROLE")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def visitor(agency: Agency, role: str = "staff", email: str = "marta@agency.example") -> Visitor:
    """A member of the agency who is signed in."""
    member = create_member(agency.id, email, role=role, password="", now=NOW, name="Marta Ferrer")
    return sign_in(member.user)


def sign_in(user: User) -> Visitor:
    guest = Visitor()
    guest.force_login(user)
    return guest


class Answer(Protocol):
    content: bytes


def words_of(response: Answer) -> str:
    """The page as text, white space made single."""
    return " ".join(response.content.decode().split())
