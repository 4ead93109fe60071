"""E-mails with files: every mail program finds the words, the picture, the calendar and the files."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest

from hospes.delivery.mime import email_bytes
from tests.delivery.test_mime import NOW, letter

ICS = "BEGIN:VCALENDAR\r\nSUMMARY:Apartmán Žofia\r\nEND:VCALENDAR\r\n".encode()


def file(name: str, kind: str, content: bytes = b"abc", content_id: str = "") -> dict[str, Any]:
    return {"name": name, "content_type": kind, "content": content, "content_id": content_id}


CALENDAR = file("booking.ics", "text/calendar; method=REQUEST; charset=utf-8", ICS)
PDF = file("codes.pdf", "application/pdf", bytes(range(256)) * 10)
PICTURE = file("payment-qr.png", "image/png", b"\x89PNG\r\n", "1@payment-qr")


def parsed(*files: dict[str, Any], **changes: Any) -> EmailMessage:
    given = {"html": "<p>Žofia</p>", "text": "Žofia\n", "attachments": list(files), **changes}
    raw = email_bytes(letter(**given), now=NOW)
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    found = message_from_bytes(raw, policy=policy.default)
    assert not [part.defects for part in found.walk() if part.defects]
    return found


def outline(part: EmailMessage) -> list[Any] | str:
    """The kind of a part, and of those inside it."""
    kind = part.get_content_type()
    return [kind, *map(outline, cast(Any, part.iter_parts()))] if part.is_multipart() else kind


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([PDF], ["multipart/mixed", ["multipart/alternative", "text/plain", "text/html"], "application/pdf"]),
        (
            [CALENDAR],
            [
                "multipart/mixed",
                ["multipart/alternative", "text/plain", "text/html", "text/calendar"],
                "application/ics",
            ],
        ),
        (
            [PICTURE],
            ["multipart/alternative", "text/plain", ["multipart/related", "text/html", "image/png"]],
        ),
        (
            [CALENDAR, PDF, PICTURE],
            [
                "multipart/mixed",
                [
                    "multipart/alternative",
                    "text/plain",
                    ["multipart/related", "text/html", "image/png"],
                    "text/calendar",
                ],
                "application/ics",
                "application/pdf",
            ],
        ),
    ],
)
def test_words_picture_calendar_and_files_stand_where_mail_programs_look(
    files: list[dict[str, Any]], expected: list[Any]
) -> None:
    assert outline(parsed(*files)) == expected


def test_an_e_mail_without_html_carries_the_picture_as_a_file() -> None:
    assert outline(parsed(PICTURE, html="")) == ["multipart/mixed", "text/plain", "image/png"]


def test_an_e_mail_without_a_text_has_no_empty_one() -> None:
    assert outline(parsed(PDF, text="")) == ["multipart/mixed", "text/html", "application/pdf"]


def test_every_file_arrives_as_it_was_with_its_name() -> None:
    found = list(cast(Any, parsed(CALENDAR, PDF).iter_attachments()))
    assert [part.get_filename() for part in found] == ["booking.ics", "codes.pdf"]
    assert [part.get_payload(decode=True) for part in found] == [ICS, PDF["content"]]
    assert [part.get_content_disposition() for part in found] == ["attachment", "attachment"]


def test_the_calendar_among_the_words_says_its_method() -> None:
    (part,) = [part for part in parsed(CALENDAR).walk() if part.get_content_type() == "text/calendar"]
    assert part["Content-Type"].params == {"method": "REQUEST", "charset": "utf-8"}
    assert part.get_payload(decode=True) == ICS
    assert part.get_content_disposition() is None


def test_the_picture_is_found_by_its_name_in_the_html() -> None:
    (part,) = [part for part in parsed(PICTURE).walk() if part.get_content_type() == "image/png"]
    assert (part["Content-ID"], part.get_content_disposition()) == ("<1@payment-qr>", "inline")


def test_a_file_name_beyond_ascii_arrives() -> None:
    (part,) = list(cast(Any, parsed(file("Žofia kód.pdf", "application/pdf")).iter_attachments()))
    assert part.get_filename() == "Žofia kód.pdf"


def test_no_file_can_add_a_header() -> None:
    evil = file("a\r\nX-Evil: 1.pdf", "application/pdf\r\nX-Evil: 2", content_id="a>\r\nX-Evil: 3")
    raw = email_bytes(letter(html="<p>x</p>", attachments=[evil]), now=NOW)
    assert b"\r\nX-Evil" not in raw
    (part,) = list(cast(Any, message_from_bytes(raw, policy=policy.default)).iter_attachments())
    assert part.get_content_type() == "application/octet-stream"
