"""An office with its people, a publisher with its release, and a procedure that can be brought to any point."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, cast

from builders.clocks import StillClock
from builders.databases import copy_in, copy_out
from builders.portals import open_portal
from builders.weighing import weigh_everything

from catalogue_portal.accounts import tokens
from catalogue_portal.accounts.models import RoleGrant, User
from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.scopes import SCOPES
from catalogue_portal.actor import SYSTEM, Actor, Role
from catalogue_portal.agreements import service as agreements
from catalogue_portal.agreements.models import Agreement, Party, Signature
from catalogue_portal.apps.models import App, Release
from catalogue_portal.decisions import service as decisions
from catalogue_portal.dossiers import service as dossiers
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.labels import service as labels
from catalogue_portal.labels.publication import Publication
from catalogue_portal.publishers.models import Membership, Organisation
from catalogue_portal.reviews import service as reviews
from catalogue_portal.reviews.models import OpinionSense
from catalogue_portal.runs.models import Run
from catalogue_portal.surveillance import service as surveillance
from catalogue_portal.surveillance.models import Ground
from doctrine.loader import load_edition

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from catalogue_portal.context import Context
    from catalogue_portal.settings import Settings
    from catalogue_portal.storage.database import Database

MANIFEST_DIGEST = "sha256:" + "a" * 64
ARTEFACT_DIGEST = "sha256:" + "b" * 64
REASONS = "Because of what was seen in the file."
TAKEN = frozenset({"in_effect", "lifting_proposed", "lifted"})  # states of a measure that two people took
PUBLISHER_ORGANISATION = "org_aaaaaaaaaaaa"
OTHER_ORGANISATION = "org_bbbbbbbbbbbb"

FAVOURABLE = OpinionSense.FAVOURABLE
PATHS = {
    "submitted": ("draft", "submit"),
    "withdrawn": ("draft", "withdraw"),
    "admissible": ("submitted", "admit"),
    "inadmissible": ("submitted", "declare_inadmissible"),
    "under_review": ("admissible", "open_review"),
    "complement_requested": ("under_review", "request_complement"),
    "lapsed": ("complement_requested", "lapse"),
    "weighed": ("under_review", "weigh"),
    "opinion_given": ("weighed", "opine"),
    "approved": ("opinion_given", "approve"),
    "refused": ("opinion_given", "refuse"),
}
"""From where, and by which step, a dossier comes to be in each state; `weighed` is one of ours: all but the opinion."""

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
    return Actor(
        user_id=user_id(name), display_name=name.replace("_", " ").title(), roles=roles, organisation_id=organisation
    )


def user_id(name: str) -> str:
    return "usr_" + hashlib.sha256(name.encode()).hexdigest()[:12].translate(str.maketrans("0189", "wxyz"))


@cache
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


@dataclass(frozen=True)
class Snapshot:
    """A procedure that was brought somewhere once: database, files of runs, moment, and what the builder returned."""

    database: bytes
    files: dict[str, bytes]
    moment: datetime
    subject_id: str


_SNAPSHOTS: dict[tuple[object, ...], Snapshot] = {}
Arrive = Callable[..., str]


def remembered(build: Arrive) -> Arrive:
    """Bring a fresh office somewhere only once in a test process; the next one starts from a copy of the database."""

    @wraps(build)
    def bring(office: Office, state: str, **options: Any) -> str:  # noqa: ANN401
        if not office.fresh or not set(options) <= {"kind"}:
            return build(office, state, **options)
        key = (build.__name__, state, *options.values())
        if key in _SNAPSHOTS:
            return office.restore(_SNAPSHOTS[key])
        subject_id = build(office, state, **options)
        _SNAPSHOTS[key] = office.capture(subject_id)
        return subject_id

    return bring


@dataclass
class Office:
    """The database, the clock, and ready-made steps of the procedure."""

    context: Context
    release_id: str = "rel_aaaaaaaaaaaa"
    fresh: bool = True

    @property
    def database(self) -> Database:
        return self.context.database

    @property
    def clock(self) -> StillClock:
        return cast("StillClock", self.context.clock)

    @property
    def settings(self) -> Settings:
        return self.context.settings

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.database.writing() as session:
            yield session

    def capture(self, subject_id: str) -> Snapshot:
        """Keep everything as it is now."""
        self.database.close()  # the last connection to leave brings the journal into the file
        files = {
            str(one.relative_to(self.settings.runs)): one.read_bytes() for one in self.settings.runs.rglob("*.json")
        }
        return Snapshot(copy_out(self.settings), files, self.clock.now(), subject_id)

    def restore(self, snapshot: Snapshot) -> str:
        """Become what was kept."""
        self.fresh = False
        self.database.close()
        copy_in(self.settings, snapshot.database)
        for name, content in snapshot.files.items():
            path = self.settings.runs / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.clock.advance(snapshot.moment - self.clock.now())
        with self.writing() as session:
            session.get_one(Release, self.release_id).folder = str(self.settings.demo_folders[0])
        return snapshot.subject_id

    def run(self, *, content: dict[str, Any] | None = None, **columns: Any) -> str:  # noqa: ANN401
        """A finished run of the release with its report on disk."""
        content = content or report()
        self.fresh = False
        identifier = new_identifier("run")
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
                    dossiers.supply_evidence(
                        session, actor("mate"), dossier_id, slot.requirement, statement="See annex."
                    )

    @remembered
    def dossier(
        self,
        state: str,
        *,
        run_id: str | None = None,
        sense: OpinionSense = FAVOURABLE,
        reservations: Sequence[reviews.ReservationDraft] = (),
    ) -> str:
        """A dossier brought to this state by the use cases themselves, from the state before."""
        if state == "draft":
            return self.file(run_id=run_id)
        before, step = PATHS[state]
        options: dict[str, Any] = {} if run_id is None else {"run_id": run_id}
        if before == "opinion_given":
            options |= {"sense": sense, "reservations": reservations} if reservations or sense != FAVOURABLE else {}
        dossier_id = self.dossier(before, **options)
        self.step(step, dossier_id, sense=sense, reservations=reservations)
        return dossier_id

    def step(
        self,
        step: str,
        dossier_id: str,
        *,
        sense: OpinionSense = FAVOURABLE,
        reservations: Sequence[reviews.ReservationDraft] = (),
    ) -> None:
        """One step of the procedure, by the person whose task it is."""
        if step == "submit":
            self.complete(dossier_id)
        if step == "lapse":
            self.pass_days(31)
        owner, reviewer, decider, author = (actor(who) for who in ("owner", "reviewer", "decider", "reviewing_decider"))
        law_and_fact = {"reasons_in_law": REASONS, "reasons_in_fact": REASONS}
        with self.writing() as session:
            steps: dict[str, Callable[[], object]] = {
                "submit": lambda: dossiers.submit(session, owner, dossier_id),
                "withdraw": lambda: dossiers.withdraw(session, owner, dossier_id),
                "admit": lambda: dossiers.admit(session, reviewer, dossier_id),
                "declare_inadmissible": lambda: dossiers.declare_inadmissible(
                    session, reviewer, dossier_id, reasons=REASONS
                ),
                "open_review": lambda: dossiers.open_review(session, reviewer, dossier_id),
                "request_complement": lambda: dossiers.request_complement(
                    session, reviewer, dossier_id, question=REASONS
                ),
                "answer_complement": lambda: dossiers.answer_complement(
                    session, owner, dossier_id, answer=REASONS, settings=self.settings
                ),
                "lapse": lambda: dossiers.lapse_overdue(session),
                "weigh": lambda: self.weigh(session, dossier_id),
                "opine": lambda: reviews.give_opinion(
                    session, author, dossier_id, sense=sense, reasons=REASONS, reservations=reservations
                ),
                "approve": lambda: decisions.approve(session, decider, dossier_id),
                "refuse": lambda: decisions.refuse(session, decider, dossier_id, **law_and_fact),
            }
            steps[step]()

    def weigh(self, session: Session, dossier_id: str, *, unmet: tuple[str, ...] = ()) -> None:
        """A finding for each requirement."""
        weigh_everything(session, actor("reviewer"), dossier_id, rationale=REASONS, unmet=unmet)

    def terms(self, **changes: Any) -> agreements.Terms:  # noqa: ANN401
        """Terms that fit the dossier."""
        terms = agreements.Terms(
            scopes=["openid", "measures.read", "measures.write"],
            purposes=["prevention"],
            exchanges={"measures": ["read", "write"]},
            ends_at=self.clock.now() + timedelta(days=365),
        )
        return replace(terms, **changes)

    @remembered
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

    def add_release(self, release_id: str, *, version: str) -> None:
        """Another release of the same app."""
        with self.writing() as session:
            first = session.get_one(Release, self.release_id)
            columns = {one.name: getattr(first, one.name) for one in Release.__table__.columns}
            session.add(Release(**(columns | {"id": release_id, "version": version})))

    def pass_days(self, days: float) -> None:
        """Let time go by."""
        self.clock.advance(timedelta(days=days))

    def seal(self, agreement_id: str) -> None:
        """Three signatures, as if given, without the conclusion that follows."""
        with self.writing() as session:
            agreement = session.get_one(Agreement, agreement_id)
            for party, who in SIGNATORIES.items():
                signature = Signature(
                    party=party.value,
                    user_id=user_id(who),
                    name=who,
                    capacity="Director",
                    terms_digest=agreement.terms_digest(),
                    at=self.clock.now(),
                )
                agreement.signatures.append(signature)

    def end_run_of(self, agreement_id: str, *, verdict: str = "conformant", state: str = "finished") -> None:
        """The worker ends the hook-up run."""
        with self.writing() as session:
            agreement = session.get_one(Agreement, agreement_id)
            run = session.get_one(Run, agreement.hook_up_run_id)
            run.state, run.verdict, run.scope = state, verdict if state == "finished" else None, "full"
            run.finished_at = self.clock.now()

    def finish_hook_up(self, agreement_id: str, *, verdict: str = "conformant", state: str = "finished") -> None:
        """The worker ends the hook-up run, and the portal draws the consequence."""
        self.end_run_of(agreement_id, verdict=verdict, state=state)
        with self.writing() as session:
            agreements.settle_hook_ups(session)

    @remembered
    def label(self, state: str) -> str:
        """A label in this state, on an agreement in force."""
        agreement_id = self.agreement("in_force")
        with self.writing() as session:
            publication = Publication.of(self.settings)
            issued = labels.issue(session, SYSTEM, agreement_id, keys=self.context.keys, publication=publication)
        if state == "withdrawn":
            self.proceeding("in_effect", label_id=issued.id, kind="withdrawal")
        return issued.id

    @remembered
    def proceeding(self, state: str, *, label_id: str | None = None, kind: str = "suspension") -> str:
        """A proceeding brought to this state by the use cases themselves; urgent ones by `kind`."""
        label_id = label_id or self.label("valid")
        if kind == "urgent_suspension":
            return self._urgent(state, label_id)
        opening = surveillance.open_withdrawal if kind == "withdrawal" else surveillance.open_suspension
        with self.writing() as session:
            opened = opening(session, actor("reviewer"), label_id, GRIEVANCE).id
        with self.writing() as session:
            if state in {"heard", *TAKEN}:
                surveillance.observe(session, actor("owner"), opened, observations=REASONS)
            if state in TAKEN:
                surveillance.pronounce(session, actor("decider"), opened, reasons=REASONS)
            if state == "dropped":
                surveillance.drop(session, actor("decider"), opened, reasons=REASONS)
        self._end_measure(state, opened)
        return opened

    def _end_measure(self, state: str, proceeding_id: str) -> None:
        with self.writing() as session:
            if state in {"lifting_proposed", "lifted"}:
                surveillance.propose_lifting(session, actor("reviewer"), proceeding_id, reasons=REASONS)
            if state == "lifted":
                surveillance.lift(session, actor("decider"), proceeding_id, reasons=REASONS)

    def _urgent(self, state: str, label_id: str) -> str:
        with self.writing() as session:
            opened = surveillance.suspend_urgently(session, actor("reviewer"), label_id, GRIEVANCE).id
        if state == "lapsed":
            self.clock.advance(timedelta(hours=73))
        with self.writing() as session:
            if state in TAKEN:
                surveillance.confirm(session, actor("decider"), opened, reasons=REASONS)
            if state == "lapsed":
                surveillance.lapse_unconfirmed(session)
        self._end_measure(state, opened)
        return opened

    def bearer(self, name: str, *, scopes: frozenset[str] = SCOPES) -> dict[str, str]:
        """Headers with a token of this person."""
        with self.writing() as session:
            user = get_user(session, user_id(name))
            issued = tokens.issue_token(
                session, actor(name), user, name="test", scopes=scopes, life=tokens.LONGEST_LIFE, clock=self.clock
            )
        return {"Authorization": f"Bearer {issued.secret}"}


GRIEVANCE = surveillance.Grievance(Ground.SECURITY, REASONS, REASONS)
SIGNATORIES = {Party.PUBLISHER: "owner", Party.MINISTER: "decider", Party.CNAM: "administrator"}


def open_office(folder: Path) -> Office:
    """A fresh office in this folder, with its people and one release that nobody has filed yet."""
    context = open_portal(folder, clock=StillClock())
    office = Office(context)
    with office.writing() as session:
        _people(session, office.clock)
        session.add(_release(office.clock, context.settings.demo_folders[0]))
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
    for name, (roles, organisation_id) in PEOPLE.items():
        for role in roles:
            grant = RoleGrant(user_id=user_id(name), role=role.value, granted_by="system", granted_at=clock.now())
            session.add(grant)
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
