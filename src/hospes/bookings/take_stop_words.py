"""Take the word of somebody who wants no more messages."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from hospes.bookings.find_bookings import find_bookings_of
from hospes.bookings.find_people import find_people_at
from hospes.bookings.models import Person
from hospes.bookings.permissions import MARKETING, SERVICE
from hospes.bookings.record_consents import ConsentFacts, record_consents
from hospes.bookings.stop_words import StopWord, read_stop_word

SOURCE = "stop_word"


@dataclass(frozen=True, slots=True)
class WordsTaken:
    """What became of a text that came in.

    Attributes:
        word: what it asked for; None: it is a message for people to read, and nothing was changed.
        people: everybody who is reached at that address, by id.
        changed: those for whom something else counts now.
        bookings: the bookings in which these have a part, to be planned again.
        may_confirm: whether one message may say that the wish was followed, though they just refused any.
    """

    word: StopWord | None
    people: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    bookings: tuple[int, ...] = ()

    @property
    def may_confirm(self) -> bool:
        """True the first time; a repeated word is not answered again."""
        return bool(self.changed)


def take_stop_words(
    agency_id: int, phone: str, text: str, *, now: datetime, channel: str = "sms"
) -> WordsTaken:
    """Refuse service and marketing for everybody at an address, when the text is a stop word (S25).

    Several people may share a number: all of them are stopped. A start word allows service again, never
    marketing, and only where one person has the number: nobody can say yes for somebody else. All of it
    happens or nothing; idempotent.

    Args:
        agency_id: whose people.
        phone: in E.164, or an e-mail address where the channel is e-mail.
        text: what came in.
        now: when it came in.
        channel: on which channel, for each has its own permission.
    """
    people = find_people_at(agency_id, phone)
    word = read_stop_word(text, _language(people))
    if word is None:
        return WordsTaken(None, tuple(person.id for person in people))
    ids = [person.id for person in people]
    starts = word is StopWord.START
    said = partial(
        ConsentFacts, channel=channel, is_allowed=starts, at=now, source=SOURCE, words=" ".join(text.split())
    )
    kinds = (SERVICE,) if starts else (SERVICE, MARKETING)
    heard = [] if starts and len(ids) > 1 else ids
    consents = [said(person_id=id, kind=kind) for id in heard for kind in kinds]
    changed = record_consents(agency_id, consents, now=now)
    return WordsTaken(word, tuple(ids), tuple(changed), tuple(find_bookings_of(agency_id, changed)))


def _language(people: list[Person]) -> str:
    """The language of all of them, or "" where they differ."""
    languages = {person.language for person in people}
    return languages.pop() if len(languages) == 1 else ""
