"""What the verb promises beyond form: words that cannot be sent are not saved, and the path is named."""

import pytest

from hospes.content.load_templates import load_words, written_templates
from hospes.content.save_templates import save_templates
from hospes.content.words import UnreadableWords
from hospes.kit.errors import Malformed, UnknownField
from tests.making import NOW, make_agency

pytestmark = pytest.mark.django_db


def template(**parts: str) -> list[dict[str, object]]:
    return [{"name": "arrival", "versions": {"en": {"subject": "Welcome", **parts}}}]


def test_s24_a_template_with_an_unknown_field_is_not_saved() -> None:
    agency = make_agency()
    with pytest.raises(
        UnknownField, match=r"templates\[0\]\.versions\.en\.text: Line 1: .* did you mean guest\.name"
    ):
        save_templates(agency.pk, template(text="Dear {{ guest.nam }}"), now=NOW)
    assert "arrival" not in load_words(agency.pk)


def test_a_template_with_forbidden_liquid_is_not_saved() -> None:
    agency = make_agency()
    with pytest.raises(UnreadableWords, match="assign"):
        save_templates(agency.pk, template(text="{% assign x = 1 %}"), now=NOW)


def test_words_are_kept_as_written_even_when_html_will_be_cleaned() -> None:
    agency = make_agency()
    html = "<p onclick='x'>Dear {{ guest.name }}</p>"
    save_templates(agency.pk, template(html=html), now=NOW)
    assert written_templates(agency.pk) == [
        {"name": "arrival", "versions": {"en": {"subject": "Welcome", "html": html}}}
    ]


def test_viber_words_as_a_plain_text_are_refused_with_how_to_write_them() -> None:
    agency = make_agency()
    with pytest.raises(Malformed, match=r"en\.viber: must be .* viber is written as \{text: …\}"):
        save_templates(agency.pk, template(viber="Hi"), now=NOW)
