"""REST API of domains and spaces: the proof of a release's domain, the space that its app is told of."""

from collections.abc import Mapping

from catalogue_portal.apps.policy import readable_app, readable_release, refuse_unless_publisher_of
from catalogue_portal.context import context
from catalogue_portal.domains import looking, schemas, service
from catalogue_portal.domains.addresses import origin_of, url_of
from catalogue_portal.domains.models import AppSpace, DomainProof
from catalogue_portal.domains.repository import find_proof, find_space
from catalogue_portal.errors import NotFound
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.rest import RestBlueprint

blueprint = RestBlueprint("domains", __name__, url_prefix="/api/v1", description="Apps that their publishers run")


@blueprint.get("/releases/<release_id>/domain")
@requires_scope("domains:read")
@blueprint.response(200, schemas.DomainSchema)
def show_domain(release_id: str) -> Mapping[str, object]:
    """Show what is to be put at the domain of one's release, and whether it was found there."""
    actor = signed_in_actor()
    with context().database.reading() as session:
        release = readable_release(session, actor, release_id)
        refuse_unless_publisher_of(actor, release.app.organisation_id)
        origin = origin_of(url_of(release)) if release.target == "url" else None
        proof = find_proof(session, release.app.organisation_id, origin) if origin else None
    if proof is None:
        raise NotFound("Nothing was asked for at the domain of this release.")
    return _told(proof)


@blueprint.post("/releases/<release_id>/domain")
@requires_scope("domains:write")
@blueprint.response(200, schemas.DomainSchema)
def claim(release_id: str) -> Mapping[str, object]:
    """Ask what to put at the domain of a release; the same as before when it was asked already."""
    portal = context()
    with portal.database.writing() as session:
        claimed = service.claim(session, signed_in_actor(), release_id, clock=portal.clock, settings=portal.settings)
    return _told(claimed)


@blueprint.post("/releases/<release_id>/domain/look")
@requires_scope("domains:write")
@blueprint.response(200, schemas.DomainSchema)
def look(release_id: str) -> Mapping[str, object]:
    """Have the portal look at the domain now; what it finds wrong is the answer."""
    return _told(looking.look_now(context(), signed_in_actor(), release_id))


@blueprint.get("/apps/<app_id>/space")
@requires_scope("domains:read")
@blueprint.response(200, schemas.SpaceSchema)
def show_space(app_id: str) -> AppSpace:
    """Show the standing space of an app, without any secret."""
    with context().database.reading() as session:
        space = find_space(session, readable_app(session, signed_in_actor(), app_id).id)
    if space is None:
        raise NotFound("This app has no space.")
    return space


@blueprint.post("/releases/<release_id>/space")
@requires_scope("domains:write")
@blueprint.arguments(schemas.NewSpaceSchema)
@blueprint.response(201, schemas.OpenedSpaceSchema)
def open_space(wish: dict[str, list[str]], release_id: str) -> service.OpenedSpace:
    """Open the space of a release's app, or give the app new credentials there; they are told this once."""
    return service.open_space(context(), signed_in_actor(), release_id, callers=wish["callers"])


def _told(proof: DomainProof) -> Mapping[str, object]:
    members = ("origin", "answer", "looked_at", "failure", "proven_at", "expires_at")
    return {name: getattr(proof, name) for name in members} | {"url": looking.address_of(proof)}
