"""A domain is proven by what its server answers, to one organisation, for a time, and asked again before each run."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders.portals import MANIFEST
from sqlalchemy import select

from catalogue_portal.apps.models import Release
from catalogue_portal.audit.models import AuditEvent
from catalogue_portal.domains import looking
from catalogue_portal.domains import service as domains
from catalogue_portal.domains.addresses import addresses_elsewhere, origin_of
from catalogue_portal.domains.models import DomainProof
from catalogue_portal.domains.repository import find_holder
from catalogue_portal.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, TooManyAttempts
from catalogue_portal.ports import DomainUnread
from catalogue_portal.runs import service as runs
from catalogue_portal.runs.execution import execute_run
from catalogue_portal.runs.policy import objection_to_target
from catalogue_portal.runs.repository import get_run
from catalogue_portal.settings import SpacesAt

if TYPE_CHECKING:
    from conftest import World

    from catalogue_portal.actor import Actor
    from catalogue_portal.runs.models import Run

LATER = looking.BETWEEN_LOOKS


def events(world: World) -> list[str]:
    with world.context.database.reading() as session:
        found = session.scalars(select(AuditEvent.event).order_by(AuditEvent.id))
        return [event for event in found if event.startswith(("domain_", "space_"))]


def refusal(world: World, release: Release, **choices: object) -> str | None:
    settings = replace(world.context.settings, **choices)  # type: ignore[arg-type]
    with world.context.database.reading() as session:
        objection = objection_to_target(session, release, settings, now=world.clock.now())
    return objection.code if objection else None


def look(world: World, actor: Actor, release: Release) -> str | None:
    """The code of what a look finds wrong, after the least time between two looks."""
    world.clock.advance(LATER)
    try:
        looking.look_now(world.context, actor, release.id)
    except DomainError as error:
        return error.code
    return None


def ready(world: World) -> Release:
    """A release that can be played."""
    release = world.release(world.people.owner)
    world.proven(world.people.owner, release)
    domains.open_space(world.context, world.people.owner, release.id)
    return release


def requested(world: World, release: Release) -> Run:
    with world.context.database.writing() as session:
        return runs.request_check(
            session, world.people.owner, release.id, clock=world.clock, settings=world.context.settings
        )


def executed(world: World, run: Run) -> Run:
    assert execute_run(world.context, run.id, worker="here")
    with world.context.database.reading() as session:
        return get_run(session, run.id)


def test_one_step_after_another_leads_to_a_run(world: World) -> None:
    owner, release = world.people.owner, world.release(world.people.owner)
    assert refusal(world, release, spaces_at=None) == "no_spaces"
    assert refusal(world, release) == "domain_not_proven"

    world.proven(owner, release)
    assert refusal(world, release) == "space_not_open"

    domains.open_space(world.context, owner, release.id)
    assert refusal(world, release) is None
    assert executed(world, requested(world, release)).state == "finished"
    assert events(world) == [
        "domain_claimed",
        "domain_proven",
        "space_opened",
        "space_credentials_given",
        "domain_proven",  # before the run
    ]


def test_what_is_asked_for_stays_the_same_and_is_not_told_by_its_address(world: World) -> None:
    release = world.release(world.people.owner)

    claimed, again = world.claim(world.people.owner, release), world.claim(world.people.mate, release)

    assert (claimed.token, claimed.answer) == (again.token, again.answer)
    assert claimed.answer.partition(".")[0] == claimed.token
    assert claimed.answer.partition(".")[2] not in looking.address_of(claimed)
    assert looking.address_of(claimed) == f"https://carnet.example.org/.well-known/poincon-challenge/{claimed.token}"


@pytest.mark.parametrize("echo", ["token", "url", "page"])
def test_a_server_that_repeats_the_address_proves_nothing(world: World, echo: str) -> None:
    release = world.release(world.people.owner)
    claimed = world.claim(world.people.owner, release)
    url = looking.address_of(claimed)
    said = {"token": claimed.token, "url": url, "page": f"<p>{url} is not here</p>"}[echo]
    world.web.answers[url] = said.encode()

    assert look(world, world.people.owner, release) == "domain_wrong_answer"
    assert refusal(world, release) == "domain_not_proven"


@pytest.mark.parametrize(
    "code", ["domain_address_refused", "domain_unreachable", "domain_redirects", "domain_proof_missing"]
)
def test_each_failure_is_told_and_kept(world: World, code: str) -> None:
    release = world.release(world.people.owner)
    claimed = world.claim(world.people.owner, release)
    world.web.answers[looking.address_of(claimed)] = DomainUnread("seen", code=code)

    assert look(world, world.people.owner, release) == code
    with world.context.database.reading() as session:
        kept = session.get_one(DomainProof, claimed.id)
        assert (kept.failure, kept.proven_at, kept.looked_at) == (code, None, world.clock.now())
    assert events(world) == ["domain_claimed", "domain_not_found"]


def test_nobody_has_us_knock_again_and_again(world: World) -> None:
    release = world.release(world.people.owner)
    world.claim(world.people.owner, release)
    assert look(world, world.people.owner, release) == "domain_proof_missing"

    with pytest.raises(TooManyAttempts):
        looking.look_now(world.context, world.people.owner, release.id)

    assert len(world.web.asked) == 1


def test_a_proof_is_of_one_organisation(world: World) -> None:
    """Another organisation names the same address, and even serves the first one's answer at its own token."""
    owner, stranger = world.people.owner, world.people.stranger
    release, theirs = world.release(owner), world.release(stranger)
    proof = world.proven(owner, release)

    assert refusal(world, theirs) == "domain_not_proven"
    claimed = world.claim(stranger, theirs)
    world.web.answers[looking.address_of(claimed)] = proof.answer.encode()
    assert look(world, stranger, theirs) == "domain_wrong_answer"


def test_a_proof_is_of_one_host_and_port(world: World) -> None:
    owner = world.people.owner
    world.proven(owner, world.release(owner))
    for number, url in enumerate(
        ("https://carnet.example.org:8443", "https://other.example.org", "https://carnet.example.org.evil.example")
    ):
        manifest = MANIFEST.replace('"%s"', f'"1{number}.%s"')
        assert refusal(world, world.release(owner, f'url: "{url}"', manifest=manifest)) == "domain_not_proven", url


def test_of_two_who_claim_a_host_the_first_holds_it_while_its_proof_is_there(world: World) -> None:
    owner, stranger = world.people.owner, world.people.stranger
    release, theirs = world.release(owner), world.release(stranger)
    proof = world.proven(owner, release)
    world.put(world.claim(stranger, theirs))

    assert look(world, stranger, theirs) == "domain_held"
    assert refusal(world, release) == "space_not_open"  # still proven

    world.take_away(proof)
    assert look(world, stranger, theirs) is None
    assert refusal(world, release) == "domain_not_proven"
    with world.context.database.reading() as session:
        holder = find_holder(session, "https://carnet.example.org")
    assert holder is not None
    assert holder.organisation_id == stranger.organisation_id
    assert events(world)[-2:] == ["domain_lapsed", "domain_proven"]


def test_who_proves_between_our_look_and_our_record_is_not_put_out(world: World) -> None:
    owner, stranger = world.people.owner, world.people.stranger
    release, theirs = world.release(owner), world.release(stranger)
    world.put(world.claim(owner, release))
    slow, meanwhile = world.claim(stranger, theirs), world.web.fetch

    def interrupted(url: str) -> bytes:
        if url == looking.address_of(slow):
            looking.look_now(replace(world.context, ports=world.context.ports), owner, release.id)
        return meanwhile(url)

    world.put(slow)
    context = replace(world.context, ports=replace(world.context.ports, fetch_proof=interrupted))
    with pytest.raises(Conflict) as refused:
        looking.look_now(context, stranger, theirs.id)

    assert refused.value.code == "lost_race"
    assert refusal(world, release) == "space_not_open"


def test_an_expired_proof_counts_no_more_until_we_look_again(world: World) -> None:
    release = ready(world)
    run = requested(world, release)

    world.clock.advance(world.context.settings.domain_proof)

    assert refusal(world, release) == "domain_expired"
    assert "has expired" in str(executed(world, run).failure)
    assert look(world, world.people.owner, release) is None
    assert refusal(world, release) is None


def test_an_expired_proof_holds_nobody_off(world: World) -> None:
    owner, stranger = world.people.owner, world.people.stranger
    release, theirs = world.release(owner), world.release(stranger)
    world.proven(owner, release)
    world.put(world.claim(stranger, theirs))
    world.clock.advance(world.context.settings.domain_proof)

    assert look(world, stranger, theirs) is None


@pytest.mark.parametrize("now", ["gone", "wrong", "unreachable"])
def test_a_proof_that_is_gone_when_the_run_begins_stops_it(world: World, now: str) -> None:
    release = ready(world)
    run = requested(world, release)
    with world.context.database.reading() as session:
        holder = find_holder(session, "https://carnet.example.org")
    assert holder is not None
    there = looking.address_of(holder)
    world.web.answers[there] = {
        "gone": DomainUnread("it answers 404", code="domain_proof_missing"),
        "wrong": b"something else",
        "unreachable": DomainUnread("no answer", code="domain_unreachable"),
    }[now]

    ended = executed(world, run)

    assert ended.state == "failed"
    assert "The domain is not proven any more" in str(ended.failure)
    assert refusal(world, release) == "domain_not_proven"
    assert events(world)[-1] == "domain_lapsed"


def test_strangers_learn_nothing_and_the_office_does_nothing(world: World) -> None:
    release = world.release(world.people.owner)
    world.claim(world.people.owner, release)
    for actor, error in ((world.people.stranger, NotFound), (world.people.reviewer, Forbidden)):
        with pytest.raises(error):
            world.claim(actor, release)
        with pytest.raises(error):
            looking.look_now(world.context, actor, release.id)
        with pytest.raises(error):
            domains.open_space(world.context, actor, release.id)
    assert world.web.asked == []


CLIENT = 'client: {redirect_uris: ["{app_url}/callback"], scope: openid measures.read measures.write}'


@pytest.mark.parametrize(
    "client",
    [
        'redirect_uris: ["https://evil.example/callback"]',
        'redirect_uris: ["{app_url}/callback", "{app_url}.evil.example/callback"]',
        'redirect_uris: ["{app_url}@evil.example/callback"]',
        'redirect_uris: ["{app_url}/callback"], backchannel_logout_uri: "https://victim.example/"',
        'redirect_uris: ["{app_url}/callback"], jwks_uri: "https://victim.example/keys"',
        'redirect_uris: ["{app_url}/callback"], post_logout_redirect_uris: ["http://carnet.example.org/"]',
        'redirect_uris: ["{app_url}/callback"], initiate_login_uri: "https://carnet.example.org:8443/start"',
        'redirect_uris: ["{app_url}/callback"], request_uris: ["//victim.example"]',
        'redirect_uris: ["http://127.0.0.1/callback"]',
    ],
)
def test_every_address_of_the_client_is_at_the_proven_domain(world: World, client: str) -> None:
    manifest = MANIFEST.replace(CLIENT, f"client: {{{client}, scope: openid}}")
    assert manifest != MANIFEST
    release = world.release(world.people.owner, manifest=manifest)

    assert refusal(world, release) == "address_elsewhere"
    with pytest.raises(Conflict) as refused:
        world.claim(world.people.owner, release)
    assert refused.value.members["addresses"] == addresses_elsewhere(release)


def test_addresses_that_only_inform_may_be_anywhere(world: World) -> None:
    manifest = MANIFEST.replace("scope: openid", 'client_uri: "https://example.org/about", scope: openid')
    release = world.release(world.people.owner, manifest=manifest)

    assert addresses_elsewhere(release) == []


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Carnet.Example.org", "https://carnet.example.org"),
        ("https://carnet.example.org:443/app", "https://carnet.example.org"),
        ("https://carnet.example.org.:0443", "https://carnet.example.org"),
        ("https://carnet.example.org:8443?x", "https://carnet.example.org:8443"),
        ("https://santé.example/", "https://xn--sant-epa.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://good.example@evil.example", None),
        ("https://good.example\\@evil.example", None),
        ("https://good.example\n.evil.example", None),
        ("https://[::1]/", None),
        ("ftp://good.example", None),
        ("//good.example", None),
        ("https://", None),
        ("", None),
    ],
)
def test_an_origin_is_read_strictly(url: str, origin: str | None) -> None:
    assert origin_of(url) == origin


def test_an_app_on_a_device_is_at_no_address(world: World) -> None:
    assert refusal(world, world.release(world.people.owner, "device: telephone")) is not None
    release = Release(manifest='target: {device: "telephone"}', target="url")
    assert refusal(world, release) == "no_provable_address"


def test_the_secret_is_told_once_and_renewed_on_demand(world: World) -> None:
    owner, release = world.people.owner, world.release(world.people.owner)
    with pytest.raises(Conflict, match="Prove first"):
        domains.open_space(world.context, owner, release.id)
    world.proven(owner, release)

    first = domains.open_space(world.context, owner, release.id)
    second = domains.open_space(world.context, owner, release.id, callers=["198.51.100.7", "2001:db8:7::/48"])

    (order, renewed), (again, renewed_again) = world.web.opened
    assert (renewed, renewed_again) == (False, True)
    assert (order.host, order.main_port, order.token_port, order.loopback) == ("spaces.example.org", 9100, 9101, False)
    assert (again.id, again.main_port, again.seed) == (order.id, order.main_port, order.seed)
    assert again.callers == ("198.51.100.7/32", "2001:db8:7::/48")
    assert first.told["client_secret"] != second.told["client_secret"]
    with world.context.database.reading() as session:
        kept = session.connection().exec_driver_sql("select * from app_spaces").mappings().one()
        audited = [str(event.details) for event in session.scalars(select(AuditEvent))]
    assert not [text for text in (*map(str, kept.values()), *audited) if "secret-" in text]


def test_spaces_have_ports_of_their_own_until_there_are_none(world: World) -> None:
    owner, stranger = world.people.owner, world.people.stranger
    release, theirs = world.release(owner), world.release(stranger, 'url: "https://two.example"')
    for actor, one in ((owner, release), (stranger, theirs)):
        world.proven(actor, one)
        domains.open_space(world.context, actor, one.id)

    ports = [(order.main_port, order.token_port) for order, _ in world.web.opened]
    assert ports == [(9100, 9101), (9102, 9103)]
    crowded = replace(
        world.context, settings=replace(world.context.settings, spaces_at=SpacesAt("s.example", 9100, 9102))
    )
    with pytest.raises(Conflict) as refused:
        domains.open_space(crowded, stranger, theirs.id)
    assert refused.value.code == "no_port_left"


def test_a_space_whose_place_the_operator_moved_is_opened_anew(world: World) -> None:
    release = ready(world)

    assert refusal(world, release, spaces_at=SpacesAt("new.example.org", 9100, 9103)) == "space_not_open"
    assert refusal(world, release, spaces_at=SpacesAt("spaces.example.org", 9200, 9203)) == "space_not_open"


@pytest.mark.parametrize("callers", [["0.0.0.0/0"], ["10.0.0.0/8"], ["::/0"], ["everywhere"], ["198.51.100.7/24"]])
def test_a_space_is_not_open_to_the_world(world: World, callers: list[str]) -> None:
    release = world.release(world.people.owner)
    world.proven(world.people.owner, release)

    with pytest.raises(Invalid):
        domains.open_space(world.context, world.people.owner, release.id, callers=callers)

    assert world.web.opened == []


def test_a_space_that_does_not_start_is_told_and_tried_again(world: World) -> None:
    release = world.release(world.people.owner)
    world.proven(world.people.owner, release)
    world.web.broken = "the space is in use"
    with pytest.raises(Conflict) as refused:
        domains.open_space(world.context, world.people.owner, release.id)
    assert refused.value.code == "space_not_started"
    assert refusal(world, release) == "space_not_open"

    world.web.broken = None
    opened: Any = domains.open_space(world.context, world.people.owner, release.id)

    assert opened.told["client_secret"] == "secret-1"


def test_two_releases_of_an_app_are_not_played_at_once(world: World) -> None:
    release = ready(world)
    other = world.release(world.people.owner, manifest=MANIFEST.replace('"%s"', '"2.%s"'))
    requested(world, release)

    with pytest.raises(Conflict) as refused:
        requested(world, other)

    assert refused.value.code == "run_active"


def test_a_proof_lasts_as_long_as_the_operator_says(world: World) -> None:
    release = world.release(world.people.owner)
    world.put(world.claim(world.people.owner, release))
    short = replace(world.context, settings=replace(world.context.settings, domain_proof=timedelta(days=2)))

    proof = looking.look_now(short, world.people.owner, release.id)

    assert proof.expires_at == world.clock.now() + timedelta(days=2)
