"""A JSON Schema that answers are held against: a file beside the canon, or one that stands in it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from pytest_vx11._errors import SourceError
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.yaml_reader import parse, read_text

_MOST = 5
_PLAIN = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema that can be held against values."""

    validator: Any

    def problems(self, value: Any) -> Iterator[tuple[str, str]]:
        """Yield where a value does not fit, and why, the first five; nothing where it does."""
        import jsonschema.exceptions  # noqa: PLC0415  # takes a while, and few need it
        import referencing.exceptions  # noqa: PLC0415

        try:
            errors = sorted(self.validator.iter_errors(value), key=jsonschema.exceptions.relevance, reverse=True)
        except RecursionError:
            yield "$", "is nested deeper than can be followed"
            return
        except referencing.exceptions.Unresolvable as lost:
            raise SourceError([Problem(None, f"the schema refers to {lost.ref!r}, which is not to be had")]) from None
        for error in errors[:_MOST]:
            yield _json_path(error.absolute_path), error.message


@dataclass(frozen=True, slots=True)
class SchemaNeed(Need[Schema]):
    """The schema in a file of `folder`, or the one that `text` is."""

    folder: str
    file: str = ""
    text: str = ""
    title: ClassVar[str] = "JSON Schemas"

    def look(self, sight: Sight) -> Schema:  # noqa: ARG002
        """Raises SourceError where the file is not there, or is no JSON Schema."""
        import jsonschema  # noqa: PLC0415
        import jsonschema.validators  # noqa: PLC0415

        path = os.path.normpath(os.path.join(self.folder, self.file or "canon"))
        schema = json.loads(self.text) if self.text else _read(path, self.folder)
        made = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
        try:
            made.check_schema(schema)
        except jsonschema.SchemaError as error:
            message = f"is no JSON Schema: {error.json_path}: {error.message[:200]}"
            raise SourceError([Problem(Place(path), message, "see json-schema.org")]) from None
        return Schema(made(_named(schema, path), registry=_registry(self.folder), format_checker=made.FORMAT_CHECKER))


def _json_path(steps: Iterable[str | int]) -> str:
    """Return a place in a value as JSONPath has it (RFC 9535); versions of the validator differ in how they write it."""
    return "$" + "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" if _PLAIN.fullmatch(step) else f"[{step!r}]"
        for step in steps
    )


def _read(path: str, folder: str) -> Any:
    """Return a schema's file as plain data; JSON is YAML, and YAML will do."""
    if not _is_inside(path, folder):
        raise SourceError([Problem(Place(path), "the schema lies outside of the canon's own folder")])
    read = parse(read_text(path), path)
    if read.problems:
        raise SourceError(read.problems)
    return _plain(read.documents[0]) if read.documents else None


def _is_inside(path: str, folder: str) -> bool:
    home = os.path.realpath(folder)
    return os.path.commonpath([home, os.path.realpath(path)]) == home


def _plain(value: Any) -> Any:
    """Return plain mappings and lists, which validators compare faster."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _named(schema: Any, path: str) -> Any:
    """Return a schema that knows its own address, so that its references are found beside it."""
    return {"$id": f"file://{path}", **schema} if isinstance(schema, dict) else schema


def _registry(folder: str) -> Any:
    """Return what finds references: beside the schema, in the canon's folder, and nowhere else."""
    import referencing  # noqa: PLC0415
    import referencing.exceptions  # noqa: PLC0415
    import referencing.jsonschema  # noqa: PLC0415

    def retrieve(uri: str) -> Any:
        parts = urlsplit(uri)
        if parts.scheme != "file":
            raise referencing.exceptions.NoSuchResource(uri)
        contents = _read(unquote(parts.path), folder)
        return referencing.Resource.from_contents(contents, default_specification=referencing.jsonschema.DRAFT202012)

    return referencing.Registry(retrieve=retrieve)  # type: ignore[call-arg]
