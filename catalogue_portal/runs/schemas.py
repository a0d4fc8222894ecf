"""What the REST API of runs takes and gives."""

from marshmallow import Schema, fields, validate

from catalogue_portal.rest import StrictSchema


class NewRunSchema(StrictSchema):
    """A conformance run to ask for."""

    profile = fields.String(load_default="full", validate=validate.OneOf(["full", "smoke"]))


class RunSchema(Schema):
    """A run. `state`: queued, running, finished, cancelled or failed: no verdict on the app, and `failure` says why."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    release = fields.String(required=True, attribute="release_id")
    edition = fields.String(required=True)
    profile = fields.String(required=True)
    state = fields.String(required=True)
    attempt = fields.Integer(required=True)
    done = fields.Integer(required=True)
    total = fields.Integer(required=True)
    verdict = fields.String(required=True, allow_none=True)
    scope = fields.String(required=True, allow_none=True)
    counts = fields.Dict(required=True, allow_none=True)
    report_digest = fields.String(required=True, allow_none=True)
    report_signature = fields.String(required=True, allow_none=True)
    failure = fields.String(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    started_at = fields.AwareDateTime(required=True, allow_none=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)


class RunEventSchema(Schema):
    """One thing said during a run."""

    number = fields.Integer(required=True)
    attempt = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    kind = fields.String(required=True)
    message_en = fields.String(required=True)
    message_fr = fields.String(required=True)
    done = fields.Integer(required=True)
    total = fields.Integer(required=True)
    case = fields.String(required=True, allow_none=True, attribute="case_id")
    verdict = fields.String(required=True, allow_none=True)


class RunEventQuery(StrictSchema):
    """Which events are wanted."""

    after = fields.Integer(load_default=0, validate=validate.Range(min=0, max=2**31 - 1))


class RunQuery(StrictSchema):
    """Which runs are wanted."""

    release = fields.String(validate=validate.Length(max=40))
