"""Making somebody a member of an agency."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User

from hospes.agencies.create_members import create_member
from hospes.agencies.models import Member
from hospes.kit.errors import Conflict, Malformed
from tests.making import NOW, make_agency

pytestmark = pytest.mark.django_db
PASSWORD = "lighthouse keeper 7"


def test_a_member_signs_in_with_address_and_password() -> None:
    create_member(make_agency().pk, "Marta@Agency.example", role="staff", password=PASSWORD, now=NOW)
    user = authenticate(username="marta@agency.example", password=PASSWORD)
    assert user is not None
    assert Member.objects.values_list("role", "user_id").get() == ("staff", user.pk)


def test_without_a_password_nobody_can_sign_in_yet() -> None:
    create_member(make_agency().pk, "marta@agency.example", role="viewer", password="", now=NOW)
    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize("again", ["marta@agency.example", "MARTA@agency.example", "Marta@AGENCY.example"])
def test_the_same_person_cannot_become_a_member_twice(again: str) -> None:
    agency = make_agency().pk
    create_member(agency, "marta@agency.example", role="staff", password=PASSWORD, now=NOW)
    with pytest.raises(Conflict, match="is a member of the agency already"):
        create_member(agency, again, role="viewer", password=PASSWORD, now=NOW)
    assert list(Member.objects.values_list("role", flat=True)) == ["staff"]


def test_a_member_of_one_agency_joins_another_with_the_same_password() -> None:
    one, two = make_agency("One").pk, make_agency("Two").pk
    create_member(one, "marta@agency.example", role="administrator", password=PASSWORD, now=NOW)
    create_member(two, "marta@agency.example", role="viewer", password="another one, 12", now=NOW)
    assert User.objects.count() == 1
    assert authenticate(username="marta@agency.example", password=PASSWORD) is not None
    assert set(Member.objects.values_list("agency_id", "role")) == {(one, "administrator"), (two, "viewer")}


def test_an_unknown_role_is_refused_with_those_there_are() -> None:
    with pytest.raises(Malformed, match="administrator, manager, staff, viewer"):
        create_member(make_agency().pk, "marta@agency.example", role="boss", password=PASSWORD, now=NOW)


@pytest.mark.parametrize("password", ["short", "password1234"])
def test_a_password_that_is_easy_to_guess_makes_no_user(password: str) -> None:
    with pytest.raises(Malformed):
        create_member(make_agency().pk, "marta@agency.example", role="staff", password=password, now=NOW)
    assert not User.objects.exists()
