"""What the REST API of the evaluation takes and gives."""

from marshmallow import Schema, fields, validate

from catalogue_portal.dossiers.schemas import DIGEST, prose
from catalogue_portal.rest import StrictSchema, Word
from catalogue_portal.reviews.models import OpinionSense, Outcome, ReservationKind


class NewFindingSchema(StrictSchema):
    """What was found of one requirement, and why."""

    outcome = Word(Outcome, required=True)
    rationale = prose()
    seen = fields.String(
        validate=validate.Regexp(DIGEST), metadata={"description": "`digest` of the evidence that was looked at"}
    )


class NewFindingsSchema(StrictSchema):
    """Requirements that the run proved, found met together for one reason."""

    requirements = fields.List(
        fields.String(validate=validate.Length(min=1, max=40)), required=True, validate=validate.Length(min=1, max=1000)
    )
    outcome = Word(Outcome, load_default=Outcome.MET)
    rationale = prose()


class FindingSchema(Schema):
    """A finding. The one of the highest number counts, if it was made on the evidence as it is now."""

    id = fields.String(required=True)
    requirement = fields.String(required=True)
    number = fields.Integer(required=True)
    outcome = Word(Outcome, required=True)
    rationale = fields.String(required=True)
    machine_verdict = fields.String(required=True, allow_none=True)
    weighed = fields.String(required=True)
    author = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class NewReservationSchema(StrictSchema):
    """A reservation to make; only a non-suspensive one has a date."""

    kind = Word(ReservationKind, required=True)
    text = prose()
    due = fields.AwareDateTime()


class NewOpinionSchema(StrictSchema):
    """The committee's opinion to write down."""

    sense = Word(OpinionSense, required=True)
    reasons = prose()
    reservations = fields.List(fields.Nested(NewReservationSchema), load_default=list, validate=validate.Length(max=50))


class ReservationSchema(Schema):
    """A reservation; a suspensive one blocks the agreement until it is lifted."""

    id = fields.String(required=True)
    number = fields.Integer(required=True)
    kind = Word(ReservationKind, required=True)
    text = fields.String(required=True)
    due = fields.AwareDateTime(required=True, allow_none=True)
    lifted_at = fields.AwareDateTime(required=True, allow_none=True)
    lifted_because = fields.String(required=True, allow_none=True)


class OpinionSchema(Schema):
    """The committee's opinion."""

    id = fields.String(required=True)
    dossier = fields.String(required=True, attribute="dossier_id")
    sense = Word(OpinionSense, required=True)
    reasons = fields.String(required=True)
    author = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    reservations = fields.List(fields.Nested(ReservationSchema), required=True)


class LiftingSchema(StrictSchema):
    """Why a reservation is found fulfilled."""

    because = prose()
