"""What the REST API of domains and spaces takes and gives."""

from marshmallow import Schema, fields, validate

from catalogue_portal.domains.service import MOST_CALLERS
from catalogue_portal.rest import StrictSchema, text


class DomainSchema(Schema):
    """What is to be put at a domain, and whether it was found there."""

    origin = fields.String(required=True, metadata={"description": "Scheme, host and port of the app"})
    url = fields.String(required=True, metadata={"description": "Where `answer` is to be answered, with status 200"})
    answer = fields.String(required=True)
    looked_at = fields.AwareDateTime(required=True, allow_none=True)
    failure = fields.String(
        required=True, allow_none=True, metadata={"description": "Why the last look found no proof: a problem's code"}
    )
    proven_at = fields.AwareDateTime(required=True, allow_none=True)
    expires_at = fields.AwareDateTime(required=True, allow_none=True)


class NewSpaceSchema(StrictSchema):
    """A space to open, or new credentials for the app that has one."""

    callers = fields.List(
        text(longest=60),
        load_default=list,
        validate=validate.Length(max=MOST_CALLERS),
        metadata={"description": "Networks from which the app calls, beside the addresses of its host"},
    )


class SpaceSchema(Schema):
    """The standing space of an app."""

    id = fields.String(required=True)
    issuer = fields.String(required=True, allow_none=True)
    callers = fields.List(fields.String(), required=True)
    opened_at = fields.AwareDateTime(required=True)
    credentials_at = fields.AwareDateTime(required=True, allow_none=True)


class OpenedSpaceSchema(Schema):
    """A space with all that the app is to be told; its secret or private key is told this once."""

    space = fields.Nested(SpaceSchema, required=True)
    told = fields.Dict(
        required=True, metadata={"description": "issuer, client_id, client_secret or private_jwk, fhir_base..."}
    )
