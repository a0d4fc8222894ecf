"""What the REST API of dossiers takes and gives; later nouns share its words for prose, actions and history."""

from marshmallow import Schema, fields, validate

from catalogue_portal.dossiers.models import DossierState, EvidenceSlot
from catalogue_portal.rest import IDENTIFIER, StrictSchema, Word, text
from catalogue_portal.texts import LONGEST, PROSE, SHORTEST

DIGEST = r"^sha256:[0-9a-f]{64}$"


def prose(*, shortest: int = SHORTEST, longest: int = LONGEST, **options: object) -> fields.String:
    """Return a field for text of several lines."""
    limits = [validate.Length(min=shortest, max=longest), validate.Regexp(PROSE)]
    return fields.String(**({"required": True, "validate": limits} | options))  # type: ignore[arg-type]


def identifier(**options: object) -> fields.String:
    """Return a field for one of our identifiers."""
    return fields.String(**({"validate": validate.Regexp(IDENTIFIER)} | options))  # type: ignore[arg-type]


class ListQuery(StrictSchema):
    """Which part of a list is wanted."""

    after = identifier(metadata={"description": "Identifier of the last item already seen"})
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class DossierQuery(ListQuery):
    """Which dossiers are wanted."""

    state = Word(DossierState)


class NewDossierSchema(StrictSchema):
    """A dossier to file: the release, and the run of full scope of exactly that release."""

    release = identifier(required=True)
    run = identifier(required=True)


class JustificationSchema(StrictSchema):
    """Why one exchange is asked for."""

    family = text(longest=30)
    direction = fields.String(required=True, validate=validate.OneOf(["read", "write"]))
    need = prose(shortest=0)
    modalities = prose(shortest=0)
    retention = prose(shortest=0)


class DescriptionSchema(StrictSchema):
    """The publisher's part of the file; what is not given stays as it was."""

    justifications = fields.List(fields.Nested(JustificationSchema), validate=validate.Length(max=40))
    consent_text = prose(shortest=0, required=False)
    security_conditions = prose(shortest=0, required=False)


class DocumentSchema(StrictSchema):
    """A document held ready: its name and the digest of its content."""

    name = text(longest=200)
    digest = fields.String(required=True, validate=validate.Regexp(DIGEST))


class NewEvidenceSchema(StrictSchema):
    """Evidence for one requirement."""

    statement = prose(shortest=0)
    document = fields.Nested(DocumentSchema)


class ReasonsSchema(StrictSchema):
    """The reasons of an act."""

    reasons = prose()


class QuestionSchema(StrictSchema):
    """What the publisher is asked for."""

    question = prose()


class AnswerSchema(StrictSchema):
    """What the publisher answers, with another run of the same release if one is needed."""

    answer = prose()
    run = identifier()


class AccessSchema(Schema):
    """One exchange asked for."""

    family = fields.String(required=True)
    direction = fields.String(required=True)
    need = fields.String(required=True)
    modalities = fields.String(required=True)
    retention = fields.String(required=True)


class _DigestOfSlot(fields.String):
    """The digest of a slot, which is worked out and not kept."""

    def get_value(self, obj: EvidenceSlot, attr: str, accessor: object = None, default: object = None) -> str:
        """Return the digest."""
        del attr, accessor, default
        return obj.digest()


class EvidenceSchema(Schema):
    """The place of one requirement in the dossier. `machine_verdict` is null when no machine checks it."""

    requirement = fields.String(required=True)
    revision = fields.Integer(required=True)
    obligation = fields.String(required=True)
    verification = fields.String(required=True)
    machine_verdict = fields.String(required=True, allow_none=True)
    statement = fields.String(required=True)
    document_name = fields.String(required=True, allow_none=True)
    document_digest = fields.String(required=True, allow_none=True)
    supplied_at = fields.AwareDateTime(required=True, allow_none=True)
    digest = _DigestOfSlot(required=True, metadata={"description": "Of all that can be weighed here; see `seen`"})


class ComplementSchema(Schema):
    """A question that stops the clock, and its answer."""

    id = fields.String(required=True)
    number = fields.Integer(required=True)
    question = fields.String(required=True)
    asked_at = fields.AwareDateTime(required=True)
    reply_due = fields.AwareDateTime(required=True)
    answer = fields.String(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)


class DossierSummarySchema(Schema):
    """A dossier, as lists show it."""

    id = fields.String(required=True)
    organisation = fields.String(required=True, attribute="organisation_id")
    app = fields.String(required=True, attribute="app_id")
    release = fields.String(required=True, attribute="release_id")
    run = fields.String(required=True, attribute="run_id")
    edition = fields.String(required=True)
    state = Word(DossierState, required=True)
    filed_at = fields.AwareDateTime(required=True)
    submitted_at = fields.AwareDateTime(required=True, allow_none=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)


class DossierSchema(DossierSummarySchema):
    """A dossier, whole."""

    edition_digest = fields.String(required=True)
    report_digest = fields.String(required=True)
    procedure = fields.String(required=True)
    purposes = fields.List(fields.String(), required=True)
    security_conditions = fields.String(required=True)
    consent_text = fields.String(required=True)
    convergence_number = fields.Integer(required=True, allow_none=True)
    convergence_digest = fields.String(required=True, allow_none=True)
    accesses = fields.List(fields.Nested(AccessSchema), required=True)
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)
    complements = fields.List(fields.Nested(ComplementSchema), required=True)
    clock_runs = fields.Boolean(required=True)
    evaluation_due = fields.AwareDateTime(required=True, allow_none=True)
    inadmissibility_reasons = fields.String(required=True, allow_none=True)
    inadmissibility_appeal_fr = fields.String(required=True, allow_none=True)
    inadmissibility_appeal_en = fields.String(required=True, allow_none=True)
    inadmissibility_appeal_until = fields.AwareDateTime(required=True, allow_none=True)


class ActionSchema(Schema):
    """Something that the actor's roles can do from the present state; `blocked` says what stands in the way, if any."""

    event = fields.String(required=True, attribute="row.event")
    to = fields.String(required=True, attribute="row.to")
    blocked = fields.String(required=True, allow_none=True, attribute="refusal.detail", dump_default=None)
    code = fields.String(required=True, allow_none=True, attribute="refusal.code", dump_default=None)


class HistorySchema(Schema):
    """One thing that happened; `source` and `target` are states, when it was a passage."""

    at = fields.AwareDateTime(required=True)
    event = fields.String(required=True)
    actor = fields.String(required=True)
    source = fields.String(required=True, allow_none=True)
    target = fields.String(required=True, allow_none=True)
    details = fields.Dict(required=True)


class RecusalSchema(Schema):
    """A recusal."""

    user = fields.String(required=True, attribute="user_id")
    at = fields.AwareDateTime(required=True)
