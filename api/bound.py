"""The SQL of an expression with its texts and times as bound parameters: made once for each shape, whatever the values are.

Making SQL costs several times what running it for one series does. And what a caller gave is never part of a statement.
To make the expression costs as much again. One with holes in place of values is the same for all of them, and can be kept.
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from threading import Lock
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
from ibis.expr.operations import Node
from ibis.expr.types import Scalar

Values = dict[str, Any]
_KEPT = 512
_MARK = "\x00"  # in no text that a caller can give: contracts refuse it
_HOLE = f"{_MARK}hole "


class Statements:
    """SQL by the shape of its expression, those asked for last."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept, self._lock = kept, Lock()
        self._known: OrderedDict[Hashable, str] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def of(self, expression: Node, given: Values | None = None) -> tuple[str, Values]:
        """(SQL for DuckDB, its parameters by name), with the values that are `given` by name in the expression's holes."""
        literals: dict[Node, str] = {}
        shape = _shape(expression, literals, {})
        with self._lock:
            sql = self._known.get(shape)
            if sql is not None:
                self._known.move_to_end(shape)
        if sql is None:
            sql = _sql(expression, literals)
            with self._lock:
                self._known[shape] = sql
                if len(self._known) > self._kept:
                    self._known.popitem(last=False)
        put = {_HOLE + name: value for name, value in (given or {}).items()}
        return sql, {name: put.get(literal.value, literal.value) for literal, name in literals.items()}


def hole(name: str, dtype: dt.DataType) -> Scalar:
    """The place of a value that is given with the question, by its name."""
    mark = ibis.literal(_HOLE + name)
    return mark if dtype.is_string() else mark.cast(dtype)


def _shape(node: Any, literals: dict[Node, str], seen: dict[int, int]) -> Hashable:
    """An expression without its values; equal values are the same parameter, so which are equal is part of it."""
    if isinstance(node, tuple):
        return tuple(_shape(part, literals, seen) for part in node)
    if isinstance(node, Mapping):
        return tuple((name, _shape(part, literals, seen)) for name, part in node.items())
    if not isinstance(node, Node) or isinstance(node, ops.UnboundTable):
        leaf: Hashable = node
        return leaf
    if isinstance(node, ops.Literal) and (node.dtype.is_string() or node.dtype.is_timestamp()):
        return ("parameter", literals.setdefault(node, f"p{len(literals)}"), node.dtype)
    if id(node) in seen:
        return ("node", seen[id(node)])
    seen[id(node)] = len(seen)
    return (type(node), *(_shape(part, literals, seen) for part in node.__args__))


def _sql(expression: Node, literals: dict[Node, str]) -> str:
    marked = {literal: _marked(name, literal) for literal, name in literals.items()}
    named = expression.replace(marked) if marked else expression
    sql = str(ibis.to_sql(named.to_expr(), dialect="duckdb"))
    for name in literals.values():
        sql = sql.replace(f"'{_MARK}{name}{_MARK}'", f"${name}")
    return sql


def _marked(name: str, literal: Any) -> Node:
    mark = ops.Literal(f"{_MARK}{name}{_MARK}", dtype="string")
    return mark if literal.dtype.is_string() else ops.Cast(mark, to=literal.dtype)
