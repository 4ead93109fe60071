"""The few words that stand in files which go along with a message, in the languages of the product."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileWords:
    """Words of one language; what stands in braces is filled in.

    Attributes:
        booking: with {reference}.
        check_in: with {time}, the first moment of arrival.
        check_out: with {time}, the last moment of departure.
        guest: with {name}.
        codes: the title above codes that are shown at the door.
        pay: under the picture for a bank transfer, with {amount}.
        picture: for those who do not see the picture, with {amount} and {holder}.
    """

    booking: str
    check_in: str
    check_out: str
    guest: str
    codes: str
    pay: str
    picture: str


_WORDS = {
    "en": FileWords(
        booking="Booking {reference}",
        check_in="Check-in from {time}",
        check_out="Check-out until {time}",
        guest="Guest: {name}",
        codes="Show this code on arrival",
        pay="Scan with your banking app to pay {amount}.",
        picture="QR code for a bank transfer of {amount} to {holder}",
    ),
    "es": FileWords(
        booking="Reserva {reference}",
        check_in="Entrada a partir de las {time}",
        check_out="Salida hasta las {time}",
        guest="Huésped: {name}",
        codes="Muestre este código a su llegada",
        pay="Escanee con la aplicación de su banco para pagar {amount}.",
        picture="Código QR para una transferencia de {amount} a {holder}",
    ),
    "sk": FileWords(
        booking="Rezervácia {reference}",
        check_in="Príchod od {time}",
        check_out="Odchod do {time}",
        guest="Hosť: {name}",
        codes="Tento kód ukážte pri príchode",
        pay="Naskenujte v bankovej aplikácii a zaplaťte {amount}.",
        picture="QR kód na bankový prevod {amount}, príjemca {holder}",
    ),
    "cs": FileWords(
        booking="Rezervace {reference}",
        check_in="Příjezd od {time}",
        check_out="Odjezd do {time}",
        guest="Host: {name}",
        codes="Tento kód ukažte při příjezdu",
        pay="Naskenujte v bankovní aplikaci a zaplaťte {amount}.",
        picture="QR kód pro bankovní převod {amount}, příjemce {holder}",
    ),
    "da": FileWords(
        booking="Reservation {reference}",
        check_in="Ankomst fra kl. {time}",
        check_out="Afrejse senest kl. {time}",
        guest="Gæst: {name}",
        codes="Vis denne kode ved ankomsten",
        pay="Scan med din bankapp for at betale {amount}.",
        picture="QR-kode til en bankoverførsel på {amount} til {holder}",
    ),
    "de": FileWords(
        booking="Buchung {reference}",
        check_in="Anreise ab {time} Uhr",
        check_out="Abreise bis {time} Uhr",
        guest="Gast: {name}",
        codes="Bitte zeigen Sie diesen Code bei der Ankunft",
        pay="Scannen Sie den Code mit Ihrer Banking-App, um {amount} zu zahlen.",
        picture="QR-Code für eine Überweisung von {amount} an {holder}",
    ),
}


def file_words(language: str) -> FileWords:
    """The words of a language, by its base ("de" for "de-AT"); English where there are none."""
    return _WORDS.get(language.replace("_", "-").partition("-")[0].lower(), _WORDS["en"])
