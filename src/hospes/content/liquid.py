"""Liquid as authors may write it: python-liquid's grammar, cut down to what cannot do harm.

Templates come from people we do not know. So words are read in three steps, each of which can only refuse:
a linear scan for delimiters, tags and sizes (python-liquid's own scanner takes quadratic time on unbalanced
ones), then python-liquid's parser, then a walk over the tree that lets through what is listed here and
nothing else. What passes is turned into closures by `wording`; python-liquid never renders.

Source: reliability.md D8; the hostile examples found there are tests.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from liquid import Environment
from liquid.ast import BlockNode, ConditionalBlockNode, Node
from liquid.builtin import content, illegal, output
from liquid.builtin.expressions import (
    BooleanExpression,
    FilteredExpression,
    LoopExpression,
    Path,
)
from liquid.builtin.expressions.logical import (
    ContainsExpression,
    EqExpression,
    GeExpression,
    GtExpression,
    LeExpression,
    LogicalAndExpression,
    LogicalOrExpression,
    LtExpression,
    NeExpression,
)
from liquid.builtin.expressions.primitive import (
    Blank,
    Empty,
    FalseLiteral,
    FloatLiteral,
    IntegerLiteral,
    Nil,
    RangeLiteral,
    StringLiteral,
    TrueLiteral,
)
from liquid.builtin.tags import case_tag, comment_tag, for_tag, if_tag, inline_comment_tag, unless_tag
from liquid.exceptions import LiquidError
from liquid.expression import Expression

from hospes.content.filters import FILTERS
from hospes.content.words import UnreadableWords
from hospes.kit.closest import closest

MOST_BYTES = 32 * 1024
MOST_NESTING = 10
LONGEST_LITERAL = 1024
_LONGEST_TAG = 1536
_MOST_TAGS = 1000
_MOST_FILTERS = 8
_MOST_TERMS = 40
_LARGEST_NUMBER = 10**12

_TAGS = {"if", "elsif", "else", "endif", "unless", "endunless", "case", "when", "endcase", "for", "endfor"}
_SILENT_TAGS = {"comment", "endcomment", "#"}
_OPENING = re.compile(r"\{\{-?\s*|\{%-?\s*(#|[^\s\-%}]*)")
_INSTEAD = {
    "assign": "use the field or filter where it is needed",
    "capture": "use the field or filter where it is needed",
    "echo": "write {{ field }}",
    "include": "write the words into this template",
    "render": "write the words into this template",
    "raw": "write the words without {{ and {%",
}


class _Grammar(Environment):
    block_nesting_limit = MOST_NESTING

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        del extra
        for tag in (
            content.Literal,
            output.Output,
            illegal.Illegal,
            if_tag.IfTag,
            unless_tag.UnlessTag,
            case_tag.CaseTag,
            for_tag.ForTag,
            comment_tag.CommentTag,
            inline_comment_tag.InlineCommentTag,
        ):
            self.add_tag(tag)


_GRAMMAR = _Grammar()


def parse(source: str) -> list[Node]:
    """The tree of `source`, which holds only what `wording` knows how to write.

    Args:
        source: Liquid, at most 32 KB.

    Returns:
        The nodes in order.

    Raises:
        UnreadableWords: with line, and one sentence that says what to do instead.
    """
    _scan(source)
    try:
        nodes = _GRAMMAR.from_string(source).nodes
    except LiquidError as error:
        raise _syntax_error(error) from error
    for node in nodes:
        _check_node(node, 1)
    return nodes


def line_of(source: str, index: int) -> int:
    """The number of the line, from 1, on which the character at `index` stands."""
    return source.count("\n", 0, max(index, 0)) + 1


def expressions_under(expression: Expression) -> Iterator[Expression]:
    """`expression` and all that it is made of, filters' arguments included."""
    yield expression
    for child in expression.children():
        yield from expressions_under(child)


def _scan(source: str) -> None:
    if len(source.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        _refuse("The words are longer than 32 KB; shorten them.", source, 0)
    _scan_characters(source)
    position = count = 0
    while opening := _OPENING.search(source, position):
        count += 1
        if count > _MOST_TAGS:
            _refuse(
                f"There are more than {_MOST_TAGS} fields and tags; shorten the words.",
                source,
                opening.start(),
            )
        position = _scan_tag(source, opening)


def _scan_characters(source: str) -> None:
    for index, character in enumerate(source):
        if (character < " " and character not in "\t\n\r") or unicodedata.category(character) == "Cs":
            _refuse("There is an invisible control character; type the line again.", source, index)


def _scan_tag(source: str, opening: re.Match[str]) -> int:
    mark = opening.group()[:2]
    closer = "}}" if mark == "{{" else "%}"
    end = source.find(closer, opening.start() + 2, opening.start() + _LONGEST_TAG)
    if end < 0:
        _refuse(
            f"{mark} is not closed by {closer} within {_LONGEST_TAG} characters; close it.",
            source,
            opening.start(),
        )
    inside = source[opening.start() + 2 : end]
    if "{{" in inside or "{%" in inside:
        _refuse(
            f"{mark} is not closed by {closer} before the next one begins; close it.", source, opening.start()
        )
    if mark == "{%":
        _check_tag(source, opening)
    elif not inside.strip(" \t\r\n-"):
        _refuse(
            "{{ }} is empty; write the name of a field inside, such as {{ guest.name }}.",
            source,
            opening.start(),
        )
    return end + 2


def _check_tag(source: str, opening: re.Match[str]) -> None:
    name = opening.group(1)
    if name not in _TAGS | _SILENT_TAGS:
        advice = _INSTEAD.get(name, "if, unless, case, for and comment are the tags there are")
        _refuse(f"The tag {{% {name[:40]} %}} is not available; {advice}.", source, opening.start())


def _syntax_error(error: LiquidError) -> UnreadableWords:
    place = error.context()
    line = place[0] if place else 1
    reason = str(error.message or "it cannot be read").rstrip(".")
    if "nesting" in reason:
        reason = f"tags are nested deeper than {MOST_NESTING}; make it flatter"
    sentence = f"Line {line} cannot be read: {reason[:200]}."
    return UnreadableWords(sentence, line=line)


def _check_node(node: Node, depth: int) -> None:
    if type(node) not in _NODES:
        _refuse_at(node, f"{type(node).__name__} is not available here; use if, unless, case or for.")
    if depth > 3 * MOST_NESTING:
        _refuse_at(node, f"Tags are nested deeper than {MOST_NESTING}; make it flatter.")
    for expression in node.expressions():
        _check_terms(expression)
    for child in node.children(None):  # type: ignore[arg-type]
        _check_node(child, depth + 1)


def _check_terms(expression: Expression) -> None:
    for count, term in enumerate(expressions_under(expression)):
        if count > _MOST_TERMS:
            _refuse_at(term, "This condition is too long; split it up.")
        check = _TERMS.get(type(term))
        if check is None:
            _refuse_at(term, f"{_name_of(term)} cannot be used here; use a field, a text or a number.")
        check(term)


def _check_path(path: Path) -> None:
    if not all(isinstance(segment, str) for segment in path.path):
        _refuse_at(
            path, "Brackets cannot be used in a field; write it with dots, such as booking.custom.door."
        )


def _check_text(literal: StringLiteral) -> None:
    if len(literal.value) > LONGEST_LITERAL:
        _refuse_at(literal, "A quoted text is longer than 1 KB; write it outside the braces.")


def _check_number(literal: IntegerLiteral | FloatLiteral) -> None:
    if not abs(literal.value) <= _LARGEST_NUMBER:
        _refuse_at(literal, "This number is too large; no booking needs one like it.")


def _check_loop(loop: LoopExpression) -> None:
    if not isinstance(loop.iterable, Path):
        _refuse_at(loop, "for can only go over a list that is a field, such as booking.tags.")
    if loop.cols is not None or isinstance(loop.offset, StringLiteral):
        _refuse_at(loop, "for takes only limit, offset with a number, and reversed.")


def _check_filters(expression: FilteredExpression) -> None:
    filters = expression.filters or []
    if len(filters) > _MOST_FILTERS:
        _refuse_at(expression, f"There are more than {_MOST_FILTERS} filters in a row; use fewer.")
    for used in filters:
        known = FILTERS.get(used.name)
        if known is None:
            _refuse_filter(expression, used.name)
        fewest, most = known.arguments
        if not fewest <= len(used.args) <= most or any(hasattr(arg, "name") for arg in used.args):
            _refuse_at(expression, f"The filter {used.name} is written like {known.example}.")


def _refuse_filter(expression: Expression, name: str) -> NoReturn:
    near = closest(name, FILTERS)
    advice = f"did you mean {near}?" if near else f"there are {', '.join(sorted(FILTERS))}."
    _refuse_at(expression, f"There is no filter {name[:40]!r}; {advice}")


def _allow(_: Expression) -> None:
    """Nothing more to check."""


def _name_of(term: Expression) -> str:
    return "A range like (1..9)" if isinstance(term, RangeLiteral) else type(term).__name__


def _refuse_at(place: Node | Expression, sentence: str) -> NoReturn:
    _refuse(sentence, place.token.source, place.token.start_index)


def _refuse(sentence: str, source: str, index: int) -> NoReturn:
    line = line_of(source, index)
    raise UnreadableWords(f"Line {line}: {sentence}", line=line)


_NODES = {
    content.ContentNode,
    output.OutputNode,
    if_tag.IfNode,
    unless_tag.UnlessNode,
    case_tag.CaseNode,
    case_tag.MultiExpressionBlockNode,
    for_tag.ForNode,
    comment_tag.CommentNode,
    inline_comment_tag.InlineCommentNode,
    BlockNode,
    ConditionalBlockNode,
}
_TERMS: dict[type[Expression], Callable[[Any], None]] = {
    FilteredExpression: _check_filters,
    Path: _check_path,
    StringLiteral: _check_text,
    IntegerLiteral: _check_number,
    FloatLiteral: _check_number,
    LoopExpression: _check_loop,
    **dict.fromkeys((TrueLiteral, FalseLiteral, Nil, Empty, Blank, BooleanExpression), _allow),
    **dict.fromkeys((LogicalAndExpression, LogicalOrExpression, ContainsExpression), _allow),
    **dict.fromkeys(
        (EqExpression, NeExpression, LtExpression, GtExpression, LeExpression, GeExpression), _allow
    ),
    case_tag._AnyExpression: _allow,
}
