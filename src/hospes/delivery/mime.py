"""The bytes of an e-mail: correct in every language, safe against injection, made in tens of microseconds.

Headers of one sender are compiled once; texts go out as 7bit where they can, else quoted-printable or
base64, whichever is shorter. The boundary holds `=_`, which neither encoding can produce.

Source: RFC 5322, 2045–2047, 3834, 6532; measured: `email.message.EmailMessage` builds under 1,000 a second.
"""

from __future__ import annotations

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from hospes.delivery.mime_files import body_with_files, boundary_of, multipart
from hospes.kit.errors import Malformed

LONGEST_SUBJECT = 998
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
BODY_CONTROL = re.compile("[\x00\ud800-\udfff]")
ONE_ADDRESS = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f@,;:<>()\[\]\\\"]{1,64}@[^\s\x00-\x1f\x7f-\x9f@,;:<>()\\\"]{1,250}"
)
PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
LONG_LINE = re.compile("[^\n]{990}")


def email_bytes(message: Mapping[str, Any], *, now: datetime) -> bytes:
    """A whole e-mail with CRLF line ends.

    The same message gives the same Message-ID in every try of one generation, so that a receiver can see
    that a copy is a copy. Blind copies stay out of the headers.

    Args:
        message: sender_name, sender_email, reply_to, to_name, to_address, cc, subject, text, html, kind,
            public_id, generation; attachments where files go along (name, content_type, content_id, content).
        now: what the Date header says.

    Raises:
        Malformed: the sender's or a recipient's address is not exactly one address.
    """
    head = _sender_lines(
        message["sender_name"],
        message["sender_email"],
        reply_to=message["reply_to"],
        is_bulk=message["kind"] == "marketing",
    )
    copies = ", ".join(header_address(address) for address in message["cc"])
    lines = [
        head,
        f"To: {_named(message['to_name'], message['to_address'])}\r\n",
        f"Cc: {_folded(copies)}\r\n" if copies else "",
        f"Subject: {_subject(message['subject'])}\r\n",
        f"Date: {_date(now.replace(microsecond=0))}\r\n",
        f"Message-ID: {message_id(message)}\r\n",
    ]
    return "".join(lines).encode() + _body(message)


def message_id(message: Mapping[str, Any]) -> str:
    """The Message-ID, made of what the message has had since before anything left."""
    domain = header_address(message["sender_email"]).rpartition("@")[2]
    return f"<{message_key(message)}@{domain}>"


def message_key(message: Mapping[str, Any]) -> str:
    """What providers know a message by: stable over all tries of one generation."""
    return f"{message['public_id']}.g{message['generation']}"


@lru_cache(maxsize=8192)
def header_address(address: str) -> str:
    """An address as it stands in headers and on the envelope: its domain in ASCII.

    A local part outside ASCII stays, and needs a server that can carry it (SMTPUTF8).

    Raises:
        Malformed: it is not exactly one address.
    """
    if not ONE_ADDRESS.fullmatch(address):
        raise Malformed("The e-mail address is not exactly one address; correct it.", reason="address")
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise Malformed(
            "The domain of the e-mail address cannot be; correct it.", reason="address"
        ) from error


@lru_cache(maxsize=1024)
def _sender_lines(name: str, address: str, *, reply_to: str, is_bulk: bool) -> str:
    lines = [
        f"From: {_named(name, address)}",
        *([f"Reply-To: {header_address(reply_to)}"] if reply_to else []),
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: OOF, AutoReply",
        *(["Precedence: bulk"] if is_bulk else []),
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _named(name: str, address: str) -> str:
    shown = _one_line(name)[:200]
    if not shown:
        return header_address(address)
    if PLAIN_NAME.fullmatch(shown) and "=?" not in shown:
        return f"{shown} <{header_address(address)}>"
    if shown.isascii() and "=?" not in shown:
        escaped = shown.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" <{header_address(address)}>'
    return f"{_encoded(shown)} <{header_address(address)}>"


def _subject(text: str) -> str:
    line = _one_line(text)[:LONGEST_SUBJECT]
    return line if line.isascii() and len(line) <= 120 and "=?" not in line else _encoded(line)


def _one_line(text: str) -> str:
    """Without line breaks and control characters of any script; blanks run together."""
    if text.isprintable() and text.isascii():
        return text.strip()
    return " ".join(CONTROL.sub(" ", text).split())


def _encoded(text: str) -> str:
    """RFC 2047 words of at most 75 characters, none of which splits a character."""
    chunks, size = [""], 0
    for character in text:
        length = len(character.encode())
        if size + length > 42:
            chunks.append("")
            size = 0
        chunks[-1] += character
        size += length
    return "\r\n ".join(
        f"=?utf-8?b?{b2a_base64(chunk.encode(), newline=False).decode()}?=" for chunk in chunks
    )


def _folded(addresses: str) -> str:
    return addresses.replace(", ", ",\r\n ")


@lru_cache(maxsize=4)
def _date(second: datetime) -> str:
    return format_datetime(second.astimezone(UTC))


def _body(message: Mapping[str, Any]) -> bytes:
    if message.get("attachments"):
        return body_with_files(message, _part)
    text, html = message["text"], message["html"]
    if not html:
        return _part("plain", text)
    if not text:
        return _part("html", html)
    parts = (_part("plain", text), _part("html", html))
    return multipart("alternative", parts, boundary=boundary_of(message, ""))


def _part(kind: str, text: str) -> bytes:
    encoding, content = _transferable(text)
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + content


def _transferable(text: str) -> tuple[str, bytes]:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        if "\x00" in text:
            text = text.replace("\x00", "")
        if not LONG_LINE.search(text):
            return "7bit", text.replace("\n", "\r\n").encode()
    raw = BODY_CONTROL.sub("", text).replace("\n", "\r\n").encode()
    if len(raw) - len(text) > len(text) // 4:
        return "base64", _base64_lines(raw)
    return "quoted-printable", _quoted(raw)


def _quoted(raw: bytes) -> bytes:
    """Quoted-printable; the leading line end makes the encoder write CRLF at its own breaks too."""
    return b2a_qp(b"\r\n" + raw, istext=True)[2:]


def _base64_lines(raw: bytes) -> bytes:
    encoded = b2a_base64(raw, newline=False)
    return b"\r\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
