"""What the REST API of documents takes and gives."""

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from catalogue_portal.evidence.intake import LONGEST_NAME
from catalogue_portal.rest import StrictSchema, text


class _Said(StrictSchema):
    fields_ = fields.String(
        data_key="fields",
        load_default="{}",
        validate=validate.Length(max=50_000),
        metadata={"description": "What is said of the document, as a JSON object of texts: see the types"},
    )


class NewEvidenceDocumentSchema(_Said):
    """A document to keep, beside its file."""

    type = text(longest=40)
    title = text(longest=120)


class NewEvidenceVersionSchema(_Said):
    """A newer version, beside its file; `after` is the version that it replaces."""

    after = fields.Integer(required=True, validate=validate.Range(min=1, max=1_000_000))


class EvidenceFileSchema(StrictSchema):
    """The file, whose kind is read in its content."""

    file = Upload(required=True, metadata={"description": f"Its name is kept, to {LONGEST_NAME} characters"})


class EvidenceVersionSchema(Schema):
    """A version of a document.

    Nothing of it changes. `filed_at`: since when the office may read it; `erased_at`: when its time was over and its
    content was deleted.
    """

    number = fields.Integer(required=True)
    format = fields.String(required=True)
    name = fields.String(required=True)
    size = fields.Integer(required=True)
    digest = fields.String(required=True)
    fields_ = fields.Dict(required=True, data_key="fields", attribute="fields")
    valid_until = fields.Date(required=True, allow_none=True)
    warnings = fields.List(fields.String(), required=True)
    scanned = fields.Boolean(required=True, metadata={"description": "Whether a scanner looked for viruses in it"})
    saved_at = fields.AwareDateTime(required=True)
    filed_at = fields.AwareDateTime(required=True, allow_none=True)
    erased_at = fields.AwareDateTime(required=True, allow_none=True)


class EvidenceDocumentSchema(Schema):
    """A document with the versions that one may read, newest first."""

    id = fields.String(required=True, attribute="document.id")
    app = fields.String(required=True, attribute="document.app_id")
    type = fields.String(required=True, attribute="document.type")
    title = fields.String(required=True, attribute="document.title")
    retired_at = fields.AwareDateTime(required=True, allow_none=True, attribute="document.retired_at")
    versions = fields.List(fields.Nested(EvidenceVersionSchema), required=True)


class EvidenceFieldSchema(Schema):
    """One thing that is said of a document."""

    name = fields.String(required=True)
    type = fields.String(required=True)
    required = fields.Boolean(required=True)
    label = fields.Function(lambda one: {"fr": one.label.fr, "en": one.label.en}, required=True)


class EvidenceTypeSchema(Schema):
    """A type of document, as the doctrine knows it."""

    id = fields.String(required=True)
    title = fields.Function(lambda one: {"fr": one.title.fr, "en": one.title.en}, required=True)
    requirements = fields.List(fields.String(), required=True)
    formats = fields.List(fields.String(), required=True)
    fields_ = fields.List(fields.Nested(EvidenceFieldSchema), required=True, data_key="fields", attribute="fields")
    validity: Any = fields.Function(lambda one: {"fr": one.validity.why.fr, "en": one.validity.why.en}, required=True)
