"""Who is not signed in sees nothing; who is sees their own agency (D7)."""

import pytest
from django.contrib.auth.models import User

from hospes.agencies.create_members import create_member
from tests.backoffice.visiting import PASSWORD, Visitor, sign_in, visitor, words_of
from tests.backoffice.worlds import make_tasks, task_of
from tests.making import NOW, make_agency

pytestmark = pytest.mark.django_db
PAGES = ["/", "/tasks", "/messages", "/health"]


@pytest.mark.parametrize("page", [*PAGES, "/tasks/1", "/messages/1", "/messages/1/body"])
def test_every_page_asks_to_sign_in_first(page: str) -> None:
    response = Visitor().get(page)

    assert response.status_code == 302
    assert response.headers["Location"] == f"/sign-in?next={page}"


def test_a_part_of_a_page_asks_the_whole_page_to_sign_in() -> None:
    part = {"HX-Request": "true", "HX-Current-URL": "http://testserver/tasks?tab=all&q=B1"}

    response = Visitor().get("/tasks?tab=all&q=B12", headers=part)

    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/sign-in?next=/tasks%3Ftab%3Dall%26q%3DB1"


def test_pages_with_personal_data_are_not_kept_by_anybody() -> None:
    assert visitor(make_agency()).get("/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("page", PAGES)
def test_a_new_agency_finds_every_page_empty_and_kind(page: str) -> None:
    response = visitor(make_agency()).get(page)

    assert response.status_code == 200
    assert "Costa Blava" in words_of(response)


def test_probes_ask_for_no_one() -> None:
    assert Visitor().get("/healthz").status_code == 200


def test_address_and_password_open_the_page_that_was_asked_for() -> None:
    create_member(make_agency().id, "Marta@Agency.example", role="staff", password=PASSWORD, now=NOW)

    response = Visitor().post(
        "/sign-in", {"username": " MARTA@agency.example ", "password": PASSWORD, "next": "/tasks"}
    )

    assert (response.status_code, response.headers["Location"]) == (302, "/tasks")


def test_a_wrong_password_is_said_plainly() -> None:
    create_member(make_agency().id, "marta@agency.example", role="staff", password=PASSWORD, now=NOW)

    response = Visitor().post("/sign-in", {"username": "marta@agency.example", "password": "something else"})

    assert response.status_code == 200
    assert "The e-mail address or the password is not right." in words_of(response)


def test_after_signing_in_nobody_is_sent_to_another_site() -> None:
    create_member(make_agency().id, "marta@agency.example", role="staff", password=PASSWORD, now=NOW)

    response = Visitor().post(
        "/sign-in",
        {"username": "marta@agency.example", "password": PASSWORD, "next": "https://elsewhere.example/"},
    )

    assert response.headers["Location"] == "/"


def test_signing_out_ends_the_session() -> None:
    marta = visitor(make_agency())

    assert marta.get("/sign-out").status_code == 405
    assert marta.post("/sign-out").headers["Location"] == "/sign-in"
    assert marta.get("/tasks").status_code == 302


def test_without_a_membership_a_page_says_what_to_do() -> None:
    nobody = sign_in(User.objects.create_user("nobody@example.com", "nobody@example.com", PASSWORD))

    response = nobody.get("/tasks")

    assert response.status_code == 403
    assert "You are not a member of an agency" in words_of(response)
    assert nobody.post("/sign-out").headers["Location"] == "/sign-in"


def test_a_member_of_two_agencies_changes_between_them() -> None:
    first, second = make_tasks("B-one"), make_tasks("B-two", name="Hotel Miramar")
    marta = visitor(first)
    create_member(second.id, "marta@agency.example", role="viewer", password="", now=NOW)

    assert "B-one" in words_of(marta.get("/tasks"))
    assert marta.post("/agency", {"agency": second.id}).headers["Location"] == "/"

    page = words_of(marta.get("/tasks"))
    assert "B-two" in page
    assert "B-one" not in page
    assert marta.get(f"/tasks/{task_of(first, 'B-one').id}").status_code == 404


def test_nobody_changes_to_an_agency_that_is_not_theirs() -> None:
    marta, other = visitor(make_agency()), make_agency("Hotel Miramar")

    assert marta.post("/agency", {"agency": other.id}).status_code == 404
    assert marta.post("/agency", {"agency": "x"}).status_code == 404


def test_an_address_that_does_not_exist_leads_back() -> None:
    response = visitor(make_agency()).get("/nothing-here")

    assert response.status_code == 404
    assert "There is nothing here" in words_of(response)
