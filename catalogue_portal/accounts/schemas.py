"""What the REST API of accounts takes and gives."""

from marshmallow import Schema, fields, validate

from catalogue_portal.accounts.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH
from catalogue_portal.accounts.scopes import SCOPES
from catalogue_portal.accounts.service import EMAIL
from catalogue_portal.actor import GRANTABLE_ROLES
from catalogue_portal.rest import SortedTexts, StrictSchema, text

EMAIL_LENGTH = 254
any_password = fields.String(required=True, load_only=True, validate=validate.Length(min=1, max=MAXIMUM_LENGTH))


class NewAccountSchema(StrictSchema):
    """The wish for an account."""

    email = fields.String(
        required=True,
        validate=[
            validate.Length(max=EMAIL_LENGTH),
            validate.Regexp(f"^{EMAIL.pattern}$", error="This is not an e-mail address."),
        ],
    )
    display_name = fields.String(
        required=True,
        validate=[
            validate.Length(max=120),
            validate.Regexp(r"^[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$", error="A name is needed."),
        ],
    )
    password = fields.String(
        required=True, load_only=True, validate=validate.Length(min=MINIMUM_LENGTH, max=MAXIMUM_LENGTH)
    )


class AcceptedSchema(Schema):
    """The same answer whether the address was free or not."""

    message = fields.String(required=True)


class MeSchema(Schema):
    """Who the bearer token acts for."""

    user = fields.String(required=True, attribute="user_id")
    display_name = fields.String(required=True)
    roles = SortedTexts(required=True)
    organisation = fields.String(required=True, allow_none=True, attribute="organisation_id")
    scopes = SortedTexts(required=True, allow_none=True)


class NewTokenSchema(StrictSchema):
    """The wish for a bearer token, with the proof of who asks."""

    email = text(longest=EMAIL_LENGTH)
    password = any_password
    name = text(longest=80)
    scopes = fields.List(
        fields.String(validate=validate.OneOf(sorted(SCOPES))), required=True, validate=validate.Length(min=1, max=100)
    )
    days = fields.Integer(load_default=30, validate=validate.Range(min=1, max=180))


class TokenSchema(Schema):
    """A bearer token as it is kept."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    created_at = fields.AwareDateTime(required=True)
    expires_at = fields.AwareDateTime(required=True)


class IssuedTokenSchema(Schema):
    """A bearer token with its secret, shown this once."""

    token = fields.Nested(TokenSchema, required=True, attribute="kept")
    secret = fields.String(required=True)


class UserSchema(Schema):
    """A person, as administrators see them."""

    id = fields.String(required=True)
    email = fields.String(required=True)
    display_name = fields.String(required=True)
    state = fields.String(required=True)
    roles = SortedTexts(required=True)


class RoleSchema(StrictSchema):
    """A role to grant."""

    role = fields.String(required=True, validate=validate.OneOf(sorted(GRANTABLE_ROLES)))
