"""What the REST API of apps takes and gives."""

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from catalogue_portal.rest import StrictSchema, text


class NewAppSchema(StrictSchema):
    """An app to register."""

    name = text(longest=120)
    kind = fields.String(required=True, validate=validate.OneOf(["web", "native", "service"]))


class AppSchema(Schema):
    """An app."""

    id = fields.String(required=True)
    organisation = fields.String(required=True, attribute="organisation_id")
    name = fields.String(required=True)
    kind = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)


class NewReleaseSchema(StrictSchema):
    """A release to add: its manifest as text or, in a demonstration, a folder of the operator's list."""

    manifest = fields.String(validate=validate.Length(min=1, max=300_000))
    folder = fields.String(validate=validate.Length(min=1, max=500))

    @validates_schema
    def has_one_source(self, content: dict[str, str], **_options: object) -> None:
        """Refuse both and neither."""
        if len(content) != 1:
            raise ValidationError("Give either `manifest` or `folder`.", "manifest")


class ReleaseSchema(Schema):
    """A release. Nothing of it ever changes."""

    id = fields.String(required=True)
    app = fields.String(required=True, attribute="app_id")
    version = fields.String(required=True)
    target = fields.String(required=True)
    manifest = fields.String(required=True)
    manifest_digest = fields.String(required=True)
    artefact_digest = fields.String(required=True)
    purposes = fields.List(fields.String(), required=True)
    exchanges = fields.Dict(required=True)
    scopes = fields.List(fields.String(), required=True)
    created_at = fields.AwareDateTime(required=True)
