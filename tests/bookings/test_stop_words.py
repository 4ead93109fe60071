"""Which texts are a stop word and which are for people to read (B10: medic/cht-core #476)."""

import pytest

from hospes.bookings.stop_words import read_stop_word


@pytest.mark.parametrize(
    "text",
    [
        "STOP", "stop", " Stop! ", "«stop»", "STOP 12345", "Stop.12345", "STOP SMS", "stopall", "STOP STOP",
        "ＳＴＯＰ", "S\u200bTOP", "BAJA", "Stopp", "ABMELDEN", "ODHLÁSIŤ", "odhlasit se", "Odhlásit",
        "AFMELD",
        "FRAMELD", "ARRÊT", "REZYGNUJĘ", "Unsubscribe", "opt\u00adout", "DISISCRIVIMI",
    ],
)  # fmt: skip
def test_a_word_alone_stops_in_any_language(text: str) -> None:
    assert read_stop_word(text, "en") == "stop"


@pytest.mark.parametrize(
    "text",
    [
        "", "12345", "Where does the bus stop?",
        "Please stop at the reception", "Don't stop", "Stop the music at 10",
        "CANCEL", "Yes", "No", "Is the beach bar open?", "la baja temporada", "non stop", "stop sign where?",
    ],
)  # fmt: skip
def test_a_sentence_that_contains_the_word_is_for_people(text: str) -> None:
    assert read_stop_word(text, "en") is None


def test_ordinary_words_of_other_languages_count_only_in_their_own() -> None:
    assert [read_stop_word("Fin", language) for language in ("fr-FR", "da", "")] == ["stop", None, None]
    assert [read_stop_word("KONIEC", language) for language in ("sk", "pl", "en")] == ["stop", "stop", None]
    assert [read_stop_word("End", language) for language in ("en", "de")] == ["stop", None]


@pytest.mark.parametrize("text", ["START", "Start 12345", "UNSTOP", "Alta", "prihlásiť"])
def test_some_words_ask_for_messages_again(text: str) -> None:
    assert read_stop_word(text, "es") == "start"


def test_both_words_at_once_are_neither() -> None:
    assert read_stop_word("STOP START", "en") is None
