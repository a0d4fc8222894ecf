"""What the REST API of credentials takes and gives."""

from marshmallow import Schema, fields, validate

from catalogue_portal.credentials.client_keys import MOST_KEYS
from catalogue_portal.credentials.redirect_uris import MOST_URIS
from catalogue_portal.rest import IDENTIFIER, StrictSchema

_ISSUER = r"^https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?$"
"""An issuer has a scheme, a host and perhaps a path, and nothing else (RFC 8414 section 2)."""


class KeySetSchema(StrictSchema):
    """Public keys (RFC 7517): EC P-256 or P-384, Ed25519, RSA of 2048 bits or more."""

    keys = fields.List(fields.Dict(keys=fields.String()), required=True, validate=validate.Length(min=1, max=MOST_KEYS))


class NewRegistrationSchema(StrictSchema):
    """An app to enter in the registry."""

    label = fields.String(required=True, validate=validate.Regexp(IDENTIFIER))
    jwks = fields.Nested(
        KeySetSchema, load_default=None, allow_none=True, metadata={"description": "none only for a native app"}
    )
    redirect_uris = fields.List(
        fields.String(validate=validate.Length(min=1, max=500)),
        required=True,
        validate=validate.Length(min=1, max=MOST_URIS),
    )


class KeysSchema(StrictSchema):
    """The keys that count from now on."""

    jwks = fields.Nested(KeySetSchema, required=True)


class RegistrationSchema(Schema):
    """An entry of the registry."""

    client_id = fields.String(required=True, attribute="id")
    label = fields.String(required=True, attribute="label_id")
    app = fields.String(required=True, attribute="app_id")
    client_name = fields.String(required=True)
    software_version = fields.String(required=True)
    redirect_uris = fields.List(fields.String(), required=True)
    scopes = fields.List(fields.String(), required=True, metadata={"description": "at the health space"})
    portal_scopes = fields.List(fields.String(), required=True, metadata={"description": "at this portal"})
    purposes = fields.List(fields.String(), required=True)
    token_endpoint_auth_method = fields.String(required=True)
    jwks = fields.Dict(required=True, allow_none=True)
    registered_at = fields.AwareDateTime(required=True)
    keys_changed_at = fields.AwareDateTime(required=True)


class NewStatementSchema(StrictSchema):
    """A software statement to sign."""

    audience = fields.String(
        required=True,
        validate=[
            validate.Length(max=300),
            validate.Regexp(_ISSUER),
            validate.ContainsNoneOf("\n"),
        ],  # $ lets one through
        metadata={"description": "issuer of the one space where the app will register"},
    )


class StatementSchema(Schema):
    """A software statement, handed out once."""

    jti = fields.String(required=True)
    audience = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    software_statement = fields.String(required=True, attribute="compact")
