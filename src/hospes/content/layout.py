"""How e-mails look whose words come with the product: one column, for a phone and in the dark, no pictures.

Colours are set on the ground as well as on the letters, so programs that turn light into dark turn both.
Conditions stand only where text may stand, never between the rows of a table: cleaning HTML would move them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

_INK, _SOFT, _LINE, _BRAND = "#1c1b18", "#5e5a52", "#e3e0d8", "#0b5d66"
_PARAGRAPH = '<p style="margin: 0 0 16px">'
_AS_TYPED = '<p style="margin: 0 0 16px; white-space: pre-line">'
_BUTTON = (
    f'style="display: inline-block; padding: 12px 24px; border-radius: 8px; background-color: {_BRAND}; '
    'color: #ffffff; font-weight: bold; text-decoration: none"'
)
_ROW = '<div style="padding: 4px 0">'
_LABEL = f'<span style="display: inline-block; min-width: 37%; color: {_SOFT}; vertical-align: top">'
_VALUE = '<span style="display: inline-block; max-width: 60%; font-weight: bold; vertical-align: top">'
_PAGE = f"""\
<div lang="LANGUAGE" style="padding: 8px; font-family: Helvetica, Arial, sans-serif; font-size: 16px; \
line-height: 1.5">
<table role="presentation" width="100%" align="center" cellpadding="0" cellspacing="0" \
style="max-width: 600px; margin: 0 auto; background-color: #ffffff; color: {_INK}; \
border: 1px solid {_LINE}; border-radius: 12px"><tbody>
<tr><td style="padding: 16px 24px; background-color: {_BRAND}; color: #ffffff; font-weight: bold; \
border-radius: 11px 11px 0 0">{{{{ agency.name }}}}</td></tr>
<tr><td style="padding: 24px 24px 8px">
<h1 style="margin: 0 0 16px; font-size: 22px; line-height: 1.3">TITLE</h1>
BODY
</td></tr>
<tr><td style="padding: 16px 24px; border-top: 1px solid {_LINE}; color: {_SOFT}; font-size: 13px">
FOOTER
</td></tr>
</tbody></table>
</div>
"""
_FOOTER = (
    "{{ agency.name }}{% if agency.address %} · {{ agency.address }}{% endif %}"
    "{% if agency.phone %} · {{ agency.phone }}{% endif %}"
    "{% if agency.email %} · {{ agency.email }}{% endif %}"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an e-mail.

    Attributes:
        kind: "text", "facts", "list", "button" or "closing".
        text: the words of a text or closing; what stands on a button. A text that is one field keeps the
            line breaks of its value.
        heading: a small title above a text or facts.
        rows: (label, value, condition) of facts; (point, "", "") of a list.
        condition: Liquid that must hold for the block to be shown, or with "unless " before it, must not;
            several with "; " between them; empty is always.
        link: where a button leads.
    """

    kind: str
    text: str = ""
    heading: str = ""
    rows: tuple[tuple[str, str, str], ...] = ()
    condition: str = ""
    link: str = ""


def as_html(blocks: Sequence[Block], *, title: str, language: str) -> str:
    """The HTML part: a card with the agency's name, the title, the blocks and the agency's addresses."""
    body = "".join(_when(block.condition, _HTML[block.kind](block) + "\n") for block in blocks)
    page = _PAGE.replace("LANGUAGE", language).replace("TITLE", title)
    return page.replace("FOOTER", _FOOTER).replace("BODY\n", body)


def as_text(blocks: Sequence[Block]) -> str:
    """The plain text part, with the same words in the same order."""
    body = "".join(_when(block.condition, _TEXT[block.kind](block) + "\n") for block in blocks)
    return f"{body}--\n{_FOOTER}\n"


def _when(condition: str, shown: str) -> str:
    for part in reversed(condition.split("; ") if condition else []):
        tag = "unless" if part.startswith("unless ") else "if"
        shown = f"{{% {tag} {part.removeprefix('unless ')} %}}{shown}{{% end{tag} %}}"
    return shown


def _html_heading(block: Block) -> str:
    return f'<h2 style="margin: 0 0 4px; font-size: 16px">{block.heading}</h2>\n' if block.heading else ""


def _html_text(block: Block) -> str:
    is_one_field = block.text.startswith("{{") and block.text.find("}}") == len(block.text) - 2
    return f"{_html_heading(block)}{_AS_TYPED if is_one_field else _PARAGRAPH}{block.text}</p>"


def _html_facts(block: Block) -> str:
    facts = _grouped(
        block, lambda label, value: f"{_ROW}{_LABEL}{label}</span> {_VALUE}{value}</span></div>\n"
    )
    return f'{_html_heading(block)}<div style="margin: 0 0 16px; line-height: 1.4">\n{facts}</div>'


def _html_button(block: Block) -> str:
    return f'{_PARAGRAPH}<a href="{block.link}" {_BUTTON}>{block.text}</a></p>'


def _html_list(block: Block) -> str:
    points = "\n".join(f"<li>{point}</li>" for point, _, _ in block.rows)
    return f'<ul style="margin: 0 0 16px; padding: 0 0 0 24px">\n{points}\n</ul>'


def _html_closing(block: Block) -> str:
    return f"{_PARAGRAPH}{block.text}<br>{{{{ agency.name }}}}</p>"


def _text_text(block: Block) -> str:
    return f"{block.heading}:\n{block.text}\n" if block.heading else f"{block.text}\n"


def _text_facts(block: Block) -> str:
    heading = f"{block.heading}:\n" if block.heading else ""
    return heading + _grouped(block, lambda label, value: f"{label}: {value}\n")


def _text_button(block: Block) -> str:
    return f"{block.text}:\n{block.link}\n"


def _grouped(block: Block, show: Callable[[str, str], str]) -> str:
    groups = groupby(block.rows, key=lambda row: row[2])
    return "".join(
        _when(condition, "".join(show(label, value) for label, value, _ in rows))
        for condition, rows in groups
    )


def _text_list(block: Block) -> str:
    return "".join(f"- {point}\n" for point, _, _ in block.rows)


def _text_closing(block: Block) -> str:
    return f"{block.text}\n{{{{ agency.name }}}}\n"


_HTML = {
    "text": _html_text,
    "facts": _html_facts,
    "list": _html_list,
    "button": _html_button,
    "closing": _html_closing,
}
_TEXT = {
    "text": _text_text,
    "facts": _text_facts,
    "list": _text_list,
    "button": _text_button,
    "closing": _text_closing,
}
