"""REST API of labels: anyone reads them, the office strikes them."""

from typing import Any

from catalogue_portal.context import context
from catalogue_portal.identity import requires_scope, signed_in_actor
from catalogue_portal.labels import schemas, service
from catalogue_portal.labels.models import Label
from catalogue_portal.labels.publication import Publication
from catalogue_portal.labels.repository import all_labels, get_label
from catalogue_portal.rest import RestBlueprint

blueprint = RestBlueprint("labels", __name__, url_prefix="/api/v1", description="Labels and what they are worth now")


@blueprint.get("/labels")
@blueprint.response(200, schemas.LabelSchema(many=True))
def list_all() -> list[dict[str, Any]]:
    """List every label ever issued here, newest first."""
    with context().database.reading() as session:
        return [_as_of_now(label) for label in all_labels(session)]


@blueprint.post("/labels")
@requires_scope("labels:write")
@blueprint.arguments(schemas.NewLabelSchema)
@blueprint.response(201, schemas.LabelSchema)
def issue(wish: dict[str, str]) -> dict[str, Any]:
    """Strike the label of an agreement in force whose hook-up run is conformant."""
    portal, actor = context(), signed_in_actor()
    publication = Publication.of(portal.settings)
    with portal.database.writing() as session:
        return _as_of_now(service.issue(session, actor, wish["agreement"], keys=portal.keys, publication=publication))


@blueprint.get("/labels/<label_id>")
@blueprint.response(200, schemas.LabelSchema)
def show(label_id: str) -> dict[str, Any]:
    """Show a label with its state of this moment."""
    with context().database.reading() as session:
        return _as_of_now(get_label(session, label_id))


def _as_of_now(label: Label) -> dict[str, Any]:
    stored = {column.key: getattr(label, column.key) for column in Label.__table__.columns}
    return stored | {"claims": label.claims, "state": label.state_at(context().clock.now()).value}
