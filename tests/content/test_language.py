"""S23: recipient, booking, country, property, agency; each exactly, then its base; never none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospes.content.language import Choice, Wishes, choose_version, language_chain, main_language
from hospes.kit.errors import Refused


def test_s23_the_chain_is_in_order_and_without_repetitions() -> None:
    wishes = Wishes(recipient="pt-BR", booking="de", country="AT", property="es", agency="en")
    assert language_chain(wishes) == ["pt-BR", "de", "es", "en"]
    assert language_chain(Wishes(country="SK", agency="es")) == ["sk", "es"]
    assert language_chain(Wishes()) == []


@pytest.mark.parametrize(
    ("available", "chain", "language", "is_fallback"),
    [
        (["en", "es"], ["es", "en"], "es", False),
        (["pt", "pt-BR"], ["pt-BR"], "pt-BR", False),
        (["pt", "en"], ["pt-BR", "en"], "pt", False),
        (["en"], ["en-GB"], "en", False),
        (["en", "es"], ["fr", "de", "es"], "es", True),
        (["EN-gb"], ["en-GB"], "EN-gb", False),
        (["en-GB"], ["en_GB"], "en-GB", False),
        (["pt-PT", "en"], ["pt-BR"], "pt-PT", True),
        (["da", "en", "es"], ["fr"], "en", True),
        (["da", "es"], ["fr"], "da", True),
        (["da", "en"], [], "en", False),
    ],
)
def test_s23_a_version_is_chosen(
    available: list[str], chain: list[str], language: str, is_fallback: bool
) -> None:
    assert choose_version(available, chain) == Choice(language, is_fallback)


@given(
    st.sets(st.sampled_from(["en", "es", "pt", "pt-BR", "de"]), min_size=1),
    st.lists(st.sampled_from(["en-GB", "es", "pt-BR", "fr", "de-AT"])),
)
def test_s23_a_message_is_never_dropped_for_its_language(available: set[str], chain: list[str]) -> None:
    assert choose_version(available, chain).language in available


def test_a_template_without_words_for_the_channel_is_refused() -> None:
    with pytest.raises(Refused, match="no words for this channel"):
        choose_version([], ["en"])


@pytest.mark.parametrize(
    ("country", "language"), [("AT", "de"), ("ES", "es"), ("cz", "cs"), ("BR", "pt"), ("XX", ""), ("", "")]
)
def test_a_country_has_a_main_language(country: str, language: str) -> None:
    assert main_language(country) == language
