"""Which file of the tree an import names."""

from __future__ import annotations

import os
import sys

from pytest_vx11._observe.tables.orm.bindings import Imported

# Packages that are never looked for in the tree.
_OUTSIDE = sys.stdlib_module_names | {"sqlalchemy", "sqlmodel", "pydantic", "flask_sqlalchemy", "typing_extensions"}


class ModuleFinder:
    """Finds modules below a root; each import is looked for once. A stem is a module's path without its `.py`."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._stems: dict[tuple[str, str], str | None] = {}

    def file(self, stem: str) -> str | None:
        """Return the file of a module or a package, relative to the root; None for a mere folder."""
        paths = (f"{stem}/__init__.py", f"{stem}.py")
        return next((path for path in paths if os.path.isfile(os.path.join(self._root, path))), None)

    def exists(self, stem: str) -> bool:
        """Return whether a stem is a module, a package or a folder."""
        return self.file(stem) is not None or os.path.isdir(os.path.join(self._root, stem))

    def stem(self, path: str, imported: Imported) -> str | None:
        """Return the stem that an import in the file `path` names; None where it is not in the tree."""
        folder = path.rpartition("/")[0]
        key = (folder, "." * imported.level + imported.module)
        if key not in self._stems:
            inner = imported.module.replace(".", "/")
            above = _relative(folder, inner, imported.level) if imported.level else self._absolute(folder, inner)
            self._stems[key] = above if above is not None and self.exists(above) else None
        return self._stems[key]

    def _absolute(self, folder: str, inner: str) -> str | None:
        if inner.partition("/")[0] in _OUTSIDE:
            return None
        stems = [f"{base}/{inner}" if base else inner for base in self._bases(folder)]
        # As Python does, a module or a package anywhere goes before a folder without an __init__.py.
        found = next((stem for stem in stems if self.file(stem) is not None), None)
        return found or next((stem for stem in stems if self.exists(stem)), None)

    def _bases(self, folder: str) -> list[str]:
        """Return the folders that an absolute import may start from: those above the file, the nearest first."""
        parts = [part for part in folder.split("/") if part]
        above = ["/".join(parts[:count]) for count in range(len(parts), -1, -1)]
        bases = [base for base in above if not os.path.isfile(os.path.join(self._root, base, "__init__.py"))]
        return [*bases, "src"] if "" in bases else [*bases, "", "src"]


def _relative(folder: str, inner: str, level: int) -> str | None:
    parts = [part for part in folder.split("/") if part]
    if level - 1 > len(parts):
        return None
    return "/".join([*parts[: len(parts) - level + 1], *([inner] if inner else [])]) or "."
