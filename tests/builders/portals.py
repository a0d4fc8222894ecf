"""A portal to test: its people, an organisation with an app, and stand-ins for what lies below."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import yaml
from builders.clocks import StillClock
from builders.databases import empty_database

from catalogue_portal.accounts import service as accounts
from catalogue_portal.accounts import tokens
from catalogue_portal.accounts.passwords import hash_password
from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.scopes import SCOPES
from catalogue_portal.actor import SYSTEM, Actor, Role
from catalogue_portal.apps import service as apps
from catalogue_portal.apps.intake import take_folder
from catalogue_portal.context import Context
from catalogue_portal.keys import KeyStore
from catalogue_portal.ports import BadManifest, ManifestFacts, ManifestProblem, Ports, RunOutcome
from catalogue_portal.publishers import service as publishers
from catalogue_portal.publishers.identification import actor_of_user
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from catalogue_portal.apps.models import App, Release
    from catalogue_portal.ports import RunOrder, RunProgress

PASSWORD = "assay-office-of-tests"
MANIFEST = """\
app:
  {name: Carnet, publisher: Exemple, version: "%s", kind: web, purposes: [care], exchanges: {measures: [read, write]}}
client: {redirect_uris: ["{app_url}/callback"], scope: openid measures.read measures.write}
target: {%s}
"""


@cache
def password_hash() -> str:
    """The hash of PASSWORD, made once: it is slow on purpose."""
    return hash_password(PASSWORD)


def read_manifest(path: Path) -> ManifestFacts:
    """Stand-in for the suite's reader: believes whatever has the few members that the portal reads."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        app, client, (target, value) = document["app"], document["client"], next(iter(document["target"].items()))
        return ManifestFacts(
            name=app["name"],
            publisher=app["publisher"],
            version=app["version"],
            kind=app["kind"],
            purposes=tuple(app["purposes"]),
            exchanges={family: tuple(ways) for family, ways in app["exchanges"].items()},
            features=(),
            scopes=tuple(client["scope"].split()),
            redirect_uris=tuple(client["redirect_uris"]),
            target=target,
            target_value=str(value),
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, StopIteration) as error:
        raise BadManifest([ManifestProblem(1, f"not a manifest: {error!r}", "write one")]) from error


def execute_at_once(
    order: RunOrder, *, progress: Callable[[RunProgress], None], cancelled: Callable[[], bool]
) -> RunOutcome:
    """Stand-in for the suite: conformant, at once."""
    del progress, cancelled
    report = order.out / "report.json"
    report.write_text(json.dumps({"schema": "poincon/report/1", "verdict": "conformant"}), encoding="utf-8")
    return RunOutcome("conformant", "full", {"pass": 1}, report)


def open_portal(
    folder: Path, *, clock: StillClock | None = None, ports: Ports | None = None, **choices: object
) -> Context:
    """A portal on a fresh database, in demonstration, whose one allowed folder holds an app."""
    app = folder / "app"
    app.mkdir()
    (app / "poincon.yaml").write_text(MANIFEST % ("1.0.0", "command: [app]"), encoding="utf-8")
    (app / "app.py").write_text("# an app\n", encoding="utf-8")
    chosen = {"data": folder / "data", "demo": True, "demo_folders": (app,)} | choices
    settings = Settings(**{"database_url": empty_database(folder / "data")} | chosen)
    settings.runs.mkdir(parents=True)
    clock = clock or StillClock()
    ports = ports or Ports(execute=execute_at_once, read_manifest=read_manifest)
    return Context(settings, ports, Database(settings.database, clock), clock, KeyStore(settings.keys))


@dataclass
class People:
    """Everybody a test of access needs, and the app that it is about."""

    context: Context
    owner: Actor
    mate: Actor
    stranger: Actor
    newcomer: Actor
    reviewer: Actor
    decider: Actor
    administrator: Actor
    app: App
    release: Release
    secrets: dict[str, str] = field(default_factory=dict)

    def bearer(self, actor: Actor, *, scopes: frozenset[str] = SCOPES) -> dict[str, str]:
        """Headers with a token of this person."""
        key = f"{actor.user_id} {sorted(scopes)}"
        if key not in self.secrets:
            clock = self.context.clock
            with self.context.database.writing() as session:
                user = get_user(session, actor.user_id)
                issued = tokens.issue_token(
                    session, actor, user, name="test", scopes=scopes, life=tokens.LONGEST_LIFE, clock=clock
                )
            self.secrets[key] = issued.secret
        return {"Authorization": f"Bearer {self.secrets[key]}"}


def settle_people(context: Context) -> People:
    """Fill a portal: owner and team-mate of one organisation with an app, a stranger's organisation, the office."""
    clock = context.clock
    with context.database.writing() as session:

        def person(name: str, *roles: Role) -> Actor:
            email = f"{name}@example.org"
            user = accounts.create_user(session, SYSTEM, email, name, password_hash(), roles=set(roles), clock=clock)
            return accounts.person(user)

        owner, mate = person("owner", Role.PUBLISHER), person("mate", Role.PUBLISHER)
        stranger, newcomer = person("stranger", Role.PUBLISHER), person("newcomer", Role.PUBLISHER)
        office = {role.value: person(role.value, role) for role in (Role.REVIEWER, Role.DECIDER, Role.ADMINISTRATOR)}
        own = publishers.register_organisation(
            session, owner, name="Exemple", registration_number="1" * 14, clock=clock
        )
        publishers.register_organisation(session, stranger, name="Autre", registration_number="2" * 14, clock=clock)
        owner = actor_of_user(session, owner.user_id)
        publishers.join(session, mate, publishers.invite(session, owner, own.id, clock=clock), clock=clock)
        owner, mate, stranger = (actor_of_user(session, who.user_id) for who in (owner, mate, stranger))
        app = apps.register_app(session, owner, name="Carnet", kind="web", clock=clock)
        taken = take_folder(
            str(context.settings.demo_folders[0]), settings=context.settings, read=context.ports.read_manifest
        )
        release = apps.add_release(session, owner, app.id, taken, clock=clock)
    return People(context, owner, mate, stranger, newcomer, **office, app=app, release=release)


def with_settings(context: Context, **choices: object) -> Context:
    """The same portal under other settings."""
    return replace(context, settings=replace(context.settings, **choices))
