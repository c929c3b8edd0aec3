"""A need: what a check must see before it can be judged, and how to see it."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pytest_vx11._errors import SourceError, Unseen

Fact = TypeVar("Fact")
Fact_co = TypeVar("Fact_co", covariant=True)
#: What looking gave: a fact, or why there is none.
Seen = Any
#: Entered with a title for as long as somebody looks.
Watch = Callable[[str], AbstractContextManager[object]]


class Sight(Protocol):
    """Gives facts; each is looked at once, however often it is asked for."""

    def see(self, need: Need[Fact]) -> Fact:
        """Return the fact; raises Unseen where nobody could look, SourceError where a file cannot be read."""
        ...


class Need(ABC, Generic[Fact_co]):
    """A small hashable value that names one fact. Subclasses are frozen dataclasses that hold all they need."""

    __slots__ = ()
    title: ClassVar[str] = "the tree"
    """What is looked at, in a few words, for people who wait: of one's own, the class's name where it says nothing."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not cls.__module__.startswith("pytest_vx11.") and cls.title is Need.title:
            cls.title = cls.__name__

    @abstractmethod
    def look(self, sight: Sight) -> Fact_co:
        """Look, and return the fact. Other needs may be asked of `sight`.

        Raises Unseen where nobody could look, SourceError where a file is not what it should be.
        """


def attempt(need: Need[Fact], sight: Sight) -> Fact | Unseen | SourceError:
    """Return the fact, or the error that says why there is none."""
    try:
        return need.look(sight)
    except (Unseen, SourceError) as error:
        return error


class Memory:
    """The sight of one run: remembers every fact, and every reason why there is none. Threads may share it.

    `learned` is told of each, in the thread that looked.
    """

    def __init__(
        self,
        seen: Mapping[Need[Any], Seen] | None = None,
        watch: Watch = nullcontext,
        learned: Callable[[Need[Any], Seen], None] | None = None,
    ) -> None:
        self._seen: dict[Need[Any], Seen] = dict(seen or {})
        self._watch = watch
        self._learned = learned
        self._lock = threading.Lock()
        self._looking: dict[Need[Any], threading.Event] = {}

    def see(self, need: Need[Fact]) -> Fact:
        """Return the fact; raises Unseen or SourceError as the looking did."""
        while need not in self._seen:
            self._look(need)
        seen = self._seen[need]
        if isinstance(seen, (Unseen, SourceError)):
            raise seen.with_traceback(None)  # or its trace grows with every check that is told
        return seen  # type: ignore[no-any-return]

    def known(self, need: Need[Any]) -> Seen | None:
        """Return what is remembered, without looking: a fact, the reason why there is none, or None."""
        return self._seen.get(need)

    def put(self, need: Need[Fact], seen: Fact | Unseen) -> None:
        """Set what somebody else has seen; nobody looks for it then."""
        self._seen[need] = seen
        if self._learned is not None:
            self._learned(need, seen)

    def _look(self, need: Need[Any]) -> None:
        """Look, or wait for the thread that is looking."""
        with self._lock:
            looking = self._looking.get(need)
            if need in self._seen:
                return
            if looking is None:
                self._looking[need] = threading.Event()
        if looking is not None:
            looking.wait()
            return
        try:
            with self._watch(need.title):
                self.put(need, attempt(need, self))
        finally:
            with self._lock:
                self._looking.pop(need).set()
