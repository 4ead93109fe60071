"""Words turned once into closures, then filled in tens of thousands of times a second.

One evaluator for everything that `liquid.parse` lets through; python-liquid is its oracle in the tests. In
HTML every value is escaped, quoted texts too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from time import thread_time

from liquid import Markup, escape
from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression, LoopExpression
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.case_tag import CaseNode, MultiExpressionBlockNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.expression import Expression

from hospes.content.filters import bounded, is_empty
from hospes.content.formats import Manner, write
from hospes.content.liquid import parse
from hospes.content.terms import (
    MOST_BYTES,
    Getter,
    Part,
    Run,
    Scope,
    Use,
    Values,
    equal,
    getter,
    guards,
    needed_fields,
    note,
    path_name,
)
from hospes.content.words import Unwordable

_MOST_ROUNDS = 1000
_MOST_SECONDS = 0.2


class Wording:
    """One part of a template, ready to be filled in. Immutable; safe to share between threads.

    Attributes:
        uses: every field the words use, in order.
    """

    __slots__ = ("_parts", "uses")

    def __init__(self, parts: list[Part], uses: list[Use]) -> None:
        self._parts = parts
        self.uses = tuple(uses)

    def fill(self, values: Values, manner: Manner) -> tuple[str, list[str]]:
        """The words with the values in their places.

        Args:
            values: the tree of fields.
            manner: the reader.

        Returns:
            The text, and the names of required fields that were empty where the words needed them.

        Raises:
            Unwordable: more than 64 KB, too much work, or a value that a filter cannot work with.
        """
        run = Run(values, manner)
        try:
            text = _fill(self._parts, run)
        except (ArithmeticError, ValueError) as error:
            raise Unwordable(f"A value cannot be written: {error}.", reason="bad_value") from error
        if len(text) > MOST_BYTES // 4 and len(text.encode("utf-8", "replace")) > MOST_BYTES:
            raise _too_long()
        return text, list(dict.fromkeys(run.missing))


@lru_cache(maxsize=4096)
def compile_wording(source: str, *, html: bool = False) -> Wording:
    """The wording for `source`; the same source is compiled once per process.

    Args:
        source: Liquid.
        html: whether values are escaped for HTML.

    Raises:
        UnreadableWords: what `liquid.parse` refuses.
    """
    scope = Scope(html, [])
    return Wording(_compile_all(parse(source), scope), scope.uses)


def _fill(parts: Sequence[Part], run: Run) -> str:
    return "".join([part if part.__class__ is str else part(run) for part in parts])  # type: ignore[operator]


def _too_long() -> Unwordable:
    return Unwordable(
        "The message would be longer than 64 KB; shorten the words or a value.", reason="too_long"
    )


def _compile_all(nodes: Iterable[Node], scope: Scope) -> list[Part]:
    parts: list[Part] = []
    for node in nodes:
        compiler = _COMPILERS.get(type(node))
        if compiler is not None and (not node.blank or isinstance(node, ContentNode)):
            parts.append(compiler(node, scope))
    return parts


def _content(node: ContentNode, _: Scope) -> Part:
    return node.text


def _output(node: OutputNode, scope: Scope) -> Part:
    expression = node.expression
    if not isinstance(expression, FilteredExpression):
        raise TypeError(expression)
    note(expression, scope, required=True)
    needed = [(path_name(path), getter(path, scope)) for path in needed_fields(expression, scope)]
    return (_escaped if scope.html else _plain)(getter(expression, scope), needed)


def _plain(get: Getter, needed: list[tuple[str, Getter]]) -> Part:
    def write_plain(run: Run) -> str:
        value = get(run)
        if needed and is_empty(value):
            _notice(needed, run)
        return bounded(value if value.__class__ is str else write(value, run.manner))

    return write_plain


def _escaped(get: Getter, needed: list[tuple[str, Getter]]) -> Part:
    def write_escaped(run: Run) -> str:
        value = get(run)
        if needed and is_empty(value):
            _notice(needed, run)
        if value.__class__ is not str and value.__class__ is not Markup:
            value = write(value, run.manner)
        return str(escape(bounded(value)))

    return write_escaped


def _notice(needed: list[tuple[str, Getter]], run: Run) -> None:
    for name, get in needed:
        if is_empty(get(run)):
            run.missing.append(name)
            return


def _condition(node: IfNode | UnlessNode, scope: Scope) -> Part:
    pairs = [
        (node.condition, node.consequence),
        *((each.expression, each.block) for each in node.alternatives),
    ]
    inner = scope.inside(guarded=guards(condition for condition, _ in pairs))
    for condition, _ in pairs:
        note(condition, scope, required=False)
    tests = [_truth(getter(condition, inner)) for condition, _ in pairs]
    if isinstance(node, UnlessNode):
        tests[0] = _negated(tests[0])
    blocks = [_compile_all(block.nodes, inner) for _, block in pairs]
    otherwise = _compile_all(node.default.nodes, inner) if node.default else []
    return _choice(list(zip(tests, blocks, strict=True)), otherwise)


def _choice(branches: list[tuple[Callable[[Run], bool], list[Part]]], otherwise: list[Part]) -> Part:
    def choose(run: Run) -> str:
        for test, parts in branches:
            if test(run):
                return _fill(parts, run)
        return _fill(otherwise, run)

    return choose


def _truth(get: Getter) -> Callable[[Run], bool]:
    return lambda run: bool(get(run))


def _negated(test: Callable[[Run], bool]) -> Callable[[Run], bool]:
    return lambda run: not test(run)


def _case(node: CaseNode, scope: Scope) -> Part:
    note(node.expression, scope, required=False)
    inner = scope.inside(guarded=guards([node.expression]))
    branches: list[tuple[Callable[[Run], bool], list[Part]]] = []
    otherwise: list[Part] = []
    for block in node.blocks:
        if isinstance(block, MultiExpressionBlockNode):
            test = _any_equal(node.expression, block.expression.expressions, inner)
            branches.append((test, _compile_all(block.block.nodes, inner)))
        else:
            otherwise = _compile_all(block.nodes, inner)
    return _choice(branches, otherwise)


def _any_equal(left: Expression, rights: Iterable[Expression], scope: Scope) -> Callable[[Run], bool]:
    get = getter(left, scope)
    others = [getter(right, scope) for right in rights]
    return lambda run: any(equal(get(run), other(run)) for other in others)


def _loop(node: ForNode, scope: Scope) -> Part:
    loop = node.expression
    note(loop, scope, required=False)
    inner = scope.inside(guarded=guards([loop.iterable]), local=(str(loop.identifier), "forloop"))
    parts = _compile_all(node.block.nodes, inner)
    otherwise = _compile_all(node.default.nodes, scope) if node.default else []
    get_items = _items(loop, scope)

    def repeat(run: Run) -> str:
        items = get_items(run)
        return _repeat(items, (str(loop.identifier), parts), run) if items else _fill(otherwise, run)

    return repeat


def _items(loop: LoopExpression, scope: Scope) -> Callable[[Run], Sequence[object]]:
    get = getter(loop.iterable, scope)
    limit, offset = (getter(each, scope) if each else None for each in (loop.limit, loop.offset))
    step = -1 if loop.reversed else 1

    def items(run: Run) -> Sequence[object]:
        found = get(run)
        listed = found if isinstance(found, list | tuple) else []
        start = _count(offset(run)) if offset else 0
        end = start + _count(limit(run)) if limit else len(listed)
        return listed[start:end][::step]

    return items


def _count(value: object) -> int:
    return max(int(value), 0) if isinstance(value, int | Decimal) else 0


def _repeat(items: Sequence[object], body: tuple[str, list[Part]], run: Run) -> str:
    name, parts = body
    outside = dict(run.local)
    written = []
    for index, item in enumerate(items):
        _spend(run)
        run.local[name] = item
        run.local["forloop"] = _position(index, len(items))
        chunk = _fill(parts, run)
        run.room -= len(chunk)
        written.append(chunk)
    run.local = outside
    return "".join(written)


def _spend(run: Run) -> None:
    run.rounds += 1
    run.deadline = run.deadline or thread_time() + _MOST_SECONDS
    if run.room < 0:
        raise _too_long()
    if run.rounds > _MOST_ROUNDS or thread_time() > run.deadline:
        raise Unwordable("The words repeat too often; shorten the lists they go over.", reason="too_slow")


def _position(index: int, length: int) -> dict[str, object]:
    return {
        "index": index + 1,
        "index0": index,
        "rindex": length - index,
        "rindex0": length - index - 1,
        "first": index == 0,
        "last": index == length - 1,
        "length": length,
    }


_COMPILERS: dict[type, Callable[..., Part]] = {
    ContentNode: _content,
    OutputNode: _output,
    IfNode: _condition,
    UnlessNode: _condition,
    CaseNode: _case,
    ForNode: _loop,
}
