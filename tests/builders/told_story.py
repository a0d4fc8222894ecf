"""A portal in which the whole procedure has been gone through: one app listed, one refused, one being played."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import yaml
from builders.databases import another
from builders.papers import HDS, pdf
from builders.portals import MANIFEST, PASSWORD, open_portal, password_hash
from builders.run_directories import write_run
from builders.weighing import weigh_everything
from joserfc.jwk import ECKey

from catalogue_portal.accounts import service as accounts
from catalogue_portal.accounts import sessions
from catalogue_portal.accounts.repository import get_user
from catalogue_portal.actor import SYSTEM, Actor, Role
from catalogue_portal.agreements import service as agreements
from catalogue_portal.agreements.models import Party
from catalogue_portal.apps import service as apps
from catalogue_portal.apps.intake import take_folder, take_text
from catalogue_portal.convergence import intake
from catalogue_portal.convergence import service as convergence
from catalogue_portal.credentials import service as credentials
from catalogue_portal.decisions import service as decisions
from catalogue_portal.domains import looking
from catalogue_portal.domains import service as domains
from catalogue_portal.dossiers import service as dossiers
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.evidence import service as evidence
from catalogue_portal.evidence.intake import take as take_document
from catalogue_portal.keys import KeyStore
from catalogue_portal.labels import service as labels
from catalogue_portal.labels.publication import Publication
from catalogue_portal.ports import RunOutcome, RunProgress
from catalogue_portal.publishers import service as publishers
from catalogue_portal.publishers.identification import actor_of_user
from catalogue_portal.reviews import service as reviews
from catalogue_portal.reviews.models import OpinionSense, Outcome
from catalogue_portal.runs import attempts
from catalogue_portal.runs import service as runs
from catalogue_portal.scanning import NOT_SCANNED
from catalogue_portal.settings import SpacesAt
from catalogue_portal.storage.database import Database
from catalogue_portal.surveillance import service as surveillance
from catalogue_portal.surveillance.models import Ground
from conformance_suite.verdicts import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from catalogue_portal.clock import Clock
    from catalogue_portal.context import Context
    from catalogue_portal.ports import SpaceOrder

PEOPLE = {
    "camille": ("Camille Perrin", Role.PUBLISHER),
    "nadia": ("Nadia Benali", Role.REVIEWER),
    "olivier": ("Olivier Lefèvre", Role.DECIDER),
    "mireille": ("Mireille Roux", Role.DECIDER),
    "yann": ("Yann Le Goff", Role.ADMINISTRATOR),
}
RELEASES = (
    ("Carnet de tension", "2.3.0"),
    ("Carnet de tension", "2.4.0"),
    ("Carnet de tension", "2.5.0"),
    ("Souffle", "1.0.0"),
    ("Pas à pas", "1.0.0"),
)
FAILED = {"IDT-21": Verdict.FAIL, "AREQ-03": Verdict.FAIL, "TOK-05": Verdict.INCONCLUSIVE}
DECLARED = """\
  MES-URB-03: {state: planned, plan: certificate asked for, due: 2099-01-31}
  REF-OAU-04: {state: conforms, evidence: [nonce-tests.pdf]}
"""
DECLARED_LATER = """\
  MES-URB-03: {state: partly, reason: "first audit passed", plan: second audit in the summer, due: 2099-06-30}
  MES-SEC-01: {state: planned, due: 2001-01-31}
  MES-LAW-02: {state: conforms, evidence: [file.pdf, annex.pdf]}
  REF-OAU-04: {state: conforms, evidence: [nonce-tests.pdf]}
  REF-OAU-05: {state: not_applicable, reason: "<b>no</b> such thing"}
"""
SPACES_AT = SpacesAt("spaces.example.org", 9100, 9199)
REASONS = "Seen in the file and in the report of the run."


@dataclass
class Story:
    """The portal and the identifiers of what was made in it, by a word for each."""

    context: Context
    actors: dict[str, Actor] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)  # the secret of each who has signed in
    password: str = PASSWORD

    def email(self, who: str) -> str:
        return f"{who}@example.org"

    def copied(self, folder: Path) -> Story:
        """The same story in a data folder of its own; this one's database is closed."""
        data = shutil.copytree(self.context.settings.data, folder / "data")
        settings = replace(self.context.settings, data=data, database_url=another(self.context.settings))
        clock = self.context.clock
        database, keys = Database(settings.database, clock), KeyStore(settings.keys)
        return replace(self, context=replace(self.context, settings=settings, database=database, keys=keys))


def tell_story(folder: Path, *, clock: Clock | None = None) -> Story:
    """Open a portal and go through the procedure with the use cases themselves."""
    folders = tuple(_manifest(folder, name, version) for name, version in RELEASES)
    context = open_portal(
        folder, clock=clock, demo_folders=folders, public_url="http://localhost:8080", spaces_at=SPACES_AT
    )
    story = Story(context)
    _settle(story)
    _first_app(story)
    _listed_app(story)
    _suspended_app(story)
    _remote_app(story)
    _open_sessions(story)
    return story


def _manifest(folder: Path, name: str, version: str) -> Path:
    place = folder / f"{name}-{version}".replace(" ", "-").lower()
    place.mkdir()
    manifest = yaml.safe_load(MANIFEST % (version, "command: [app]"))
    manifest["app"] |= {"name": name, "purposes": ["prevention", "care"]}
    (place / "poincon.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")
    return place


def _settle(story: Story) -> None:
    clock = story.context.clock
    with story.context.database.writing() as session:
        for who, (name, role) in PEOPLE.items():
            user = accounts.create_user(
                session, SYSTEM, story.email(who), name, password_hash(), roles={role}, clock=clock
            )
            story.ids[who] = user.id
        camille = actor_of_user(session, story.ids["camille"])
        made = publishers.register_organisation(
            session, camille, name="Exemple Santé", registration_number="11111111111111", clock=clock
        )
        story.ids["organisation"] = made.id
        session.flush()
        story.actors = {who: actor_of_user(session, story.ids[who]) for who in PEOPLE}
        publishers.change_state(session, story.actors["yann"], made.id, "verify")


def _remote_app(story: Story) -> None:
    """An app that its publisher runs: its domain is proven, and it has its space."""
    camille, context = story.actors["camille"], story.context
    clock, settings = context.clock, context.settings
    manifest = (MANIFEST % ("1.0.0", 'url: "https://balance.example.org"')).replace("name: Carnet", "name: Balance")
    taken = take_text(manifest, read=context.ports.read_manifest)
    with context.database.writing() as session:
        app = apps.register_app(session, camille, name="Balance", kind="web", clock=clock)
        release = apps.add_release(session, camille, app.id, taken, clock=clock)
        proof = domains.claim(session, camille, release.id, clock=clock, settings=settings)
    ports = replace(context.ports, fetch_proof=lambda _url: proof.answer.encode(), open_space=_opened)
    with_web = replace(context, ports=ports)
    looking.look_now(with_web, camille, release.id)
    domains.open_space(with_web, camille, release.id, callers=["198.51.100.7"])
    story.ids |= {"app Balance": app.id, "remote release": release.id}


def _opened(_manifest: Path, order: SpaceOrder, *, renew: bool) -> dict[str, object]:
    assert not renew
    return {"issuer": f"https://{order.host}:{order.main_port}/s/{order.id}", "client_secret": "secret"}


def _open_sessions(story: Story) -> None:
    """Everybody is signed in; checking a password takes long on purpose, and has tests of its own."""
    here = story.context
    for who in PEOPLE:
        with here.database.writing() as session:
            user = get_user(session, story.ids[who])
            story.sessions[who] = sessions.open_session(session, user, clock=here.clock, settings=here.settings)


def _release(story: Story, name: str, version: str) -> str:
    here, camille = story.context, story.actors["camille"]
    place = next(
        one for one, release in zip(here.settings.demo_folders, RELEASES, strict=True) if release == (name, version)
    )
    with here.database.writing() as session:
        key = f"app {name}"
        if key not in story.ids:
            story.ids[key] = apps.register_app(session, camille, name=name, kind="web", clock=here.clock).id
        taken = take_folder(str(place), settings=here.settings, read=here.ports.read_manifest)
        release = apps.add_release(session, camille, story.ids[key], taken, clock=here.clock)
        story.ids[f"{name} {version}"] = release.id
        story.ids[f"digest {release.id}"] = release.manifest_digest
    return story.ids[f"{name} {version}"]


def play(story: Story, release_id: str, *, verdicts: dict[str, Verdict] | None = None, app: tuple[str, str]) -> str:
    """A finished run of a release."""
    here = story.context
    with here.database.writing() as session:
        run = runs.request_check(session, story.actors["camille"], release_id, clock=here.clock, settings=here.settings)
        run_id = run.id
    finish(story, run_id, verdicts=verdicts, app=app, digest=story.ids[f"digest {release_id}"])
    return run_id


def finish(
    story: Story, run_id: str, *, verdicts: dict[str, Verdict] | None = None, app: tuple[str, str], digest: str
) -> None:
    """Execute a waiting run as a worker does, with a made-up report."""
    start(story, run_id)
    finish_started(story, run_id, verdicts=verdicts, app=app, digest=digest)


def finish_started(
    story: Story,
    run_id: str,
    *,
    verdicts: dict[str, Verdict] | None = None,
    app: tuple[str, str],
    digest: str = "sha256:" + "a" * 64,
) -> None:
    """Bring a started run to its end, with a made-up report."""
    here = story.context
    out = here.settings.runs / run_id
    report = write_run(out, verdicts=verdicts, app=app[0], version=app[1], manifest_digest=digest)
    content = (out / "report.json").read_bytes()
    published = attempts.Publication(
        RunOutcome(report.verdict.value, "full", report.counts, out / "report.json"),
        f"{run_id}/report.json",
        f"sha256:{hashlib.sha256(content).hexdigest()}",
        "signature",
    )
    with here.database.writing() as session:
        attempts.finish(session, run_id, 1, published, clock=here.clock)


def start(story: Story, run_id: str) -> None:
    """Have a worker take the run and tell the beginning of it."""
    here = story.context
    with here.database.writing() as session:
        attempts.claim(session, run_id, worker="a worker", clock=here.clock)
    news = [
        RunProgress("play", f"Case {number} played.", f"Cas {number} joué.", number, 6, verdict="pass")
        for number in (1, 2, 3)
    ]
    with here.database.writing() as session:
        attempts.beat(session, run_id, 1, news, clock=here.clock)


def _first_app(story: Story) -> None:
    here = story.context
    bad = _release(story, "Carnet de tension", "2.3.0")
    story.ids["bad run"] = play(story, bad, verdicts=FAILED, app=("Carnet de tension", "2.3.0"))
    good = _release(story, "Carnet de tension", "2.4.0")
    story.ids["good run"] = play(story, good, app=("Carnet de tension", "2.4.0"))
    _bring_documents(story)
    story.ids["open dossier"] = _file(story, good, story.ids["good run"])
    declare(story, "Carnet de tension", DECLARED)
    with here.database.writing() as session:
        dossiers.submit(session, story.actors["camille"], story.ids["open dossier"])
        dossiers.admit(session, story.actors["nadia"], story.ids["open dossier"])
        dossiers.open_review(session, story.actors["nadia"], story.ids["open dossier"])
        reviews.find(
            session,
            story.actors["nadia"],
            story.ids["open dossier"],
            "REF-OAU-04",
            outcome=Outcome.MET,
            rationale=REASONS,
        )
    live = _release(story, "Carnet de tension", "2.5.0")
    with here.database.writing() as session:
        run = runs.request_check(session, story.actors["camille"], live, clock=here.clock, settings=here.settings)
        story.ids["live run"] = run.id
    start(story, story.ids["live run"])


def _bring_documents(story: Story) -> None:
    """A certificate that ends soon, and the text that people read when they consent."""
    said = {"in_use_since": "2026-01-01", "language": "fr"}
    soon = (story.context.clock.now() + timedelta(days=20)).date().isoformat()
    for key, kind, title, fields, content in (
        ("certificate", "hds_certificate", "Certificat de l'hébergeur", HDS | {"expires_on": soon}, pdf()),
        ("consent", "consent_text", "Texte de consentement", said, b"Carnet lit vos mesures."),
    ):
        today = story.context.clock.now().date()
        taken = take_document(kind, content, f"{key}.pdf", fields, today=today, scanner=NOT_SCANNED, largest=10**6)
        with story.context.database.writing() as session:
            app_id = story.ids["app Carnet de tension"]
            story.ids[f"{key} document"] = evidence.add(session, story.actors["camille"], app_id, title, taken).id


def declare(story: Story, name: str, rows: str, *, after: int = 0) -> int:
    """Save a version of what is declared of an app."""
    head = f"schema: poincon/convergence/1\napp: {name}\nedition: 2026-1\nrequirements:\n"
    with story.context.database.writing() as session:
        taken = intake.take(head + rows)
        return convergence.save(session, story.actors["camille"], story.ids[f"app {name}"], taken, after=after).number


def _file(story: Story, release_id: str, run_id: str) -> str:
    here, camille = story.context, story.actors["camille"]
    with here.database.writing() as session:
        dossier = dossiers.file(session, camille, release_id=release_id, run_id=run_id, settings=here.settings)
        dossier_id = dossier.id
    with here.database.writing() as session:
        kept = session.get_one(Dossier, dossier_id)
        justified = [
            dossiers.Justification(
                one.family, one.direction, "To show people how their pressure changes.", "At each visit.", "Two years."
            )
            for one in kept.accesses
        ]
        dossiers.describe(
            session,
            camille,
            dossier_id,
            justifications=justified,
            consent_text="Carnet lit vos mesures pour vous les montrer.",
            security_conditions="Encrypted at rest; hosted by a certified host.",
        )
        for slot in kept.evidence:
            if slot.needs_a_statement:
                dossiers.supply_evidence(session, camille, dossier_id, slot.requirement, statement="See the annex.")
    return dossier_id


def _approve(story: Story, dossier_id: str) -> None:
    here, actors = story.context, story.actors
    with here.database.writing() as session:
        dossiers.submit(session, actors["camille"], dossier_id)
        dossiers.admit(session, actors["nadia"], dossier_id)
        dossiers.open_review(session, actors["nadia"], dossier_id)
    with here.database.writing() as session:
        weigh_everything(session, actors["nadia"], dossier_id, rationale=REASONS)
    with here.database.writing() as session:
        reviews.give_opinion(session, actors["nadia"], dossier_id, sense=OpinionSense.FAVOURABLE, reasons=REASONS)
        decisions.approve(session, actors["olivier"], dossier_id, reasons=REASONS)


def _list(story: Story, name: str, key: str) -> None:
    here, actors = story.context, story.actors
    release_id = _release(story, name, "1.0.0")
    run_id = play(story, release_id, app=(name, "1.0.0"))
    dossier_id = story.ids[f"{key} dossier"] = _file(story, release_id, run_id)
    _approve(story, dossier_id)
    terms = agreements.Terms(
        ["openid", "measures.read", "measures.write"],
        ["prevention", "care"],
        {"measures": ["read", "write"]},
        here.clock.now() + timedelta(days=365),
    )
    with here.database.writing() as session:
        agreement_id = agreements.draft(session, actors["olivier"], dossier_id, terms).id
        story.ids[f"{key} agreement"] = agreement_id
        agreements.open_for_signature(session, actors["olivier"], agreement_id)
    for who, party in (("camille", Party.PUBLISHER), ("mireille", Party.MINISTER), ("yann", Party.CNAM)):
        with here.database.writing() as session:
            agreements.sign(session, actors[who], agreement_id, party=party, capacity="Entitled to sign")
    with here.database.writing() as session:
        run = agreements.request_hook_up(session, actors["camille"], agreement_id, settings=here.settings)
        hook_up = run.hook_up_run_id
    finish(story, str(hook_up), app=(name, "1.0.0"), digest=story.ids[f"digest {release_id}"])
    with here.database.writing() as session:
        agreements.settle_hook_ups(session)
    with here.database.writing() as session:
        label = labels.issue(
            session, actors["olivier"], agreement_id, keys=here.keys, publication=Publication.of(here.settings)
        )
        story.ids[f"{key} label"] = label.id


def _listed_app(story: Story) -> None:
    _list(story, "Souffle", "listed")
    declare(story, "Souffle", DECLARED)
    declare(story, "Souffle", DECLARED_LATER, after=1)
    public = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig", "alg": "ES256"}).as_dict(private=False)
    wish = credentials.RegistrationWish({"keys": [public]}, ["https://souffle.example/callback"])
    here = story.context
    with here.database.writing() as session:
        made = credentials.register(
            session, story.actors["camille"], story.ids["listed label"], wish, publication=Publication.of(here.settings)
        )
        story.ids["client"] = made.id


def _suspended_app(story: Story) -> None:
    _list(story, "Pas à pas", "suspended")
    grievance = surveillance.Grievance(
        Ground.SECURITY,
        "Requirement REF-OAU-04 of edition 2026-1.",
        "The nonce is not compared any more since an update.",
    )
    with story.context.database.writing() as session:
        opened = surveillance.suspend_urgently(session, story.actors["nadia"], story.ids["suspended label"], grievance)
        story.ids["proceeding"] = opened.id
