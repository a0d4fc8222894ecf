"""Use cases of domains: asking what to put there, opening the space of an app that runs there."""

import ipaddress
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.apps.intake import MANIFEST_NAME
from catalogue_portal.apps.models import Release
from catalogue_portal.apps.policy import readable_release, refuse_unless_publisher_of
from catalogue_portal.audit import service as audit
from catalogue_portal.clock import Clock
from catalogue_portal.context import Context
from catalogue_portal.domains.addresses import origin_of, url_of
from catalogue_portal.domains.models import AppSpace, DomainProof
from catalogue_portal.domains.policy import is_in_place, objection_to_address, objection_to_proof
from catalogue_portal.domains.repository import find_proof, find_space, taken_ports
from catalogue_portal.errors import Conflict, Invalid
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.ports import RunUnplayable, SpaceOrder
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import lock_row

MOST_CALLERS: Final = 16
_SMALLEST_PREFIX: Final = {4: 16, 6: 32}
"""Of a network from which an app calls: what strangers in it send would be taken for the app's."""
_SECRET_BYTES: Final = 32


@dataclass(frozen=True)
class OpenedSpace:
    """A space with what the app is to be told, secrets included: known only now."""

    space: AppSpace
    told: Mapping[str, object]


def claim(session: Session, actor: Actor, release_id: str, *, clock: Clock, settings: Settings) -> DomainProof:
    """Ask what to put at the domain of a release; the same as before when it was asked already."""
    release = readable_release(session, actor, release_id)
    refuse_unless_publisher_of(actor, release.app.organisation_id)
    if (objection := objection_to_address(release, settings)) is not None:
        raise objection
    organisation, origin = release.app.organisation_id, str(origin_of(url_of(release)))
    if (known := find_proof(session, organisation, origin)) is not None:
        return known
    token = secrets.token_urlsafe(_SECRET_BYTES)
    proof = DomainProof(
        id=new_identifier("dom"),
        organisation_id=organisation,
        origin=origin,
        token=token,
        answer=f"{token}.{secrets.token_urlsafe(_SECRET_BYTES)}",
        claimed_at=clock.now(),
    )
    session.add(proof)
    details: dict[str, object] = {"origin": origin, "organisation": organisation}
    audit.record(session, actor, event="domain_claimed", subject=f"domain:{proof.id}", details=details)
    session.flush()
    return proof


def open_space(context: Context, actor: Actor, release_id: str, *, callers: Sequence[str] = ()) -> OpenedSpace:
    """Open the space of the release's app and register the app there, or give it new credentials if it has some.

    `callers` are networks from which the app calls, beside the addresses of its host.
    """
    networks = _networks(callers)
    with context.database.writing() as session:
        release = readable_release(session, actor, release_id)
        refuse_unless_publisher_of(actor, release.app.organisation_id)
        objection = objection_to_proof(session, release, context.settings, now=context.clock.now())
        if objection is not None:
            raise objection
        space = _placed(session, actor, release, context)
        space.callers = networks
        renew = space.credentials_at is not None
    with TemporaryDirectory(prefix="poincon-manifest-") as folder:
        manifest = Path(folder, MANIFEST_NAME)
        manifest.write_text(release.manifest, encoding="utf-8")
        try:
            told = context.ports.open_space(manifest, order_of(space, context.settings), renew=renew)
        except RunUnplayable as error:
            raise Conflict(
                f"The space cannot be opened: {error}", code="space_not_started", because=[str(error)]
            ) from error
    with context.database.writing() as session:
        space = session.get_one(AppSpace, release.app_id)
        space.issuer, space.credentials_at = str(told["issuer"]), context.clock.now()
        details: dict[str, object] = {"space": space.id, "renewed": renew, "callers": networks}
        audit.record(session, actor, event="space_credentials_given", subject=f"app:{release.app_id}", details=details)
        session.flush()
    return OpenedSpace(space, told)


def order_of(space: AppSpace, settings: Settings) -> SpaceOrder:
    """Return what the suite must know to serve a space."""
    if settings.spaces_at is None:
        raise Conflict("This portal has no address at which it opens spaces.", code="no_spaces")
    return SpaceOrder(
        id=space.id,
        folder=settings.spaces / space.id,
        host=settings.spaces_at.host,
        main_port=space.main_port,
        token_port=space.token_port,
        seed=space.seed,
        callers=tuple(space.callers),
        loopback=settings.demo,
    )


def authority_of(space: AppSpace, settings: Settings) -> str:
    """Return the certificate that the app must trust; empty before the space was first served."""
    file = settings.spaces / space.id / "state" / "ca.pem"
    return file.read_text(encoding="ascii") if file.exists() else ""


def _placed(session: Session, actor: Actor, release: Release, context: Context) -> AppSpace:
    space, settings = find_space(session, release.app_id), context.settings
    if space is not None:
        lock_row(session, space)
        if not is_in_place(space, settings):
            space.main_port, space.token_port = _free_ports(session, settings)
        return space
    main, token = _free_ports(session, settings)
    space = AppSpace(
        app_id=release.app_id,
        id=release.app_id.replace("_", "-"),
        main_port=main,
        token_port=token,
        seed=secrets.randbelow(2**31),
        callers=[],
        opened_at=context.clock.now(),
    )
    session.add(space)
    details: dict[str, object] = {"space": space.id, "ports": [main, token]}
    audit.record(session, actor, event="space_opened", subject=f"app:{release.app_id}", details=details)
    session.flush()
    return space


def _free_ports(session: Session, settings: Settings) -> tuple[int, int]:
    taken = taken_ports(session)
    free = [port for port in (settings.spaces_at.ports if settings.spaces_at else ()) if port not in taken]
    if len(free) < 2:  # noqa: PLR2004 - one for the space, one for its token endpoint
        raise Conflict("Every port for spaces is taken; ask the portal's operator.", code="no_port_left")
    return free[0], free[1]


def _networks(callers: Sequence[str]) -> list[str]:
    found, wrong = [], []
    for caller in dict.fromkeys(callers):
        try:
            network = ipaddress.ip_network(caller.strip())
        except ValueError:
            wrong.append(caller)
            continue
        if network.prefixlen < _SMALLEST_PREFIX[network.version]:
            wrong.append(caller)
        found.append(str(network))
    if wrong or len(found) > MOST_CALLERS:
        raise Invalid("Some of these are no networks, or too large.", code="bad_network", because=wrong[:MOST_CALLERS])
    return found
