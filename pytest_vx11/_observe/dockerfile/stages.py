"""Going through the instructions: stages, arguments, and what each stage says.

Facts: the Dockerfile reference, "FROM", "ARG" (scope; build arguments; the predefined ones), "ENV", "ONBUILD".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.parts import Healthcheck, Said
from pytest_vx11._observe.compose.values.ports import port_range
from pytest_vx11._observe.dockerfile.health import healthcheck
from pytest_vx11._observe.dockerfile.lines import Instruction
from pytest_vx11._observe.dockerfile.model import Exposed, Stage
from pytest_vx11._observe.dockerfile.words import Lookup, expand, split
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import did_you_mean

KEYWORDS = frozenset(
    {
        *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"),
        *("ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
    }
)
_MOST_PORTS = 100_000
_FROM = re.compile(r"(?:--platform=\S+\s+)?(\S+)(?:\s+[aA][sS]\s+([A-Za-z][A-Za-z0-9._-]*))?")
#: Arguments whose values the builder knows, and we do not.
_BUILDER = re.compile(r"(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT|STAGE)|(?:HTTPS?|FTP|NO|ALL)_PROXY", re.IGNORECASE)


@dataclass(slots=True)
class State:
    """A stage, and what it says so far; a stage that builds on it begins with a copy."""

    stage: Stage
    variables: dict[str, str | Unseen] = field(default_factory=dict)
    """ENV, which goes on into later stages."""
    arguments: dict[str, str | Unseen] = field(default_factory=dict)
    """ARG, which does not."""
    health: Healthcheck | None = None
    user: Said[str] | Unseen | None = None
    ports: tuple[Exposed | Unseen, ...] = ()
    triggers: tuple[Instruction, ...] = ()

    def value(self, name: str) -> str | None:
        """Return a variable's value, None where it is not set; raises Unseen where it is not known here."""
        value = self.variables.get(name, self.arguments.get(name))
        if isinstance(value, Unseen):
            raise Unseen(value.reason, value.places)
        return value


@dataclass(slots=True)
class Walk:
    """One walk over a Dockerfile; `given` are the build arguments."""

    escape: str
    given: dict[str, str]
    problems: list[Problem] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    _global: dict[str, str | Unseen] = field(default_factory=dict)

    def take(self, instruction: Instruction) -> None:
        """Go on by one instruction."""
        try:
            self._take(instruction)
        except ValueError as error:
            self._note(instruction.place, str(error))

    def _take(self, instruction: Instruction) -> None:
        keyword, place = instruction.keyword, instruction.place
        if keyword not in KEYWORDS:
            self._note(place, f"{keyword[:40]} is no instruction", did_you_mean(keyword, KEYWORDS))
        elif keyword == "FROM":
            self._from(instruction)
        elif not self.states and keyword == "ARG":
            self._args(instruction, self._global, self._outside)
        elif not self.states:
            self._note(place, f"{keyword} stands before the first FROM")
        else:
            self._apply(instruction, self.states[-1])

    def _apply(self, instruction: Instruction, state: State) -> None:
        keyword, rest, place = instruction.keyword, instruction.rest, instruction.place
        if keyword == "HEALTHCHECK":
            state.health = healthcheck(rest, place)
        elif keyword == "USER":
            state.user = self._said(rest, state, place)
        elif keyword == "EXPOSE":
            for word in split(rest, self.escape):
                state.ports += self._ports(word, state, place)
        elif keyword == "ENV":
            self._env(rest, state, place)
        elif keyword == "ARG":
            self._args(instruction, state.arguments, state.value)
        elif keyword == "ONBUILD":
            state.triggers += (_trigger(rest, place),)

    def _from(self, instruction: Instruction) -> None:
        match = _FROM.fullmatch(instruction.rest)
        if match is None:
            self._note(instruction.place, "FROM must name an image, and may go on with AS and a name")
            return
        base = self._base(match[1], instruction.place)
        parent = self._index(base.value) if isinstance(base, Said) else None
        name = match[2].lower() if match[2] else None
        stage = Stage(index=len(self.states), name=name, base=base, parent=parent, place=instruction.place)
        state = State(stage)
        if parent is not None:
            state = replace(self.states[parent], stage=stage, arguments={}, triggers=())
            state.variables = dict(state.variables)
        self.states.append(state)
        for trigger in self.states[parent].triggers if parent is not None else ():
            self._apply(trigger, state)

    def _base(self, word: str, place: Place) -> Said[str] | Unseen:
        try:
            value = expand(word, self._outside, self.escape)
        except Unseen as error:
            return Unseen(error.reason, (place,))
        except ValueError as error:
            self._note(place, str(error))
            value = ""
        return Said(value, place, word) if value else Unseen("the image hangs on an argument without a value", (place,))

    def _outside(self, name: str) -> str | None:
        value = self._global.get(name)
        if isinstance(value, Unseen):
            raise Unseen(value.reason, value.places)
        if value is None and _BUILDER.fullmatch(name):
            raise Unseen(f"the builder gives {name} its value")
        return value

    def _index(self, base: str) -> int | None:
        for state in reversed(self.states):
            if state.stage.name == base.lower():
                return state.stage.index
        return None

    def _args(self, instruction: Instruction, scope: dict[str, str | Unseen], lookup: Lookup) -> None:
        for word in split(instruction.rest, self.escape):
            name, equals, default = word.partition("=")
            value = self._argument(name, default if equals else None, lookup, instruction.place)
            if value is not None:
                scope[name] = value

    def _argument(self, name: str, default: str | None, lookup: Lookup, place: Place) -> str | Unseen | None:
        if name in self.given:
            return self.given[name]
        try:
            if default is not None:
                return expand(default, lookup, self.escape)
            return self._outside(name)
        except Unseen as error:
            return Unseen(error.reason, (place,))

    def _env(self, rest: str, state: State, place: Place) -> None:
        words = list(split(rest, self.escape))
        if words and "=" not in words[0]:
            name, _, value = rest.partition(" ")
            state.variables[name] = self._value(value.strip(), state, place)
            return
        values = {word.partition("=")[0]: self._value(word.partition("=")[2], state, place) for word in words}
        state.variables.update(values)

    def _value(self, text: str, state: State, place: Place) -> str | Unseen:
        try:
            return expand(text, state.value, self.escape)
        except Unseen as error:
            return Unseen(error.reason, (place,))

    def _said(self, text: str, state: State, place: Place) -> Said[str] | Unseen:
        value = self._value(text, state, place)
        if isinstance(value, Unseen):
            return value
        if not value:
            return Unseen("the user hangs on an argument without a value", (place,))
        return Said(value, place, text)

    def _ports(self, word: str, state: State, place: Place) -> tuple[Exposed | Unseen, ...]:
        value = self._value(word, state, place)
        if isinstance(value, Unseen):
            return (value,)
        ports, _, protocol = value.partition("/")
        first, last = port_range(ports)
        if len(state.ports) + last - first >= _MOST_PORTS:
            raise ValueError(f"exposes more than {_MOST_PORTS:,} ports")
        known = protocol.lower() or "tcp"
        return tuple(Exposed(port=port, protocol=known, place=place, text=word) for port in range(first, last + 1))

    def _note(self, place: Place, message: str, hint: str = "") -> None:
        self.problems.append(Problem(place, message, hint))


def _trigger(rest: str, place: Place) -> Instruction:
    keyword, _, inner = rest.partition(" ")
    if keyword.upper() in ("ONBUILD", "FROM", "MAINTAINER") or keyword.upper() not in KEYWORDS:
        raise ValueError(f"ONBUILD cannot go on with {keyword[:40] or 'nothing'}")
    return Instruction(keyword.upper(), inner.strip(), place)
