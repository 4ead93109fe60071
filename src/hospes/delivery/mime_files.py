"""The parts of an e-mail that has files: pictures beside the HTML, calendars among the words.

A calendar stands among the words, where mail programs look for it, and once more as a file for those that
do not look.

Source: RFC 2046 (5.1), 2183, 2231, 2387, 6047.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

CALENDAR = "text/calendar"
PLAIN_FILE_NAME = re.compile(r"[A-Za-z0-9._-]{1,80}")
# What a header's value may hold here: no line end, so that no row can add a header.
TYPE = re.compile(r"[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+(?:; [a-z]+=[A-Za-z0-9.+-]+)*")
CONTENT_ID = re.compile(r"[A-Za-z0-9.@_-]{1,60}")

File = Mapping[str, Any]


def body_with_files(message: Mapping[str, Any], part: Callable[[str, str], bytes]) -> bytes:
    """The body with its headers, from Content-Type on.

    Args:
        message: text, html, public_id, attachments.
        part: makes a part of words: "plain" or "html" and the words.
    """
    html, files = message["html"], message["attachments"]
    inside = [file for file in files if html and CONTENT_ID.fullmatch(file["content_id"])]
    calendars = [file for file in files if file["content_type"].startswith(CALENDAR)]
    words = [part("plain", message["text"])] if message["text"] or not html else []
    if html:
        words.append(_beside(part("html", html), inside, message))
    words += [_encoded(file) for file in calendars]
    whole = _several("alternative", words, boundary=boundary_of(message, ""))
    apart = [_apart(file) for file in files if file not in inside]
    return _several("mixed", [whole, *apart], boundary=boundary_of(message, "m"))


def multipart(kind: str, parts: Sequence[bytes], *, boundary: bytes, more: bytes = b"") -> bytes:
    """Parts in one, with its header."""
    head = b"Content-Type: multipart/" + kind.encode() + b'; boundary="' + boundary + b'"' + more
    between = b"\r\n--" + boundary
    return head + b"\r\n" + b"".join(between + b"\r\n" + part for part in parts) + between + b"--\r\n"


def boundary_of(message: Mapping[str, Any], kind: str) -> bytes:
    """What parts the parts of one kind: none is the beginning of another, and no encoding produces it."""
    return f"=_{kind}{message['public_id'].hex}".encode()


def _several(kind: str, parts: Sequence[bytes], *, boundary: bytes) -> bytes:
    return parts[0] if len(parts) == 1 else multipart(kind, parts, boundary=boundary)


def _beside(html: bytes, pictures: Sequence[File], message: Mapping[str, Any]) -> bytes:
    if not pictures:
        return html
    inline = [
        _encoded(one, f"Content-ID: <{one['content_id']}>\r\n{_disposition(one, 'inline')}")
        for one in pictures
    ]
    boundary = boundary_of(message, "r")
    return multipart("related", [html, *inline], boundary=boundary, more=b'; type="text/html"')


def _apart(file: File) -> bytes:
    kind = "application/ics" if file["content_type"].startswith(CALENDAR) else file["content_type"]
    return _encoded({**file, "content_type": kind}, _disposition(file, "attachment"))


def _encoded(file: File, more: str = "") -> bytes:
    kind = file["content_type"] if TYPE.fullmatch(file["content_type"]) else "application/octet-stream"
    head = f"Content-Type: {kind}\r\n{more}Content-Transfer-Encoding: base64\r\n\r\n"
    encoded = b2a_base64(file["content"], newline=False)
    return head.encode() + b"\r\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))


def _disposition(file: File, kind: str) -> str:
    """With the file's name; one beyond ASCII as RFC 2231 writes it."""
    name = file["name"][:80]
    if PLAIN_FILE_NAME.fullmatch(name):
        return f'Content-Disposition: {kind}; filename="{name}"\r\n'
    return f"Content-Disposition: {kind};\r\n filename*=utf-8''{quote(name, safe='')}\r\n"
