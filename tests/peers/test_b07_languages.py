"""B7: languages.

Each recipient's own; exact, then base, then the next in the chain; never dropped; gaps reported. What people
suffered from: the host read the booker's language (calcom/cal.diy #1495, #1694; Tymeslot/tymeslot #110: two
rules, and neither was the host's), a template that was saved under the language of the session
(LibreBooking/librebooking #424), en-GB that found nothing where en was there (shuup/shuup #2013), a language
nobody kept (fixthestatusquo/proca-server #162, SELISEdigitalplatforms/blocks-os #458), no message where the
language was missing (Avantio, help page 419286).
"""

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Person
from hospes.content.models import TemplateVersion
from hospes.dispatch.models import Message
from hospes.planning.lint_solutions import lint_solutions
from tests.peers.worlds import BEFORE, DAY_BEFORE, House, madrid, rule

pytestmark = pytest.mark.django_db


def said(text: str) -> dict[str, str]:
    return {"subject": text, "text": text}


def test_guest_and_owner_each_read_their_own_language() -> None:
    # cal.diy #1495 and #1694, Tymeslot #110.
    house = House()
    lines = [{"to": role, "template": "Hello", "channels": ["email"]} for role in ("guest", "owner")]
    versions = {"Hello": {"en": said("Hello"), "de": said("Hallo"), "es": said("Hola")}}
    house.solve({**rule("Hello", trigger=DAY_BEFORE), "notifications": lines}, versions=versions)
    house.book(
        guest=PersonFacts(name="Jan Maier", email="jan@example.com", language="de"),
        owner=PersonFacts(name="Marta Puig", email="marta@example.com", language="es"),
    )
    house.passes(madrid(6, 30))

    assert dict(Message.objects.values_list("role", "subject")) == {"guest": "Hallo", "owner": "Hola"}


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en-GB", "Hello"),
        ("pt-BR", "Olá"),
        ("de-AT", "Servus"),
        ("de-CH", "Hallo"),
        ("fi", "Hola"),
        ("", "Hola"),
    ],
)
def test_the_nearest_version_is_taken_and_nobody_is_left_out(language: str, subject: str) -> None:
    # shuup #2013 (en-GB and en); Avantio 419286 (a language without words). Without any language the country
    # decides, here Spain.
    house = House()
    versions = {"en": "Hello", "es": "Hola", "pt": "Olá", "de": "Hallo", "de-AT": "Servus"}
    house.solve(
        rule("Hello", trigger=DAY_BEFORE),
        versions={"Hello": {code: said(text) for code, text in versions.items()}},
    )
    house.book(guest=PersonFacts(name="Ann Roe", email="ann@example.com", language=language, country="ES"))
    house.passes(madrid(6, 30))

    assert Message.objects.values_list("subject", flat=True).get() == subject


def test_the_language_that_a_guest_asked_for_stays_on_record() -> None:
    # proca-server #162, blocks-os #458: without words in it, the wish itself was lost.
    house = House()
    house.solve(rule("Hello", trigger=DAY_BEFORE))
    house.book(guest=PersonFacts(name="Aino Laine", email="aino@example.com", language="fi"))
    house.passes(madrid(6, 30))

    assert Person.objects.values_list("language").get(name="Aino Laine") == ("fi",)
    assert Message.objects.values_list("language").get() == ("en",)


def test_languages_that_coming_guests_need_and_nobody_wrote_are_reported() -> None:
    # Avantio 419286: one learned of it from guests who had heard nothing.
    house = House()
    house.solve(rule("Hello", trigger=DAY_BEFORE))
    house.book(guest=PersonFacts(name="Aino Laine", email="aino@example.com", language="fi"))

    [problem] = [
        one for one in lint_solutions(house.agency.pk, now=madrid(6, 1)) if one.code == "missing_language"
    ]
    assert problem.name == "Hello"


def test_words_are_kept_under_the_language_that_they_name() -> None:
    # librebooking #424: saved under the language of whoever was signed in.
    house = House()
    house.solve(rule("Hello", trigger=DAY_BEFORE), versions={"Hello": {"cs": said("Ahoj")}}, now=BEFORE)

    assert list(TemplateVersion.objects.values_list("language", flat=True)) == ["cs"]
