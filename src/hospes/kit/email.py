"""E-mail addresses as people type them, made safe to store and to put on an envelope."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email

from hospes.kit.errors import Malformed


def normalise_email(raw: str) -> str:
    """One e-mail address in its stored form: trimmed, NFC, domain in lower case.

    Idempotent. Asks no name server, so it says nothing about whether mail arrives. Exactly one address
    comes out: lists, display names and anything with control characters are refused, so that a field can
    never grow into a second recipient or a header.

    Args:
        raw: what was typed or imported; surrounding blanks are ignored.

    Returns:
        The address, at most 254 characters. Letters outside ASCII are kept.

    Raises:
        Malformed: with one sentence that says what is wrong.
    """
    cleaned = raw.strip(" \t\r\n\u00a0")
    if any(unicodedata.category(character).startswith("C") for character in cleaned):
        raise Malformed("The e-mail address holds invisible characters; type it again.", reason="control")
    try:
        checked = validate_email(cleaned, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Malformed(_sentence(cleaned, str(error)), reason="syntax") from error
    return checked.normalized


def _sentence(cleaned: str, reason: str) -> str:
    if not cleaned:
        return "The e-mail address is empty; write one like anna@example.com."
    if cleaned.count("@") > 1 or "," in cleaned or ";" in cleaned:
        return "There must be exactly one e-mail address; write one like anna@example.com."
    return f"This is not an e-mail address; write one like anna@example.com. ({reason.rstrip('.')}.)"
