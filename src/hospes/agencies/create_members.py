"""Make somebody a member of an agency."""

from datetime import datetime

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hospes.agencies.models import Member, Role
from hospes.kit.email import normalise_email
from hospes.kit.errors import Conflict, Malformed


def create_member(
    agency_id: int, email: str, *, role: str, password: str, now: datetime, name: str = ""
) -> Member:
    """Make somebody a member, who then signs in with the e-mail address and the password.

    Who is a user already (of another agency) becomes a member here too and keeps the password.

    Args:
        agency_id: of which agency.
        email: the address; compared without regard to case.
        role: administrator, manager, staff or viewer.
        password: at least twelve characters; empty makes a member who cannot sign in yet.
        now: the instant of joining.
        name: how the screen calls the person.

    Raises:
        Malformed: the address, the role or the password will not do.
        Conflict: the person is a member already.
    """
    address = normalise_email(email)
    if role not in Role.values:
        raise Malformed(f"“{role}” is no role: use one of {', '.join(Role.values)}.", field="role")
    try:
        with transaction.atomic():
            user = User.objects.filter(username=address.lower()).first() or create_user(address, password)
            return Member.objects.create(
                agency_id=agency_id, user=user, role=role, name=name, email=address, created_at=now
            )
    except IntegrityError as error:
        raise Conflict("This person is a member of the agency already.", field="email") from error


def create_user(address: str, password: str) -> User:
    """Make the account that signs in."""
    if password:
        check_password(password)
    return User.objects.create_user(address.lower(), address, password or None)


def check_password(password: str) -> None:
    """Refuse a password that is easy to guess."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise Malformed(" ".join(error.messages), field="password") from error
