"""What the REST API of publishers takes and gives."""

from marshmallow import Schema, fields, validate

from catalogue_portal.rest import StrictSchema, text


class NewOrganisationSchema(StrictSchema):
    """An organisation to register."""

    name = text(longest=160)
    registration_number = fields.String(
        required=True, validate=validate.Regexp(r"^[0-9]{14}$"), metadata={"description": "SIRET, 14 digits"}
    )


class OrganisationSchema(Schema):
    """An organisation. `state`: unverified, verified or suspended."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    registration_number = fields.String(required=True)
    state = fields.String(required=True)


class InvitationSchema(Schema):
    """A code that lets one person join, shown this once."""

    code = fields.String(required=True)


class JoinSchema(StrictSchema):
    """The code that an owner gave."""

    code = text(longest=120)


class MemberSchema(Schema):
    """A person of an organisation. `rank`: owner or member."""

    user = fields.String(required=True)
    display_name = fields.String(required=True)
    rank = fields.String(required=True)


class StateChangeSchema(StrictSchema):
    """What the office does with an organisation."""

    event = fields.String(required=True, validate=validate.OneOf(["verify", "suspend", "reinstate"]))
