"""REST API of the public catalogue: no account, no token."""

from typing import Any

from catalogue_portal.context import context
from catalogue_portal.listings import schemas, service
from catalogue_portal.listings.models import Listing
from catalogue_portal.listings.service import Question
from catalogue_portal.rest import RestBlueprint

blueprint = RestBlueprint("listings", __name__, url_prefix="/api/v1", description="The public catalogue")


@blueprint.get("/catalogue")
@blueprint.arguments(schemas.QuestionSchema, location="query")
@blueprint.response(200, schemas.ListingSchema(many=True))
def search(question: dict[str, Any]) -> list[Listing]:
    """List the labelled apps, those in force first; suspended and withdrawn ones stay visible."""
    with context().database.reading() as session:
        return list(service.catalogue(session, Question(**question)))


@blueprint.get("/catalogue/<app_id>")
@blueprint.response(200, schemas.ListingSchema)
def show(app_id: str) -> Listing:
    """Show a listed app with its labels."""
    with context().database.reading() as session:
        return service.listing(session, app_id)
