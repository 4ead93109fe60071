"""E-mails are correct in every language and cannot be injected into (security catalogue S20)."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospes.delivery.mime import email_bytes, message_id
from hospes.kit.errors import Malformed

NOW = datetime(2026, 5, 1, 8, 0, 7, 123, tzinfo=UTC)
TEXTS = {
    "English": "See you on 12 June.\nThe key is under the mat.\n",
    "Spanish": "¡Hola! Nos vemos mañana — el código está aquí: «1234».\n",
    "Slovak": "Vážená pani Žofia, tešíme sa na vás v Košiciach.\nŤ ľ ĺ ŕ ô ä ň\n",
    "Greek": "Καλώς ήρθατε στο σπίτι μας!\n" * 20,
    "Russian": "Добро пожаловать. Ключ лежит под ковриком.\n" * 20,
    "Arabic": "أهلاً وسهلاً بكم في منزلنا.\n" * 10,
    "Hebrew": "ברוכים הבאים לביתנו.\n",
    "Chinese": "欢迎光临，钥匙在门垫下面。\n" * 10,
    "Japanese": "ようこそ。鍵は玄関マットの下にあります。\n",
    "Thai": "ยินดีต้อนรับสู่บ้านของเรา\n",
    "Emoji": "Welcome 👨‍👩‍👧‍👦 🏖️ 🇪🇸\n",
    "dots": ".\n..\n.a\n\n.\n",
    "long line": "word " * 1000 + "\n",
    "long line without blanks": "x" * 5000 + "\nend\n",
    "trailing blanks": "a  \nb\t\n=3D =\n",
}


def letter(**changes: Any) -> dict[str, Any]:
    return {
        "public_id": UUID("01900000-0000-7000-8000-000000000001"),
        "generation": 1,
        "sender_name": "Costa Blava",
        "sender_email": "stay@costablava.example",
        "reply_to": "",
        "to_name": "Anna Keller",
        "to_address": "anna@example.com",
        "cc": [],
        "bcc": [],
        "subject": "Hello",
        "text": "Hello\n",
        "html": "",
        "kind": "transactional",
        **changes,
    }


def parsed(**changes: Any) -> EmailMessage:
    raw = email_bytes(letter(**changes), now=NOW)
    assert raw.replace(b"\r\n", b"").count(b"\n") == 0
    assert raw.replace(b"\r\n", b"").count(b"\r") == 0
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    return message_from_bytes(raw, policy=policy.default)


def content(part: EmailMessage) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def name_of(raw: bytes) -> str:
    """The recipient's name; the newer parser keeps blanks between encoded words, against RFC 2047 §6.2."""
    return str(make_header(decode_header(parseaddr(message_from_bytes(raw)["To"])[0])))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_texts_of_every_script_arrive_as_written(text: str) -> None:
    html = f"<p>{text}</p>"
    found = parsed(subject=text[:60], text=text, html=html, to_name=text[:30].strip())
    plain, rich = (cast(EmailMessage, part) for part in found.iter_parts())
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    assert (content(plain), content(rich)) == (text, html)
    assert found["Subject"] == " ".join(text[:60].split())
    assert found["To"].addresses[0].addr_spec == "anna@example.com"
    assert name_of(email_bytes(letter(to_name=text[:30].strip()), now=NOW)) == " ".join(text[:30].split())


def test_the_headers_of_an_automatic_message() -> None:
    found = parsed(reply_to="desk@example.com", cc=["a@example.com", "b@example.com"])
    assert found["From"] == "Costa Blava <stay@costablava.example>"
    assert found["Reply-To"] == "desk@example.com"
    assert [a.addr_spec for a in found["Cc"].addresses] == ["a@example.com", "b@example.com"]
    assert found["Date"] == "Fri, 01 May 2026 08:00:07 +0000"
    assert found["Message-ID"] == "<01900000-0000-7000-8000-000000000001.g1@costablava.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert found["MIME-Version"] == "1.0"


def test_blind_copies_stay_out_of_the_headers() -> None:
    assert b"boss@example.com" not in email_bytes(letter(bcc=["boss@example.com"]), now=NOW)


def test_the_message_id_is_the_same_in_every_try_and_another_when_a_person_repeats() -> None:
    assert message_id(letter()) == message_id(letter(subject="other", attempts=3))
    assert message_id(letter()) != message_id(letter(generation=2))


def test_a_domain_beyond_ascii_is_written_in_ascii() -> None:
    assert parsed(to_address="anna@exämple.com")["To"].addresses[0].addr_spec == "anna@xn--exmple-cua.com"


@pytest.mark.parametrize(
    "address",
    ["b@x.com, evil@x.com", "b@x.com\r\nBcc: evil@x.com", "b@x.com evil@x.com", "", "<b@x.com>", "b@x@x.com"],
)
def test_an_address_is_exactly_one_address(address: str) -> None:
    for field in ("to_address", "sender_email"):
        with pytest.raises(Malformed):
            email_bytes(letter(**{field: address}), now=NOW)


HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("\r\n\x00\x0b\x0c\x1c\x85\u2028\u2029\t :;,<>@\"'\\=?.-_aB1")),
        st.characters(),
    ),
    max_size=200,
)


@given(subject=HOSTILE, to_name=HOSTILE, sender_name=HOSTILE, text=HOSTILE, html=HOSTILE)
def test_no_text_can_add_a_header_or_a_recipient(
    subject: str, to_name: str, sender_name: str, text: str, html: str
) -> None:
    found = parsed(subject=subject, to_name=to_name, sender_name=sender_name, text=text, html=html)
    assert {name.lower() for name in found} <= {
        "from", "to", "subject", "date", "message-id", "mime-version", "auto-submitted",
        "x-auto-response-suppress", "content-type", "content-transfer-encoding",
    }  # fmt: skip
    assert [a.addr_spec for a in found["To"].addresses] == ["anna@example.com"]
    assert [a.addr_spec for a in found["From"].addresses] == ["stay@costablava.example"]
    assert len(list(found.walk())) == (3 if html and text else 1)
