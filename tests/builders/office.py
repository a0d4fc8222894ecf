"""An office with its people, a publisher with its release, and a procedure that can be brought to any point."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from builders.clocks import StillClock
from catalogue_portal import discovery
from catalogue_portal.accounts.models import User
from catalogue_portal.actor import SYSTEM, Actor, Role
from catalogue_portal.agreements import service as agreements
from catalogue_portal.agreements.models import Party
from catalogue_portal.apps.models import App, Release
from catalogue_portal.decisions import service as decisions
from catalogue_portal.dossiers import service as dossiers
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.publishers.models import Membership, Organisation
from catalogue_portal.reviews import service as reviews
from catalogue_portal.reviews.models import OpinionSense, Outcome
from catalogue_portal.runs.models import Run
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import Database
from catalogue_portal.storage.metadata import Base
from doctrine.loader import load_edition
from sqlalchemy.orm import Session

MANIFEST_DIGEST = "sha256:" + "a" * 64
ARTEFACT_DIGEST = "sha256:" + "b" * 64
REASONS = "Because of what was seen in the file."
PUBLISHER_ORGANISATION = "org_aaaaaaaaaaaa"
OTHER_ORGANISATION = "org_bbbbbbbbbbbb"

_R = Role
PEOPLE: dict[str, tuple[frozenset[Role], str | None]] = {
    "owner": (frozenset({_R.PUBLISHER}), PUBLISHER_ORGANISATION),
    "mate": (frozenset({_R.PUBLISHER}), PUBLISHER_ORGANISATION),
    "stranger": (frozenset({_R.PUBLISHER}), OTHER_ORGANISATION),
    "reviewer": (frozenset({_R.REVIEWER}), None),
    "other_reviewer": (frozenset({_R.REVIEWER}), None),
    "reviewer_of_the_publisher": (frozenset({_R.REVIEWER, _R.PUBLISHER}), PUBLISHER_ORGANISATION),
    "reviewer_of_another": (frozenset({_R.REVIEWER, _R.PUBLISHER}), OTHER_ORGANISATION),
    "decider": (frozenset({_R.DECIDER}), None),
    "other_decider": (frozenset({_R.DECIDER}), None),
    "decider_of_the_publisher": (frozenset({_R.DECIDER}), PUBLISHER_ORGANISATION),
    "reviewing_decider": (frozenset({_R.REVIEWER, _R.DECIDER}), None),
    "administrator": (frozenset({_R.ADMINISTRATOR}), None),
    "nobody": (frozenset(), None),
}


def actor(name: str) -> Actor:
    """One of the people, as use cases receive them; `system` is the portal itself."""
    if name == "system":
        return SYSTEM
    roles, organisation = PEOPLE[name]
    return Actor(user_id=user_id(name), display_name=name.replace("_", " ").title(), roles=roles, organisation_id=organisation)


def user_id(name: str) -> str:
    return "usr_" + hashlib.sha256(name.encode()).hexdigest()[:12].translate(str.maketrans("0189", "wxyz"))


def edition() -> Any:  # noqa: ANN401
    """The edition in force."""
    return load_edition("2026-1")


def report(*, version: str = "2.4.0", verdicts: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """A report of `poincon/report/1` on the release; `changes` replace whole members."""
    in_force, verdicts = edition(), verdicts or {}
    requirements = [
        {
            "id": one.id,
            "revision": one.revision,
            "obligation": one.obligation.value,
            "verdict": verdicts.get(one.id, "pass") if one.automated else None,
            "cases": [],
        }
        for one in in_force.requirements
    ]
    failed = any(one["verdict"] == "fail" and one["obligation"] == "SHALL" for one in requirements)
    content: dict[str, Any] = {
        "schema": "poincon/report/1",
        "run": {"id": "r", "scope": "full"},
        "doctrine": {"edition": in_force.id, "digest": in_force.digest},
        "app": {"name": "Carnet", "version": version, "manifest_digest": MANIFEST_DIGEST},
        "verdict": "nonconformant" if failed else "conformant",
        "requirements": requirements,
    }
    return content | changes


@dataclass
class Office:
    """The database, the clock, and ready-made steps of the procedure."""

    database: Database
    clock: StillClock
    settings: Settings
    release_id: str = "rel_aaaaaaaaaaaa"
    _runs: int = 0

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.database.writing() as session:
            yield session

    def run(self, *, content: dict[str, Any] | None = None, **columns: Any) -> str:  # noqa: ANN401
        """A finished run of the release with its report on disk."""
        content = content or report()
        self._runs += 1
        identifier = f"run_{'abcdefghij'[self._runs % 10] * 12}"
        text = json.dumps(content).encode()
        folder = self.settings.runs / identifier
        folder.mkdir(parents=True)
        (folder / "report.json").write_bytes(text)
        values: dict[str, Any] = {
            "id": identifier,
            "kind": "check",
            "release_id": self.release_id,
            "organisation_id": PUBLISHER_ORGANISATION,
            "requested_by": user_id("owner"),
            "edition": "2026-1",
            "profile": "full",
            "parameters": {},
            "state": "finished",
            "created_at": self.clock.now(),
            "finished_at": self.clock.now(),
            "verdict": content.get("verdict"),
            "scope": content.get("run", {}).get("scope"),
            "report_file": f"{identifier}/report.json",
            "report_digest": f"sha256:{hashlib.sha256(text).hexdigest()}",
        }
        with self.writing() as session:
            session.add(Run(**(values | columns)))
        return identifier

    def file(self, *, run_id: str | None = None) -> str:
        """A draft dossier."""
        run_id = run_id or self.run()
        with self.writing() as session:
            return dossiers.file(
                session, actor("owner"), release_id=self.release_id, run_id=run_id, settings=self.settings
            ).id

    def complete(self, dossier_id: str) -> None:
        """Everything that the publisher must say before submitting."""
        with self.writing() as session:
            dossier = session.get_one(Dossier, dossier_id)
            justifications = [
                dossiers.Justification(one.family, one.direction, "to show it", "over the API", "two years")
                for one in dossier.accesses
            ]
            dossiers.describe(
                session,
                actor("owner"),
                dossier_id,
                justifications=justifications,
                consent_text="Vos mesures sont lues pour être affichées.",
                security_conditions="Encrypted at rest, HDS hosting.",
            )
            for slot in dossier.evidence:
                if slot.needs_a_statement:
                    dossiers.supply_evidence(session, actor("mate"), dossier_id, slot.requirement, statement="See annex.")

    def dossier(self, state: str, *, run_id: str | None = None, sense: OpinionSense = OpinionSense.FAVOURABLE, reservations: Any = ()) -> str:  # noqa: ANN401
        """A dossier brought to this state by the use cases themselves."""
        dossier_id = self.file(run_id=run_id)
        path = {
            "draft": (),
            "submitted": ("submit",),
            "withdrawn": ("withdraw",),
            "admissible": ("submit", "admit"),
            "inadmissible": ("submit", "declare_inadmissible"),
            "under_review": ("submit", "admit", "open_review"),
            "complement_requested": ("submit", "admit", "open_review", "request_complement"),
            "lapsed": ("submit", "admit", "open_review", "request_complement", "lapse"),
            "opinion_given": ("submit", "admit", "open_review", "weigh", "opine"),
            "approved": ("submit", "admit", "open_review", "weigh", "opine", "approve"),
            "refused": ("submit", "admit", "open_review", "weigh", "opine", "refuse"),
        }[state]
        for step in path:
            self.step(step, dossier_id, sense=sense, reservations=reservations)
        return dossier_id

    def step(self, step: str, dossier_id: str, *, sense: OpinionSense = OpinionSense.FAVOURABLE, reservations: Any = ()) -> None:  # noqa: ANN401
        """One step of the procedure, by the person whose task it is."""
        if step == "submit":
            self.complete(dossier_id)
        if step == "lapse":
            self.clock.advance(timedelta(days=31))
        owner, reviewer, decider = actor("owner"), actor("reviewer"), actor("decider")
        with self.writing() as session:
            match step:
                case "submit":
                    dossiers.submit(session, owner, dossier_id)
                case "withdraw":
                    dossiers.withdraw(session, owner, dossier_id)
                case "admit":
                    dossiers.admit(session, reviewer, dossier_id)
                case "declare_inadmissible":
                    dossiers.declare_inadmissible(session, reviewer, dossier_id, reasons=REASONS)
                case "open_review":
                    dossiers.open_review(session, reviewer, dossier_id)
                case "request_complement":
                    dossiers.request_complement(session, reviewer, dossier_id, question=REASONS)
                case "answer_complement":
                    dossiers.answer_complement(session, owner, dossier_id, answer=REASONS, settings=self.settings)
                case "lapse":
                    dossiers.lapse_overdue(session)
                case "weigh":
                    self.weigh(session, dossier_id)
                case "opine":
                    reviews.give_opinion(
                        session, reviewer, dossier_id, sense=sense, reasons=REASONS, reservations=reservations
                    )
                case "approve":
                    decisions.approve(session, decider, dossier_id)
                case "refuse":
                    decisions.refuse(session, decider, dossier_id, reasons_in_law=REASONS, reasons_in_fact=REASONS)
                case _:
                    raise LookupError(step)

    def weigh(self, session: Session, dossier_id: str, *, unmet: tuple[str, ...] = ()) -> None:
        """A finding for each requirement."""
        for slot in session.get_one(Dossier, dossier_id).evidence:
            if not slot.awaits_the_hook_up:
                failed = slot.machine_verdict == "fail" or slot.requirement in unmet
                outcome = Outcome.NOT_MET if failed else Outcome.MET
                reviews.find(
                    session, actor("reviewer"), dossier_id, slot.requirement, outcome=outcome, rationale=REASONS
                )

    def terms(self, **changes: Any) -> agreements.Terms:  # noqa: ANN401
        """Terms that fit the dossier."""
        terms = agreements.Terms(
            scopes=["openid", "measures.read", "measures.write"],
            purposes=["prevention"],
            exchanges={"measures": ["read", "write"]},
            ends_at=self.clock.now() + timedelta(days=365),
        )
        return replace(terms, **changes)

    def agreement(self, state: str, **options: Any) -> str:  # noqa: ANN401
        """An agreement brought to this state by the use cases themselves."""
        dossier_id = self.dossier("approved", **options)
        with self.writing() as session:
            agreement_id = agreements.draft(session, actor("decider"), dossier_id, self.terms()).id
        order = ["drafted", "open_for_signature", "signed", "hook_up", "in_force"]
        if state == "hook_up_failed":
            self._agree(order[:4], agreement_id)
            self.finish_hook_up(agreement_id, verdict="nonconformant")
        elif state == "abandoned":
            with self.writing() as session:
                agreements.abandon(session, actor("decider"), agreement_id, reasons=REASONS)
        elif state == "expired":
            self._agree(order, agreement_id)
            self.clock.advance(timedelta(days=366))
            with self.writing() as session:
                agreements.end_overdue(session)
        else:
            self._agree(order[: order.index(state) + 1], agreement_id)
        return agreement_id

    def _agree(self, states: list[str], agreement_id: str) -> None:
        for state in states[1:]:
            if state == "in_force":
                self.finish_hook_up(agreement_id)
                continue
            with self.writing() as session:
                if state == "open_for_signature":
                    agreements.open_for_signature(session, actor("decider"), agreement_id)
                elif state == "signed":
                    for party, who in SIGNATORIES.items():
                        agreements.sign(session, actor(who), agreement_id, party=party, capacity="Director")
                elif state == "hook_up":
                    agreements.request_hook_up(session, actor("owner"), agreement_id, settings=self.settings)

    def finish_hook_up(self, agreement_id: str, *, verdict: str = "conformant", state: str = "finished") -> None:
        """The worker ends the hook-up run, and the portal draws the consequence."""
        from catalogue_portal.agreements.models import Agreement

        with self.writing() as session:
            agreement = session.get_one(Agreement, agreement_id)
            run = session.get_one(Run, agreement.hook_up_run_id)
            run.state, run.verdict, run.scope = state, verdict if state == "finished" else None, "full"
            run.finished_at = self.clock.now()
        with self.writing() as session:
            agreements.settle_hook_ups(session)


SIGNATORIES = {Party.PUBLISHER: "owner", Party.MINISTER: "decider", Party.CNAM: "administrator"}


def open_office(folder: Path) -> Office:
    """A fresh office in this folder, with its people and one release that nobody has filed yet."""
    demo_app = folder / "apps" / "carnet"
    demo_app.mkdir(parents=True)
    settings = Settings(data=folder, demo=True, demo_folders=(demo_app,))
    clock = StillClock()
    for _ in discovery.parts("models"):
        pass
    database = Database(settings.database, clock)
    Base.metadata.create_all(database.engine)
    office = Office(database, clock, settings)
    with office.writing() as session:
        _people(session, clock)
        session.add(_release(clock, demo_app))
    return office


def _people(session: Session, clock: StillClock) -> None:
    for number, organisation in enumerate((PUBLISHER_ORGANISATION, OTHER_ORGANISATION), start=1):
        session.add(
            Organisation(
                id=organisation,
                name=f"Organisation {number}",
                registration_number=str(number) * 14,
                state="verified",
                created_at=clock.now(),
            )
        )
    for name in PEOPLE:
        session.add(
            User(
                id=user_id(name),
                email=f"{name}@example.org",
                display_name=name,
                password_hash="-",
                created_at=clock.now(),
            )
        )
    session.flush()
    for name, (_roles, organisation_id) in PEOPLE.items():
        if organisation_id is not None:
            session.add(
                Membership(user_id=user_id(name), organisation_id=organisation_id, rank="member", since=clock.now())
            )


def _release(clock: StillClock, folder: Path) -> Release:
    app = App(
        id="app_aaaaaaaaaaaa",
        organisation_id=PUBLISHER_ORGANISATION,
        name="Carnet",
        kind="web",
        created_at=clock.now(),
    )
    return Release(
        id="rel_aaaaaaaaaaaa",
        app=app,
        version="2.4.0",
        manifest="manifest: 1",
        manifest_digest=MANIFEST_DIGEST,
        artefact_digest=ARTEFACT_DIGEST,
        target="command",
        folder=str(folder),
        purposes=["prevention", "care"],
        exchanges={"measures": ["read", "write"]},
        features=[],
        scopes=["openid", "identity", "measures.read", "measures.write"],
        redirect_uris=["{app_url}/callback"],
        created_by=user_id("owner"),
        created_at=clock.now(),
    )
