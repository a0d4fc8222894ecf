"""What the REST API of agreements takes and gives."""

from marshmallow import Schema, fields, validate

from catalogue_portal.agreements.models import AgreementState, Party
from catalogue_portal.dossiers.schemas import ListQuery, identifier
from catalogue_portal.rest import StrictSchema, Word, text


class AgreementQuery(ListQuery):
    """Which agreements are wanted."""

    dossier = identifier()


def _words(longest: int = 60) -> "fields.List[str]":
    return fields.List(text(longest=longest), required=True, validate=validate.Length(min=1, max=40))


def _ways() -> "fields.List[str]":
    way = fields.String(validate=validate.OneOf(["read", "write"]))
    return fields.List(way, validate=validate.Length(min=1, max=2))


class ExchangesSchema(StrictSchema):
    """What is read from and written to the space, by family of data."""

    measures = _ways()
    documents = _ways()
    agenda = _ways()
    messages = _ways()


class TermsSchema(StrictSchema):
    """The terms of an agreement: nothing beyond what the dossier asks for."""

    scopes = _words()
    purposes = _words()
    exchanges = fields.Nested(ExchangesSchema, required=True)
    ends_at = fields.AwareDateTime(required=True)


class SigningSchema(StrictSchema):
    """A signature: for which party, and in what capacity."""

    party = Word(Party, required=True)
    capacity = text(shortest=3, longest=200)


class SignatureSchema(Schema):
    """A signature that was given; it holds for the terms of this digest."""

    party = Word(Party, required=True)
    name = fields.String(required=True)
    capacity = fields.String(required=True)
    terms_digest = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class AgreementSchema(Schema):
    """An agreement between publisher, minister and CNAM."""

    id = fields.String(required=True)
    dossier = fields.String(required=True, attribute="dossier_id")
    organisation = fields.String(required=True, attribute="organisation_id")
    app = fields.String(required=True, attribute="app_id")
    release = fields.String(required=True, attribute="release_id")
    state = Word(AgreementState, required=True)
    scopes = fields.List(fields.String(), required=True)
    purposes = fields.List(fields.String(), required=True)
    exchanges = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), required=True)
    ends_at = fields.AwareDateTime(required=True)
    signatures = fields.List(fields.Nested(SignatureSchema), required=True)
    hook_up_run = fields.String(required=True, attribute="hook_up_run_id", allow_none=True)
    drafted_at = fields.AwareDateTime(required=True)
    signed_at = fields.AwareDateTime(required=True, allow_none=True)
    in_force_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
