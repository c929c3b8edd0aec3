"""What an exception is answered with."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pytest_vx11._observe.python.interpret.branches import CAUGHT
from pytest_vx11._observe.python.interpret.interpreter import parameters_of
from pytest_vx11._observe.python.interpret.natives import maker_of
from pytest_vx11._observe.python.interpret.values import (
    Args,
    Class,
    Function,
    Instance,
    Made,
    Unknown,
    Value,
    ancestors,
    foreign_bases,
    lookup,
)
from pytest_vx11._observe.python.routes import names

if TYPE_CHECKING:
    from pytest_vx11._observe.python.routes.scan import Scanner

_UNKNOWN_STATUS = "the status that it raises is computed"
#: Exceptions that the frameworks or Python answer with something other than 401 and 403.
_HARMLESS = ("RequestValidationError", "WebSocketDisconnect", "ValidationError", "ResponseValidationError")


class Raising:
    """Judges what is raised. `handled` are the exceptions that the application answers, with what answers them."""

    def __init__(self, scanner: Scanner, handled: list[tuple[Value, Value]]) -> None:
        self._scanner = scanner
        self._handled = handled

    def judge(self, value: Value) -> tuple[bool, str]:
        """Tell whether a raised value is answered with 401 or 403, and why that is not known where it is not."""
        if isinstance(value, (Instance, Class)):
            cls, args = (value, None) if isinstance(value, Class) else (value.cls, value.args)
            return self._of_tree(cls, args)
        if isinstance(value, Unknown):
            caught = value.reason == CAUGHT
            return False, "" if caught else f"what it raises is not known: {value.reason}"
        name, args = maker_of(value), value.args if isinstance(value, Made) else None
        if names.is_http_exception(name) and args is not None:
            return _by_status(args.get("status_code", 0))
        if names.is_framework(value, "WebSocketException") and args is not None:
            return names.is_policy_violation(args.get("code", 0)), ""
        harmless = names.split(name)[1] in _HARMLESS
        return False, "" if harmless else self._answered([name], f"{name or 'something'} is raised")

    def _of_tree(self, cls: Class, args: Args | None) -> tuple[bool, str]:
        bases = foreign_bases(cls)
        status = self._status(cls, args)
        if any(map(names.is_http_exception, bases)):
            return _by_status(status)
        code = names.status_of(status)
        doubt = self._answered(bases, f"{cls.node.name} is raised", cls)
        if doubt and code is not None:
            return code in names.REFUSALS, ""
        return False, doubt

    def _answered(self, bases: list[str], what: str, cls: Class | None = None) -> str:
        """Return why an exception may be answered with 401 or 403; empty where nothing of the program answers it."""
        for subject, handler in self._handled:
            status = names.status_of(subject)
            if status is not None:
                continue
            if isinstance(subject, Class) and (cls is None or subject not in ancestors(cls)):
                continue
            name = maker_of(subject)
            if name and not (name in bases or name in ("builtins.Exception", "builtins.BaseException")):
                continue
            if not self._is_read(handler):
                return f"{what}, and its handler may answer that with 401 or 403"
        return ""

    def _is_read(self, handler: Value) -> bool:
        """Tell whether an exception's handler was read and answers neither 401 nor 403, whatever it is given."""
        if not isinstance(handler, Function):
            return False
        found = self._scanner.summary(handler)
        unsure = found.doubts or found.unfollowed or found.computed
        return not (found.answers or found.refuses or unsure)

    def _status(self, cls: Class, args: Args | None) -> Value | None:
        found = lookup(cls, "__init__")
        if found is not None and isinstance(found[0], Function) and found[1] is not None:
            status = self._given_by_init(found[0], args)
            if status is not None:
                return status
        elif args is not None and any(map(names.is_http_exception, foreign_bases(cls))):
            given = args.get("status_code", 0)
            if given is not None:
                return given
        for name in ("status_code", "code", "status"):
            written = lookup(cls, name)
            if written is not None and written[1] is not None:
                return written[0]
        return None

    def _given_by_init(self, init: Function, args: Args | None) -> Value | None:
        scope = init.scope.inner()
        for position, (parameter, default) in enumerate(parameters_of(init.node.args)):
            given = args.get(parameter.arg, position - 1 if position else None) if args is not None else None
            if given is None and default is not None:
                given = self._scanner.evaluate(default, init.outer)
            scope.names[parameter.arg] = given or Unknown("it is an argument", init.place)
        for node in ast.walk(init.node):
            for written in _written_status(node):
                status = self._scanner.evaluate(written, scope)
                if names.status_of(status) is not None:
                    return status
        return None


def _written_status(node: ast.AST) -> list[ast.expr]:
    """Return what may be the status in `super().__init__(…)` or `self.status_code = …`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "__init__":
        named = [keyword.value for keyword in node.keywords if keyword.arg == "status_code"]
        return named + [arg for arg in node.args if not isinstance(arg, ast.Starred)]
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
        return [node.value] if node.targets[0].attr == "status_code" else []
    return []


def _by_status(status: Value | None) -> tuple[bool, str]:
    code = names.status_of(status)
    return code in names.REFUSALS, "" if code is not None else _UNKNOWN_STATUS
