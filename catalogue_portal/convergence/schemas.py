"""What the REST API of convergence takes and gives."""

from marshmallow import Schema, fields, validate

from catalogue_portal.rest import StrictSchema


class NewConvergenceSchema(StrictSchema):
    """A declaration to save: the file `poincon/convergence/1`, and the version that it was written from."""

    text = fields.String(required=True, validate=validate.Length(min=1, max=300_000))
    after = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(min=0, max=1_000_000),
        metadata={"description": "Number of the version that this one was written from; 0 for the first"},
    )


class ConvergenceVersionSchema(Schema):
    """A version of a declaration. Nothing of it ever changes; `filed_at` says since when the office may read it."""

    app = fields.String(required=True, attribute="app_id")
    number = fields.Integer(required=True)
    edition = fields.String(required=True)
    digest = fields.String(required=True)
    saved_at = fields.AwareDateTime(required=True)
    filed_at = fields.AwareDateTime(required=True, allow_none=True)


class WholeConvergenceVersionSchema(ConvergenceVersionSchema):
    """A version with its file."""

    text = fields.String(required=True)


class StandingSchema(Schema):
    """Where an app stands by a version: levels, plans, and what its latest run says."""

    version = fields.Integer(required=True)
    digest = fields.String(required=True)
    edition = fields.String(required=True)
    run = fields.String(required=True, allow_none=True)
    level = fields.Integer(required=True)
    themes = fields.List(fields.Dict(), required=True)
    trajectory = fields.Dict(required=True)
    facts = fields.List(
        fields.Dict(), required=True, metadata={"description": "Facts of the manifest that the run contradicts"}
    )
    requirements = fields.List(fields.Dict(), required=True)
