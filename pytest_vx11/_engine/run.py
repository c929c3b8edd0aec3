"""One run: its plans, what was seen, and the verdicts so far."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._engine.bringing import Bringing
from pytest_vx11._engine.guard import Guard
from pytest_vx11._engine.judge import KNOWN, did_not_start, judge
from pytest_vx11._engine.plan import Plan
from pytest_vx11._engine.redact import Cleaner, secrets_of
from pytest_vx11._engine.system import System
from pytest_vx11._engine.unset import Unset
from pytest_vx11._engine.verdicts import Planned
from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers import ContainerNeed
from pytest_vx11._observe.live import Live, LiveNeed, ServiceState
from pytest_vx11._observe.need import Memory, Need, Watch
from pytest_vx11._observe.probed import Probed
from pytest_vx11._observe.probes import AskerNeed, Probe
from pytest_vx11._source.problem import Problem

_NOTHING_RUNS = "nothing runs: no runtime was chosen"
_NO_CONTAINER = "only a container shows it, and the system runs as plain processes"


class Run:
    """Looks once for all, and judges each check once. Raises KeyError for an id that nobody planned.

    The systems are brought up and asked by a thread of their own, as soon as it is known that a running check is
    chosen; whoever wants the verdict of one waits for it.
    """

    def __init__(
        self,
        plans: Iterable[Plan],
        watch: Watch = nullcontext,
        systems: Iterable[System] = (),
        heard: Callable[[Probed], None] | None = None,
        known: Callable[[Check, Verdict], Verdict] | None = None,
        record: Callable[[], Path | None] | None = None,
    ) -> None:
        """`record` writes down what is known so far, and says where that is.

        `known` adds to a verdict with findings what is known of them: whether they are accepted, and since when."""
        self.plans = tuple(plans)
        self.checks = {check.id: check for plan in self.plans for check in plan.checks}
        self._roots = {plan.canon.system: plan.canon.root for plan in self.plans}
        self.systems = {system.canon.system: system for system in systems}
        self.unset: dict[Problem, None] = {}
        self._heard = heard
        self._known = known
        self._record = record
        self._memory = Memory(watch=watch, learned=self._learned)
        self._verdicts: dict[str, Verdict] = {}
        self._own: set[str] = set()
        self._variables = Unset(self.plans)
        self._guard = Guard(self.plans, KNOWN)
        self._bringing: Bringing | None = None
        self.clean = Cleaner(self._secrets())

    def planned(self, path: str) -> Sequence[Planned]:
        """Return the checks of one canon."""
        return [_row(check) for plan in self.plans if plan.canon.path == path for check in plan.checks]

    def expect(self, ids: Sequence[str], systems: Sequence[str] = ()) -> None:
        """Begin to bring up what the chosen checks look at, the first time that there is such a check."""
        running = [check for each in ids if self._looks_at_what_runs(check := self.checks[each])]
        if (running or systems) and self._bringing is None and self.systems:
            self._bringing = Bringing(
                self.systems, running, self._memory, lambda check: self._unset(check) is None, systems
            )

    def verdicts(self, ids: Sequence[str]) -> Sequence[Verdict]:
        """Return the verdicts of some checks."""
        for each in ids:
            if each not in self._verdicts:
                check = self.checks[each]
                verdict = self._judged(check)
                known = self._known if verdict.findings else None
                self._verdicts[each] = verdict if known is None else known(check, verdict)
        return [self._verdicts[each] for each in ids]

    def canons(self) -> Sequence[Canon]:
        """Return the canons of the run."""
        return [plan.canon for plan in self.plans]

    def live(self, system: str) -> Live:
        """Return a system once it is up; raises Unseen where it is not."""
        self.expect([], [system])
        if self._bringing is not None:
            self._bringing.wait()
        live = self._memory.see(LiveNeed(system))
        token = self.systems[system].lacking if system in self.systems else None
        if token is not None:
            self.unset[token] = None
        return live

    def ended(self, system: str) -> Mapping[str, str]:
        """Return the services of a system that have ended until now, and how."""
        return self.systems[system].ended() if system in self.systems else {}

    def own(self, check: Check, verdict: Verdict) -> Verdict:
        """Take in the verdict of a test of the user's own, which is a check from now on."""
        verdict = self.clean.verdict(verdict)
        if verdict.findings and self._known is not None:
            verdict = self._known(check, verdict)
        self.checks[check.id] = check
        self._verdicts[check.id] = verdict
        self._own.add(check.id)
        return verdict

    def is_own(self, identity: str) -> bool:
        """Tell whether a check is a test of the user's own."""
        return identity in self._own

    def starred(self, text: str) -> str:
        """Return a text with the run's secrets starred."""
        return self.clean(text)

    def truth(self) -> Path | None:
        """Return where truth is recorded, once all is there that is known so far; None where it is turned off."""
        if self._bringing is not None:
            self._bringing.wait()
        return self._record() if self._record is not None else None

    def wrong(self, problem: Problem) -> None:
        """Take note of something that is wrong with the project."""
        self.unset[problem] = None

    def services(self) -> list[ServiceState]:
        """Return what was seen of each service of each canon, in their order."""
        states: list[ServiceState] = []
        for plan in self.plans:
            system = self.systems.get(plan.canon.system)
            states += (
                system.states(self._memory) if system else [ServiceState(name=name) for name in plan.canon.services]
            )
        return states

    @property
    def runtime(self) -> str:
        """The runtime's name; of several systems each one's, once."""
        names = dict.fromkeys(system.choice.name for system in self.systems.values())
        return ", ".join(names) or "none"

    def brought_up(self) -> bool:
        """Tell whether a running check was chosen, and there is a runtime that was to show it."""
        return self._bringing is not None and any(
            system.choice.name != "none" for system in self._bringing.systems.values()
        )

    def problems(self) -> list[Problem]:
        """Return the variables that something needed and nobody has set, and what else is wrong with the project."""
        return list(
            dict.fromkeys([*self.unset, *(each for system in self.systems.values() for each in system.problems)])
        )

    def unavailable(self) -> list[str]:
        """Return why runtimes could not even begin."""
        return [reason for system in self.systems.values() for reason in system.unavailable]

    def close(self) -> list[str]:
        """Take down what is up; return what is to be said of it. Nothing can be looked at after this."""
        said = [line for system in self.systems.values() for line in system.close(self.clean)]
        asker = self._memory.known(AskerNeed())
        if asker is not None:
            asker.close()
        return said

    def abandon(self) -> None:
        """Take down what is up, whatever became of the session."""
        self.close()

    def _secrets(self) -> Iterator[str]:
        for plan in self.plans:
            yield from secrets_of(plan.canon, os.environ)
        for system in self.systems.values():
            if system.auth.token is not None and system.auth.token.value is not None:
                yield system.auth.token.value

    def _learned(self, need: Need[Any], fact: Any) -> None:
        if self._heard is not None and isinstance(need, Probe) and not isinstance(fact, Exception):
            for probed in need.probed(fact):
                self._heard(probed)

    def _judged(self, check: Check) -> Verdict:
        if self._looks_at_what_runs(check):
            self.expect([check.id])
            if self._bringing is not None:
                self._bringing.wait()
        elif check.witness is Witness.RUNNING and check.judge is not None:
            return Verdict(outcome=Outcome.UNVERIFIED, reason=_NO_CONTAINER)
        unset = self._unset(check) if check.judge is not None else None
        if unset is not None:
            self.unset[unset] = None
            return self.clean.verdict(Verdict(outcome=Outcome.UNVERIFIED, reason=unset.message))
        system = self.systems.get(check.system)
        failed = system.failed if system is not None else None
        if failed is not None and self._looks_at_what_runs(check):
            return self.clean.verdict(did_not_start(check, failed))
        if self._looks_at_what_runs(check) and self._guard.facet(check) is not None:
            # A judgement of somebody else's need not ask for what runs, and nothing does.
            live = self._memory.known(LiveNeed(check.system))
            if live is None or isinstance(live, Unseen):
                reason = live.reason if live is not None else _NOTHING_RUNS
                return self.clean.verdict(Verdict(outcome=Outcome.UNVERIFIED, reason=reason))
        return self.clean.verdict(judge(check, self._memory, self._roots[check.system], self._guard.judged))

    def _unset(self, check: Check) -> Problem | None:
        """Return what is said of a variable without a value that the check needs; of what nobody asks none is needed."""
        system = self.systems.get(check.system)
        if self._looks_at_what_runs(check):
            if system is None or system.choice.name == "none":
                return None
            if system.lacking is not None and any(isinstance(need, Probe) and need.with_token for need in check.needs):
                return system.lacking
        return self._variables.problem(check)

    def _looks_at_what_runs(self, check: Check) -> bool:
        """Tell whether the system has to run for a check: not for what a container shows where plain processes run."""
        if check.witness is not Witness.RUNNING or check.judge is None:
            return False
        system = self.systems.get(check.system)
        processes = system is not None and system.choice.name == "process"
        return not (processes and any(isinstance(need, ContainerNeed) for need in check.needs))


def _row(check: Check) -> Planned:
    return Planned(check.id, check.service, check.facet, check.name, check.witness.value, check.at)
