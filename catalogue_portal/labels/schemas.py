"""What the REST API of labels takes and gives."""

from marshmallow import Schema, fields, validate

from catalogue_portal.rest import IDENTIFIER, StrictSchema


class NewLabelSchema(StrictSchema):
    """A label to strike: the agreement says everything else."""

    agreement = fields.String(required=True, validate=validate.Regexp(IDENTIFIER))


class LabelledAppSchema(Schema):
    """The app as labelled."""

    name = fields.String(required=True)
    version = fields.String(required=True)
    kind = fields.String(required=True)
    artefact_digest = fields.String(required=True)


class LabelSchema(Schema):
    """A label and what it is worth now."""

    id = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "valid, suspended, withdrawn or expired"})
    environment = fields.String(required=True)
    assurance = fields.String(required=True, attribute="claims.assurance.value")
    app = fields.Nested(LabelledAppSchema, required=True, attribute="claims.app")
    app_id = fields.String(required=True)
    release = fields.String(required=True, attribute="release_id")
    edition = fields.String(required=True, attribute="claims.edition")
    report_digest = fields.String(required=True, attribute="claims.report_digest")
    purposes = fields.List(fields.String(), required=True, attribute="claims.purposes")
    exchanges = fields.Dict(
        keys=fields.String(), values=fields.List(fields.String()), required=True, attribute="claims.exchanges"
    )
    issued_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)
    changed_at = fields.AwareDateTime(required=True)
    reason = fields.String(required=True, allow_none=True, metadata={"description": "why it is not in force"})
    label = fields.String(required=True, attribute="compact", metadata={"description": "the label: a compact JWS"})
