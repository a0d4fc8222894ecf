"""A portal that holds one app whose agreement is in force: what labels and credentials start from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from builders.databases import empty_database
from builders.portal_apps import portal_app

from catalogue_portal.accounts.models import User
from catalogue_portal.actor import Actor, Role
from catalogue_portal.agreements.models import Agreement, AgreementState, Party, Signature
from catalogue_portal.apps.models import App, Release
from catalogue_portal.clock import SystemClock
from catalogue_portal.context import Context
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.keys import KeyStore
from catalogue_portal.labels import service as labels
from catalogue_portal.labels.publication import Publication
from catalogue_portal.ports import Ports
from catalogue_portal.publishers.models import Membership, Organisation
from catalogue_portal.runs.models import Run
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import Database

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from catalogue_portal.clock import Clock
    from catalogue_portal.labels.models import Label

DIGEST = "sha256:" + "0" * 64
SCOPES = ["openid", "identity", "measures.read", "measures.write"]
EXCHANGES: dict[str, object] = {"measures": ["read", "write"]}
OWNER = Actor("usr_ownerownerow", "Owner", frozenset({Role.PUBLISHER}), "org_aaaaaaaaaaaa")
TEAM_MATE = Actor("usr_matematemate", "Team-mate", frozenset({Role.PUBLISHER}), "org_aaaaaaaaaaaa")
STRANGER = Actor("usr_strangerstra", "Stranger", frozenset({Role.PUBLISHER}), "org_bbbbbbbbbbbb")
REVIEWER = Actor("usr_reviewerrevi", "Reviewer", frozenset({Role.REVIEWER}))
DECIDER = Actor("usr_deciderdecid", "Decider", frozenset({Role.DECIDER}))
ADMINISTRATOR = Actor("usr_adminadminad", "Administrator", frozenset({Role.ADMINISTRATOR}))


def _unplayable(*_arguments: object, **_options: object) -> object:
    raise AssertionError("nothing is played in these tests")


@dataclass(frozen=True)
class Facts:
    """What a test may want otherwise."""

    kind: str = "web"
    target: str = "url"
    state: AgreementState = AgreementState.IN_FORCE
    verdict: str = "conformant"
    name: str = "Carnet de tension"
    signatories: tuple[Actor, ...] = (OWNER, DECIDER, ADMINISTRATOR)
    ends_after: timedelta = timedelta(days=365)


@dataclass
class AgreedApp:
    """The portal and the identifiers of what it holds."""

    context: Context
    agreement_id: str
    app_id: str
    release_id: str

    @cached_property
    def portal(self) -> Flask:
        return portal_app(self.context)

    @property
    def publication(self) -> Publication:
        return Publication.of(self.context.settings)

    def issue_label(self) -> Label:
        with self.context.database.writing() as session:
            return labels.issue(
                session, DECIDER, self.agreement_id, keys=self.context.keys, publication=self.publication
            )


def agreed_app(
    data: Path,
    *,
    clock: Clock | None = None,
    demo: bool = True,
    public_url: str = "http://localhost:8080",
    **facts: Any,  # noqa: ANN401
) -> AgreedApp:
    """Open a portal in this folder; `facts` are those of `Facts`."""
    data.mkdir(parents=True, exist_ok=True)
    settings = Settings(data=data, public_url=public_url, demo=demo, database_url=empty_database(data))
    ports = Ports(_unplayable, _unplayable)  # type: ignore[arg-type]
    clock = clock or SystemClock()
    context = Context(settings, ports, Database(settings.database, clock), clock, KeyStore(settings.keys))
    with context.database.writing() as session:
        _people(session, context.clock.now())
        agreement = _agreement(session, context.clock.now(), Facts(**facts))
        return AgreedApp(context, agreement.id, agreement.app_id, agreement.release_id)


def _people(session: Session, now: datetime) -> None:
    for organisation in ("org_aaaaaaaaaaaa", "org_bbbbbbbbbbbb"):
        session.add(
            Organisation(
                id=organisation,
                name=f"Exemple {organisation}",
                registration_number=f"0000000000000{organisation == 'org_aaaaaaaaaaaa':d}",
                state="verified",
                created_at=now,
            )
        )
    for actor in (OWNER, TEAM_MATE, STRANGER, REVIEWER, DECIDER, ADMINISTRATOR):
        session.add(
            User(
                id=actor.user_id,
                email=f"{actor.user_id}@example.test",
                display_name=actor.display_name,
                password_hash="none",
                created_at=now,
            )
        )
    session.flush()
    for actor in (OWNER, TEAM_MATE, STRANGER):
        session.add(Membership(user_id=actor.user_id, organisation_id=actor.organisation_id, rank="member", since=now))
    session.flush()


def _agreement(session: Session, now: datetime, facts: Facts) -> Agreement:
    app = App(
        id="app_aaaaaaaaaaaa", organisation_id="org_aaaaaaaaaaaa", name=facts.name, kind=facts.kind, created_at=now
    )
    release = Release(
        id="rel_aaaaaaaaaaaa",
        app=app,
        version="2.4.0",
        manifest="manifest: 1",
        manifest_digest=DIGEST,
        artefact_digest=DIGEST,
        target=facts.target,
        purposes=["prevention"],
        exchanges=EXCHANGES,
        features=[],
        scopes=SCOPES,
        redirect_uris=["{app_url}/callback"],
        created_by=OWNER.user_id,
        created_at=now,
    )
    session.add_all([app, release])
    session.flush()
    check, hook_up = (
        Run(
            id=f"run_{kind_of_run[:1] * 12}",
            kind=kind_of_run,
            release=release,
            organisation_id="org_aaaaaaaaaaaa",
            requested_by=OWNER.user_id,
            edition="2026-1",
            profile="full",
            parameters={"exchanges": EXCHANGES, "scopes": SCOPES} if kind_of_run == "hook_up" else {},
            state="finished",
            created_at=now,
            verdict=facts.verdict,
            scope="full",
        )
        for kind_of_run in ("check", "hook_up")
    )
    session.add_all([check, hook_up])
    session.flush()
    session.add(
        Dossier(
            id="dos_aaaaaaaaaaaa",
            organisation_id="org_aaaaaaaaaaaa",
            app_id="app_aaaaaaaaaaaa",
            release_id="rel_aaaaaaaaaaaa",
            run_id=check.id,
            edition="2026-1",
            edition_digest="sha256:" + "e" * 64,
            report_digest="sha256:" + "4" * 64,
            procedure="standard",
            state="closed",
            purposes=["prevention"],
            filed_by=OWNER.user_id,
            filed_at=now,
        )
    )
    session.flush()
    agreement = Agreement(
        id="agr_aaaaaaaaaaaa",
        dossier_id="dos_aaaaaaaaaaaa",
        organisation_id="org_aaaaaaaaaaaa",
        app_id="app_aaaaaaaaaaaa",
        release_id="rel_aaaaaaaaaaaa",
        state=facts.state.value,
        scopes=SCOPES,
        purposes=["prevention"],
        exchanges=EXCHANGES,
        ends_at=now + facts.ends_after,
        drafted_by=DECIDER.user_id,
        drafted_at=now,
        signed_at=now,
        hook_up_run_id=hook_up.id,
        in_force_at=now,
    )
    agreement.signatures = [
        Signature(
            party=party.value,
            user_id=actor.user_id,
            name=actor.display_name,
            capacity="capacity",
            terms_digest=agreement.terms_digest(),
            at=now,
        )
        for party, actor in zip(Party, facts.signatories, strict=False)
    ]
    session.add(agreement)
    session.flush()
    return agreement
