"""Single words by which a person stops messages, or wants them again (pure).

Only a text that says nothing else counts: "STOP", "Stopp!", "odhlásiť", "STOP 12345", "STOP SMS". A sentence
in which the word occurs is for people to read. Words that guests also use for their stay (CANCEL, YES) are
left out on purpose, and those that are ordinary words elsewhere count only in their own language.

Source: the keywords that providers of SMS agree on, and the usual ones of each country.
"""

import re
import unicodedata
from enum import StrEnum


class StopWord(StrEnum):
    """What a person wants who writes such a word."""

    STOP = "stop"
    START = "start"


_STOP = """
    stop stopall stopp unsubscribe optout revoke baja odhlasit odhlas odhlaste odhlaseni odhlasenie abmelden
    abmeldung afmeld frameld desabonner desinscrire arret rezygnuje wypisz disiscrivi disiscrivimi cancellami
    descadastrar
"""
_START = """
    start unstop subscribe alta prihlasit anmelden tilmeld abonner zapisz iscrivimi subscrever
"""
_OWN = {
    "en": "end quit remove",
    "es": "parar alto",
    "sk": "koniec konec prestan prestante",
    "cs": "konec koniec prestan prestante",
    "da": "stands",
    "de": "ende aufhoren stoppen",
    "pl": "koniec rezygnacja",
    "fr": "fin stopper arreter",
    "it": "basta ferma",
    "pt": "sair parar remover",
}
_AROUND = """
    sms viber email mail all alle alles todo todos vse vsetko tout tutto tudo se sa
"""
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae"})
_WORD = re.compile(r"[^\W_]+")


def read_stop_word(text: str, language: str = "") -> StopWord | None:
    """What the text asks for, when it is nothing but such a word.

    Case, accents, punctuation, a number after it and invisible characters do not matter.

    Args:
        text: what came in.
        language: BCP 47 code of the person, which decides about words that only mean it there; "" unknown.
    """
    said = [word for word in _words(text) if not word.isdigit()]
    own = _OWN.get(language.lower().replace("_", "-").split("-")[0], "")
    for meaning, written in ((StopWord.STOP, f"{_STOP} {own}"), (StopWord.START, _START)):
        known = frozenset(written.split())
        around = known.union(_AROUND.split())
        if said and said[0] in known and around.issuperset(said):
            return meaning
    return None


def _words(text: str) -> list[str]:
    bare = "".join(
        character
        for character in unicodedata.normalize("NFKD", text[:300])
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )
    return _WORD.findall(bare.casefold().translate(_LETTERS))
