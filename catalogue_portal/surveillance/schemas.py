"""What the REST API of surveillance takes and gives."""

from marshmallow import Schema, fields

from catalogue_portal.dossiers.schemas import ListQuery, identifier, prose
from catalogue_portal.rest import StrictSchema, Word
from catalogue_portal.surveillance.models import Ground, ProceedingKind, ProceedingState


class ProceedingQuery(ListQuery):
    """Which proceedings are wanted."""

    label = identifier()


class NewProceedingSchema(StrictSchema):
    """A proceeding to open. An urgent suspension takes effect at once; the other kinds hear the publisher first."""

    kind = Word(ProceedingKind, required=True)
    ground = Word(Ground, required=True)
    reasons_in_law = prose()
    reasons_in_fact = prose()


class ObservationsSchema(StrictSchema):
    """What the publisher has to say."""

    observations = prose()


class ProceedingSchema(Schema):
    """A proceeding; `due` ends the delay for the confirmation (urgent) or for the hearing (ordinary)."""

    id = fields.String(required=True)
    label = fields.String(required=True, attribute="label_id")
    agreement = fields.String(required=True, attribute="agreement_id")
    organisation = fields.String(required=True, attribute="organisation_id")
    kind = Word(ProceedingKind, required=True)
    state = Word(ProceedingState, required=True)
    in_effect = fields.Boolean(required=True, attribute="is_in_effect")
    ground = Word(Ground, required=True)
    reasons_in_law = fields.String(required=True)
    reasons_in_fact = fields.String(required=True)
    opened_at = fields.AwareDateTime(required=True)
    due = fields.AwareDateTime(required=True)
    observations = fields.String(required=True, allow_none=True)
    observed_at = fields.AwareDateTime(required=True, allow_none=True)
    decision_reasons = fields.String(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    appeal_fr = fields.String(required=True, allow_none=True)
    appeal_en = fields.String(required=True, allow_none=True)
    appeal_until = fields.AwareDateTime(required=True, allow_none=True)
    lifting_because = fields.String(required=True, allow_none=True)
    lifting_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_because = fields.String(required=True, allow_none=True)
