"""What the REST API of decisions takes and gives."""

from marshmallow import Schema, fields

from catalogue_portal.decisions.models import DecisionSense
from catalogue_portal.dossiers.schemas import prose
from catalogue_portal.rest import StrictSchema, Word


class ApprovalSchema(StrictSchema):
    """An approval; reasons are welcome and not required."""

    reasons = prose(shortest=0, required=False)


class RefusalSchema(StrictSchema):
    """A refusal, with its reasons in law and in fact."""

    reasons_in_law = prose()
    reasons_in_fact = prose()


class DecisionSchema(Schema):
    """A decision; an adverse one tells how and until when it can be contested."""

    id = fields.String(required=True)
    dossier = fields.String(required=True, attribute="dossier_id")
    opinion = fields.String(required=True, attribute="opinion_id")
    sense = Word(DecisionSense, required=True)
    reasons_in_law = fields.String(required=True)
    reasons_in_fact = fields.String(required=True)
    appeal_fr = fields.String(required=True, allow_none=True)
    appeal_en = fields.String(required=True, allow_none=True)
    appeal_until = fields.AwareDateTime(required=True, allow_none=True)
    author = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
