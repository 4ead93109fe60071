"""HTML in words: cleaned, turned into plain words when there are none, put into a page.

Words are stored as their author wrote them, so that an export gives the same file back; what leaves is always
cleaned, once per process.

Liquid and HTML are two languages in one text, and an HTML parser would tear Liquid apart. So each piece of
Liquid is taken out before and put back after: as a comment where text stands (the only thing that may stand
anywhere in a table), as a word inside a tag.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser

import nh3

from hospes.content.liquid import line_of
from hospes.content.words import UnreadableWords

_LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z/](?:\"[^\"]*\"|'[^']*'|[^'\"<>])*>")
_WORD = re.compile(r"hxq(\d+)qxh")
_COMMENT = re.compile(r"<!--hxq(\d+)qxh-->")
_OTHER_COMMENT = re.compile(r"<!--(?!hxq\d+qxh-->).*?-->", re.DOTALL)
_ADDRESS = re.compile(r"\b(?:href|src)=\"([^\"]*)\"")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})

_TAGS = (nh3.ALLOWED_TAGS | {"font", "section", "header", "footer", "main", "address"}) - {"map", "area"}
_EVERYWHERE = {
    "style",
    "class",
    "dir",
    "lang",
    "title",
    "align",
    "valign",
    "width",
    "height",
    "bgcolor",
    "role",
}
_TABLE = {"border", "cellpadding", "cellspacing", "colspan", "rowspan", "scope"}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": _EVERYWHERE | {"aria-hidden", "aria-label"},
    "a": {"href", "target", "name"},
    "img": {"src", "alt"},
    "font": {"color", "face", "size"},
    **dict.fromkeys(("table", "td", "th", "tr", "tbody", "thead", "tfoot"), _TABLE),
}
_PARAGRAPHS = frozenset(
    {"p", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "pre"}
)
_LINES = frozenset(
    {"div", "tr", "li", "section", "header", "footer", "main", "address", "center", "dt", "dd"}
)
_SILENT = frozenset({"style", "script", "head", "title", "template"})


@lru_cache(maxsize=4096)
def clean_html(source: str) -> str:
    """`source` with only the HTML that e-mail needs; Liquid stays as it is.

    Scripts, frames, forms, event handlers and odd addresses are removed with what they hold. Idempotent.

    Args:
        source: the html part as the author wrote it.

    Returns:
        A fragment; the page around it is `as_page`'s.

    Raises:
        UnreadableWords: Liquid stands where HTML has no room for it, such as between a tag's attributes.
    """
    return _show(*_clean_hidden(source))


def linked_in(source: str) -> list[str]:
    """What each link and picture of an html part points to, Liquid included, in order."""
    hidden, pieces = _clean_hidden(source)
    return [_show(match[1], pieces).replace("&amp;", "&") for match in _ADDRESS.finditer(hidden)]


def _clean_hidden(source: str) -> tuple[str, list[str]]:
    if _WORD.search(source):
        raise UnreadableWords("Line 1: A word like hxq1qxh cannot be used; it is ours.", line=1)
    plain = _OTHER_COMMENT.sub("", source)
    pieces = _LIQUID.findall(plain)
    cleaned = nh3.clean(
        _hide(plain),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        strip_comments=False,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel", "sms", "geo"},
    )
    cleaned = _OTHER_COMMENT.sub("", cleaned)
    kept = [int(number) for number in _WORD.findall(cleaned)]
    if kept != list(range(len(pieces))):
        raise _lost(plain, kept)
    return cleaned, pieces


def as_page(inside: str, language: str) -> str:
    """A whole HTML document around an html part, with its language and writing direction."""
    return f"{_opening(language)}{inside}</body></html>"


@lru_cache(maxsize=4096)
def text_of_html(source: str) -> str:
    """The plain words of an html part, its Liquid kept, for messages whose text part is empty.

    Paragraphs are apart by an empty line, items begin with "- ", links are followed by their address,
    pictures are their description. Compile it as plain words: values in it must not be escaped.
    """
    pieces = _LIQUID.findall(source)
    reader = _Reader(pieces)
    reader.feed(_LIQUID.sub(_Counter(), source))
    reader.close()
    return _WORD.sub(lambda match: pieces[int(match[1])], reader.text())


class _Counter:
    """Gives each match of Liquid its number."""

    def __init__(self) -> None:
        self.count = -1

    def __call__(self, _: re.Match[str]) -> str:
        self.count += 1
        return f"hxq{self.count}qxh"


def _hide(source: str) -> str:
    words = _LIQUID.sub(_Counter(), source)
    out, position = [], 0
    for tag in _TAG.finditer(words):
        out += [_WORD.sub(r"<!--hxq\1qxh-->", words[position : tag.start()]), tag.group()]
        position = tag.end()
    return "".join([*out, _WORD.sub(r"<!--hxq\1qxh-->", words[position:])])


def _show(cleaned: str, pieces: list[str]) -> str:
    shown = _COMMENT.sub(lambda match: pieces[int(match[1])], cleaned)
    return _WORD.sub(lambda match: pieces[int(match[1])], shown)


def _lost(source: str, kept: list[int]) -> UnreadableWords:
    pieces = list(_LIQUID.finditer(source))
    gone = next((at for at in range(len(pieces)) if kept[at : at + 1] != [at]), 0)
    line = line_of(source, pieces[gone].start())
    sentence = (
        f"{pieces[gone].group()[:60]} stands where HTML has no room for it; put it between tags or in quotes."
    )
    return UnreadableWords(f"Line {line}: {sentence}", line=line)


@lru_cache(maxsize=256)
def _opening(language: str) -> str:
    direction = "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"></head><body style="margin:0">'
    )


class _Reader(HTMLParser):
    """Collects words line by line."""

    def __init__(self, pieces: list[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces = pieces
        self._lines: list[str] = [""]
        self._silent = 0
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        """What was read, at most one empty line in a row."""
        lines = [_BLANKS.sub(" ", line).strip() for line in self._lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a line, a link or a silence."""
        given = dict(attrs)
        self._silent += tag in _SILENT
        self._break(tag)
        if tag == "li":
            self._lines[-1] += "- "
        elif tag == "a":
            self._links.append((given.get("href") or "", len("".join(self._lines))))
        elif tag == "img" and given.get("alt"):
            self.handle_data(given["alt"] or "")

    def handle_endtag(self, tag: str) -> None:
        """Closes them."""
        self._silent -= tag in _SILENT and self._silent > 0
        self._break(tag)
        if tag == "a" and self._links:
            href, start = self._links.pop()
            label = "".join(self._lines)[start:].strip()
            if href and not href.startswith(("mailto:", "tel:", "#")) and href != label:
                self._lines[-1] += f" ({href})"
        elif tag in {"td", "th"}:
            self._lines[-1] += " "

    def handle_data(self, data: str) -> None:
        """Adds words."""
        if not self._silent:
            self._lines[-1] += data.replace("\n", " ")

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._lines += ["", ""]
        elif tag == "br" or (tag in _LINES and self._has_words()):
            self._lines.append("")

    def _has_words(self) -> bool:
        shown = _WORD.sub(lambda match: self._pieces[int(match[1])][:2], self._lines[-1])
        return bool(shown.replace("{%", "").strip(" -"))
