"""What stands inside the braces: fields, filters and conditions, turned into closures.

Differs from stock Liquid where guests are better served: in a condition an empty text, an empty list and
zero count as no, a date compares with a quoted one, and comparing what cannot be compared is no instead of
an error.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from liquid.builtin.expressions import BooleanExpression, FilteredExpression, Path
from liquid.builtin.expressions.filtered import Filter as FilterCall
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
from liquid.builtin.expressions.primitive import Blank, Empty, Nil
from liquid.expression import Expression

from hospes.content.filters import FILTERS, is_empty
from hospes.content.formats import Manner
from hospes.content.liquid import expressions_under, line_of

MOST_BYTES = 64 * 1024
"""What may come out of one part."""

Values = Mapping[str, object]
"""A tree of fields: dicts by name, leaves of the types that `formats.write` knows."""


@dataclass(frozen=True, slots=True)
class Use:
    """One place where words use a field.

    Attributes:
        path: the field, such as "guest.first_name".
        line: where, counted from 1.
        required: whether the words make no sense without it (S24).
        is_altered: whether a filter other than `default` works on it.
    """

    path: str
    line: int
    required: bool
    is_altered: bool = False


class Run:
    """One filling-in: the values, the reader, and what has been noticed and used up on the way."""

    __slots__ = ("deadline", "local", "manner", "missing", "room", "rounds", "values")

    def __init__(self, values: Values, manner: Manner) -> None:
        self.values = values
        self.manner = manner
        self.missing: list[str] = []
        self.local: dict[str, object] = {}
        self.rounds = 0
        self.room = MOST_BYTES
        self.deadline = 0.0


Getter = Callable[[Run], object]
Part = str | Callable[[Run], str]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where in the words we are: what conditions around have asked for, what loops around have named."""

    html: bool
    uses: list[Use]
    guarded: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()

    def inside(self, *, guarded: Iterable[str] = (), local: Iterable[str] = ()) -> Scope:
        """The scope of a block inside."""
        return Scope(self.html, self.uses, self.guarded.union(guarded), self.local.union(local))


def path_name(path: Path) -> str:
    """The field as people write it: "booking.custom.door"."""
    return ".".join(str(segment) for segment in path.path)


def note(expression: Expression, scope: Scope, *, required: bool) -> None:
    """Writes down every field that `expression` uses; `required` when it is shown, not only asked for."""
    filtered = expression if isinstance(expression, FilteredExpression) else None
    needed = needed_fields(filtered, scope) if filtered else []
    is_altered = filtered is not None and any(call.name != "default" for call in filtered.filters or ())
    for term in expressions_under(expression):
        if isinstance(term, Path) and term.path[0] not in scope.local:
            line = line_of(term.token.source, term.token.start_index)
            is_needed = required and any(term is each for each in needed)
            scope.uses.append(Use(path_name(term), line, is_needed, is_altered))


def needed_fields(expression: FilteredExpression, scope: Scope) -> list[Path]:
    """The fields without which an output makes no sense (S24), the most important one first.

    Its own field and those its filters take, unless a condition around asks for them or a `default` follows;
    a default that is a field is needed itself.
    """
    needed: list[Expression] = [expression.left]
    for call in expression.filters or ():
        arguments = [argument.value for argument in call.args]
        needed = arguments if call.name == "default" else [*needed, *arguments]
    return [term for term in needed if isinstance(term, Path) and _is_free(term, scope)]


def _is_free(path: Path, scope: Scope) -> bool:
    return path.path[0] not in scope.local and path_name(path) not in scope.guarded


def guards(conditions: Iterable[Expression]) -> set[str]:
    """The fields that conditions ask for, and which may therefore be empty inside their blocks."""
    terms = (term for condition in conditions for term in expressions_under(condition))
    return {path_name(term) for term in terms if isinstance(term, Path)}


def getter(expression: Expression, scope: Scope) -> Getter:
    """A closure that gives the value of `expression` in a run."""
    if isinstance(expression, Path):
        return _path(expression, scope)
    if isinstance(expression, FilteredExpression):
        return _filtered(expression, scope)
    if isinstance(expression, BooleanExpression):
        return getter(expression.expression, scope)
    operation = _OPERATIONS.get(type(expression))
    if operation is not None:
        return _operation(operation, expression, scope)
    value = None if isinstance(expression, Nil | Empty | Blank) else _literal(expression)
    return lambda _: value


def _literal(expression: Expression) -> object:
    value = getattr(expression, "value", None)
    return Decimal(str(value)) if isinstance(value, float) else value


def _path(path: Path, scope: Scope) -> Getter:
    first, *rest = (str(segment) for segment in path.path)
    if first in scope.local:
        return lambda run: _descend(run.local.get(first), rest)
    if len(rest) != 1:
        return lambda run: _descend(run.values.get(first), rest)
    (second,) = rest

    def two(run: Run) -> object:
        branch = run.values.get(first)
        value = branch.get(second) if isinstance(branch, dict) else None
        return value if value != "" else None

    return two


def _descend(value: object, names: Iterable[str]) -> object:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if value != "" else None


def _filtered(expression: FilteredExpression, scope: Scope) -> Getter:
    get = getter(expression.left, scope)
    for call in expression.filters or ():
        get = _applied(get, call, scope)
    return get


def _applied(get: Getter, call: FilterCall, scope: Scope) -> Getter:
    apply = FILTERS[call.name].apply
    others = [getter(argument.value, scope) for argument in call.args]
    if not others:
        return lambda run: apply(get(run), run.manner)
    return lambda run: apply(get(run), run.manner, *[other(run) for other in others])


def _operation(operation: Callable[[object, object], bool], expression: Expression, scope: Scope) -> Getter:
    left, right = (getter(side, scope) for side in expression.children())
    if operation is _both:
        return lambda run: bool(left(run)) and bool(right(run))
    if operation is _either:
        return lambda run: bool(left(run)) or bool(right(run))
    return lambda run: operation(left(run), right(run))


def _both(left: object, right: object) -> bool:
    return bool(left) and bool(right)


def _either(left: object, right: object) -> bool:
    return bool(left) or bool(right)


def equal(left: object, right: object) -> bool:
    """Liquid's ==; all kinds of emptiness are equal, and a bool equals only itself."""
    if is_empty(left) or is_empty(right):
        return is_empty(left) and is_empty(right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    left, right = _alike(left, right)
    return left == right


def _different(left: object, right: object) -> bool:
    return not equal(left, right)


def _ordered(compare: Callable[[Any, Any], Any]) -> Callable[[object, object], bool]:
    def in_order(left: object, right: object) -> bool:
        if isinstance(left, bool) or isinstance(right, bool):
            return False
        try:
            return bool(compare(*_alike(left, right)))
        except TypeError:
            return False

    return in_order


def _alike(left: object, right: object) -> tuple[object, object]:
    """A date and a quoted date as two dates, so that they can be compared."""
    if isinstance(left, str) and isinstance(right, date):
        left = _as_date(left)
    elif isinstance(right, str) and isinstance(left, date):
        right = _as_date(right)
    if isinstance(left, datetime) is not isinstance(right, datetime):
        left, right = (each.date() if isinstance(each, datetime) else each for each in (left, right))
    return left, right


def _as_date(text: str) -> object:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _contains(left: object, right: object) -> bool:
    if is_empty(left) or is_empty(right):
        return False
    if isinstance(left, str):
        return str(right) in left
    return isinstance(left, list | tuple) and right in left


_OPERATIONS: dict[type, Callable[[object, object], bool]] = {
    LogicalAndExpression: _both,
    LogicalOrExpression: _either,
    EqExpression: equal,
    NeExpression: _different,
    LtExpression: _ordered(operator.lt),
    GtExpression: _ordered(operator.gt),
    LeExpression: _ordered(operator.le),
    GeExpression: _ordered(operator.ge),
    ContainsExpression: _contains,
}
