"""Ten stories of real life, and some more: each is played by the real engine and ends as its file says.

Each story fulfils a sentence of what the product promises; the files are also examples for people.
"""

from __future__ import annotations

import pytest

from hospes.cli.property_files import read_yaml
from hospes.cli.scripts import stories
from hospes.engine.play_scripts import play_script
from hospes.engine.scripts import read_script
from tests.architecture.house import ROOT

pytestmark = pytest.mark.django_db

SENTENCES = {
    "late-booking": "who books late gets at once what still helps, and not what comes too late",
    "moved-across-dst": "what is planned moves with the stay, by the clock and across its change",
    "cancelled-and-reinstated": "a booking that comes back is announced once and not confirmed twice",
    "pending-then-paid": "reminders of a payment repeat with what is left to pay until it is paid",
    "request-rejected": "a refused request is told as rejected and not as cancelled",
    "one-stay-of-two-bookings": "bookings that touch are one stay for goodbyes, reviews and instructions",
    "guest-says-stop": "a stop word ends service messages at once and leaves what the booking needs",
    "door-code-waits": "a door code goes when the booking is paid and is never shown",
    "door-code-changed": "who was told a code that is changed is told the new one, once",
    "one-purpose-one-message": "one purpose is served once, by the better solution or by hand",
    "sauna": "a fixed phone is told an hour before, and guests a day and three hours before",
    "import-in-quarantine": "the past of an import waits until a person lets it out",
    "review-and-thanks": "a review ends the requests and is thanked for once with a code",
    "owner-is-told": "owners hear of confirmed, moved and cancelled bookings, merged",
    "paid-at-once": "a booking that was paid at once confirms itself and is then announced",
}


@pytest.mark.parametrize("name", SENTENCES, ids=list(SENTENCES.values()))
def test_in_the_story(name: str) -> None:
    script = read_script(read_yaml(stories()[name]))

    played = play_script(script)

    assert list(played.differences) == []


def test_every_story_is_played_here_and_says_all_that_arrives() -> None:
    assert set(stories()) == set(SENTENCES)
    for file in stories().values():
        script = read_script(read_yaml(file))
        assert script.title
        assert script.description
        assert script.expected
        assert script.is_complete


def test_every_story_is_in_the_documents() -> None:
    page = (ROOT / "docs" / "explanation" / "stories.md").read_text(encoding="utf-8")

    assert [name for name in stories() if f"`{name}`" not in page] == []
