"""What an expression gives."""

from __future__ import annotations

import ast
from collections.abc import Callable
from types import NoneType
from typing import Any, ClassVar

from pytest_vx11._observe.python.interpret.evaluating import Evaluation
from pytest_vx11._observe.python.interpret.scope import Scope, join
from pytest_vx11._observe.python.interpret.texts import as_text, compare, concat, named
from pytest_vx11._observe.python.interpret.values import (
    Args,
    Class,
    Const,
    Foreign,
    Function,
    Items,
    Made,
    Pairs,
    Unknown,
    Value,
    truth,
)


class Expressions(Evaluation):
    """Knows each kind of expression."""

    def give(self, node: ast.expr, scope: Scope) -> Value:
        """Return what an expression gives."""
        handler = self._HANDLERS.get(type(node))
        return handler(self, node, scope) if handler else self._other(node, scope)

    def _other(self, node: ast.AST, scope: Scope) -> Value:
        # Calls inside of what is not understood may still declare something.
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.evaluate(child, scope)
        return Unknown("it is computed", scope.at(node))

    def _constant(self, node: ast.Constant, scope: Scope) -> Value:
        return Unknown("it is ...", scope.at(node)) if node.value is ... else Const(node.value)

    def _name(self, node: ast.Name, scope: Scope) -> Value:
        found = scope.find(node.id)
        return found if found is not None else Unknown(f"{node.id} is not defined in what was read", scope.at(node))

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        return self.attribute(self.evaluate(node.value, scope), node.attr, scope.at(node))

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        return self.call_node(node, scope)

    def call_node(self, node: ast.Call, scope: Scope) -> Value:
        """Return what a call gives."""
        callee = self.evaluate(node.func, scope)
        if callee == Foreign("builtins.super"):
            return self.super_of(scope, scope.at(node))
        return self.call(callee, self.args(node, scope))

    def args(self, node: ast.Call, scope: Scope) -> Args:
        """Return the arguments of a call."""
        items = self._listed(node.args, scope)
        keywords: dict[str, Value] = {}
        whole = items.whole
        for keyword in node.keywords:
            value = self.evaluate(keyword.value, scope)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
            elif isinstance(value, Pairs):
                keywords.update({key: each for key, each in value.pairs.items() if isinstance(key, str)})
                whole = whole and value.whole
            else:
                whole = False
        return Args(tuple(items.items), keywords, scope.at(node), whole)

    def _listed(self, nodes: list[ast.expr], scope: Scope) -> Items:
        items = Items([])
        for node in nodes:
            if not isinstance(node, ast.Starred):
                items.items.append(self.evaluate(node, scope))
                continue
            value = self.evaluate(node.value, scope)
            if isinstance(value, Items):
                items.extend(value.items, value.whole)
            else:
                items.whole = False
        return items

    def _list(self, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Value:
        return self._listed(node.elts, scope)

    def _dict(self, node: ast.Dict, scope: Scope) -> Value:
        pairs = Pairs({})
        for key, each in zip(node.keys, node.values, strict=True):
            value = self.evaluate(each, scope)
            name = self.evaluate(key, scope) if key is not None else value
            if isinstance(name, Const) and isinstance(name.value, (str, int)) and key is not None:
                pairs.pairs[name.value] = value
            elif isinstance(name, Pairs) and key is None:
                pairs.pairs.update(name.pairs)
                pairs.whole = pairs.whole and name.whole
            else:
                pairs.whole = False
        return pairs

    def _joined(self, node: ast.JoinedStr, scope: Scope) -> Value:
        text: Value = Const("")
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                value = self.evaluate(part.value, scope)
                if part.format_spec is not None or part.conversion not in (-1, 115):
                    value = Unknown("it is formatted", scope.at(part))
            else:
                value = self.evaluate(part, scope)
            text = concat(text, as_text(value, scope.at(part)), scope.at(part))
        return text

    def _binary(self, node: ast.BinOp, scope: Scope) -> Value:
        left, right = self.evaluate(node.left, scope), self.evaluate(node.right, scope)
        place = scope.at(node)
        if isinstance(node.op, ast.Add):
            if isinstance(left, Items) and isinstance(right, Items):
                both = Items(list(left.items), left.whole)
                both.extend(right.items, right.whole)
                return both
            return concat(left, right, place)
        if isinstance(node.op, ast.BitOr) and any(isinstance(side, (Foreign, Class)) for side in (left, right)):
            return Foreign("types.UnionType")
        return named(Unknown("it is computed", place), left, right)

    def _bool(self, node: ast.BoolOp, scope: Scope) -> Value:
        stops = isinstance(node.op, ast.Or)
        value = self.evaluate(node.values[0], scope)
        for each in node.values[1:]:
            known = truth(value)
            if known is stops:
                return value
            if known is None:
                with self.perhaps():
                    value = join(value, self.evaluate(each, scope), scope.at(each))
            else:
                value = self.evaluate(each, scope)
        return value

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Value:
        value = self.evaluate(node.operand, scope)
        known = truth(value)
        if isinstance(node.op, ast.Not) and known is not None:
            return Const(not known)
        if isinstance(node.op, ast.USub) and isinstance(value, Const) and isinstance(value.value, int):
            return Const(-value.value, value.soft)
        return Unknown("it is computed", scope.at(node))

    def _compare(self, node: ast.Compare, scope: Scope) -> Value:
        left = self.evaluate(node.left, scope)
        rights = [self.evaluate(each, scope) for each in node.comparators]
        known = compare(left, node.ops[0], rights[0]) if len(rights) == 1 else None
        return Unknown("it is a comparison", scope.at(node)) if known is None else Const(known)

    def _if(self, node: ast.IfExp, scope: Scope) -> Value:
        known = self.decide(self.evaluate(node.test, scope))
        if known is not None:
            return self.evaluate(node.body if known else node.orelse, scope)
        with self.perhaps():
            return join(self.evaluate(node.body, scope), self.evaluate(node.orelse, scope), scope.at(node))

    def _await(self, node: ast.Await | ast.Yield | ast.YieldFrom, scope: Scope) -> Value:
        return self.evaluate(node.value, scope) if node.value is not None else Const(None)

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Value:
        return Function(node, scope, scope)

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        self.bind(node.target, value, scope)
        return value

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        owner = self.evaluate(node.value, scope)
        if isinstance(owner, Foreign) and owner.name.rpartition(".")[2] == "Annotated":
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            first, *rest = (self.evaluate(part, scope) for part in parts)
            nested = isinstance(first, Made) and first.maker == "typing.Annotated" and first.args is not None
            inner = first.args.positional if nested and isinstance(first, Made) and first.args else (first,)
            return Made("typing.Annotated", scope.at(node), Args((*inner, *rest), {}, scope.at(node)))
        if isinstance(owner, (Foreign, Class)):
            return owner
        if isinstance(node.slice, ast.Slice):
            return self._slice(owner, node.slice, scope)
        key = self.evaluate(node.slice, scope)
        index = key.value if isinstance(key, Const) and isinstance(key.value, (int, str)) else None
        if isinstance(owner, Pairs) and index in owner.pairs:
            return owner.pairs[index] if index is not None else owner
        if isinstance(owner, Items) and owner.whole and isinstance(index, int):
            found = owner.items[index:][:1] if index >= -len(owner.items) else []
            return found[0] if found else Unknown("there is no such item", scope.at(node))
        return owner.part("[]") if isinstance(owner, Made) else Unknown("it is looked up", scope.at(node))

    def _slice(self, owner: Value, node: ast.Slice, scope: Scope) -> Value:
        ends = [self.evaluate(end, scope) if end is not None else Const(None) for end in (node.lower, node.upper)]
        numbers = [end.value for end in ends if isinstance(end, Const) and isinstance(end.value, (int, NoneType))]
        if len(numbers) == 2 and node.step is None:
            part = slice(*numbers)
            if isinstance(owner, Const) and isinstance(owner.value, str):
                return Const(owner.value[part], owner.soft)
            if isinstance(owner, Items) and owner.whole:
                return Items(owner.items[part])
        return owner if isinstance(owner, Unknown) else Unknown("it is a part of something", scope.at(node))

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> Value:
        first = node.generators[0]
        source = self.evaluate(first.iter, scope)
        inner = scope.inner()
        if isinstance(source, Items) and source.whole and len(node.generators) == 1 and not first.ifs:
            given = Items([])
            for item in source.items:
                self.bind(first.target, item, inner)
                given.items.append(self.evaluate(node.elt, inner))
            return given
        with self.perhaps():
            for generator in node.generators:
                self.bind(generator.target, Unknown("it is one of many", scope.at(node)), inner)
                for test in generator.ifs:
                    self.evaluate(test, inner)
            return Items([self.evaluate(node.elt, inner)], whole=False)

    _HANDLERS: ClassVar[dict[type[ast.AST], Callable[[Any, Any, Scope], Value]]] = {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Call: _call,
        ast.List: _list,
        ast.Tuple: _list,
        ast.Set: _list,
        ast.Dict: _dict,
        ast.JoinedStr: _joined,
        ast.BinOp: _binary,
        ast.BoolOp: _bool,
        ast.UnaryOp: _unary,
        ast.Compare: _compare,
        ast.IfExp: _if,
        ast.Await: _await,
        ast.Yield: _await,
        ast.YieldFrom: _await,
        ast.Lambda: _lambda,
        ast.NamedExpr: _walrus,
        ast.Subscript: _subscript,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
    }
