"""What the REST API of the catalogue takes and gives."""

from marshmallow import Schema, fields, validate

from catalogue_portal.labels.models import LabelState
from catalogue_portal.rest import StrictSchema


class QuestionSchema(StrictSchema):
    """What is looked for in the catalogue."""

    words = fields.String(load_default="", validate=validate.Length(max=100))
    purpose = fields.String(load_default="", validate=validate.Length(max=40))
    exchange = fields.String(load_default="", validate=validate.Length(max=40))
    state = fields.Enum(LabelState, by_value=True, load_default=None)


class ListedLabelSchema(Schema):
    """A label of a listed app."""

    id = fields.String(required=True)
    state = fields.Enum(LabelState, by_value=True, required=True)
    version = fields.String(required=True, attribute="claims.app.version")
    environment = fields.String(required=True, attribute="claims.environment.value")
    assurance = fields.String(required=True, attribute="claims.assurance.value")
    edition = fields.String(required=True, attribute="claims.edition")
    purposes = fields.List(fields.String(), required=True, attribute="claims.purposes")
    exchanges = fields.Dict(
        keys=fields.String(), values=fields.List(fields.String()), required=True, attribute="claims.exchanges"
    )
    issued_at = fields.AwareDateTime(required=True, attribute="label.issued_at")
    expires_at = fields.AwareDateTime(required=True, attribute="label.expires_at")
    changed_at = fields.AwareDateTime(required=True, attribute="label.changed_at")
    reason = fields.String(required=True, allow_none=True, attribute="label.reason")


class ListingSchema(Schema):
    """A listed app. One whose label is no longer in force stays, with the reason."""

    app = fields.String(required=True, attribute="app_id")
    name = fields.String(required=True)
    publisher = fields.String(required=True)
    kind = fields.String(required=True)
    state = fields.Enum(LabelState, by_value=True, required=True)
    is_tombstone = fields.Boolean(required=True)
    label = fields.Nested(ListedLabelSchema, required=True, attribute="current")
    former_labels = fields.List(fields.Nested(ListedLabelSchema), required=True, attribute="former")
