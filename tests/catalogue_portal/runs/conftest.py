"""Portals whose suite takes its time, in processes that can be killed."""

from __future__ import annotations

import json
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from builders.portals import People, open_portal, settle_people
from builders.slow_suite import Pace, ports_and_settings, prepare
from builders.waiting import until
from sqlalchemy import select

from catalogue_portal.audit.models import AuditEvent
from catalogue_portal.clock import SystemClock
from catalogue_portal.runs import service
from catalogue_portal.runs.lifecycle import ENDED
from catalogue_portal.runs.models import RunEvent
from catalogue_portal.runs.repository import get_run
from catalogue_portal.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from catalogue_portal.context import Context
    from catalogue_portal.runs.models import Run


@dataclass
class Workshop:
    """A settled portal and the record of what its workers did."""

    context: Context
    people: People

    def request(self) -> str:
        """Ask for a run; return its identifier."""
        with self.context.database.writing() as session:
            return service.request_check(
                session,
                self.people.owner,
                self.people.release.id,
                clock=self.context.clock,
                settings=self.context.settings,
            ).id

    def cancel(self, run_id: str) -> None:
        """Wish the run's end."""
        with self.context.database.writing() as session:
            service.cancel(session, self.people.owner, run_id, clock=self.context.clock)

    def run(self, run_id: str) -> Run:
        """The run as it is now."""
        with self.context.database.reading() as session:
            return get_run(session, run_id)

    def ledger(self) -> list[dict[str, Any]]:
        """The steps that were played, by whom, in order."""
        path = self.context.settings.data / "ledger.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def ended(self, run_id: str) -> Run:
        """The run, once it has ended."""
        return until(lambda: run if (run := self.run(run_id)).state in ENDED else None, within=60)

    @contextmanager
    def supervised(self, *, embedded: bool = True) -> Iterator[Supervisor]:
        """A supervisor at work, in a thread of its own."""
        supervisor = Supervisor(self.context, embedded=embedded)
        thread = threading.Thread(target=supervisor.run_forever)
        thread.start()
        try:
            yield supervisor
        finally:
            supervisor.close()
            thread.join()

    def assert_finished_once(self, run_id: str) -> Run:
        """The run finished; nothing of it is missing, nothing doubled, and its report is the one it names."""
        run = self.ended(run_id)
        with self.context.database.reading() as session:
            events = session.scalars(select(RunEvent).where(RunEvent.run_id == run_id).order_by(RunEvent.number)).all()
            audited = session.scalars(select(AuditEvent).where(AuditEvent.subject == f"run:{run_id}")).all()
        assert (run.state, run.verdict) == ("finished", "conformant")
        assert [event.number for event in events] == list(range(1, run.last_event + 1))
        kinds = Counter(event.kind for event in events)
        assert (kinds["queued"], kinds["started"], kinds["finished"]) == (1, run.attempt, 1)
        assert kinds["interrupted"] == run.attempt - 1
        assert events[-1].kind == "finished"
        recorded = Counter(event.event for event in audited)
        assert recorded["run_finished"] == recorded["run_requested"] == 1
        assert recorded["run_started"] == run.attempt
        content = (self.context.settings.runs / str(run.report_file)).read_bytes()
        assert run.report_digest == f"sha256:{sha256(content).hexdigest()}"
        assert json.loads(content)["by"] == f"attempt-{run.attempt}"
        steps = [line["step"] for line in self.ledger() if line["run"] == run_id]
        last = [line["step"] for line in self.ledger() if line["attempt"] == f"attempt-{run.attempt}"]
        assert last[: len(set(steps))] == sorted(set(steps))
        told = [event.case_id for event in events if event.attempt == run.attempt and event.case_id]
        assert told == [f"C-{step}" for step in sorted(set(steps))]
        return run


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Callable[[Pace], Workshop]]:
    """Make a workshop of this pace."""
    opened: list[Context] = []

    def make(pace: Pace) -> Workshop:
        context = open_portal(tmp_path, clock=SystemClock(), **pace.choices())
        settings = context.settings
        prepare(settings.data, pace, settings.demo_folders[0], settings.database_url)
        ports, _ = ports_and_settings(context.settings.data)
        context = replace(context, ports=ports)
        opened.append(context)
        return Workshop(context, settle_people(context))

    yield make
    for context in opened:
        context.database.close()
