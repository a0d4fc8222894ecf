"""What the nouns' REST blueprints share: schemas that refuse the unknown, and the problem document's schema."""

from typing import ClassVar

from marshmallow import RAISE, Schema, fields, validate


class StrictSchema(Schema):
    """A schema that refuses members it does not know, in either direction of surprise."""

    class Meta:
        """Unknown members are an error, so that a typing mistake is never silently ignored."""

        unknown: ClassVar[str] = RAISE


class ProblemSchema(Schema):
    """A problem document (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    errors = fields.Raw()


class PageQuery(StrictSchema):
    """Which part of a list is wanted."""

    after = fields.String(
        metadata={"description": "Identifier of the last item already seen"}, validate=validate.Length(max=40)
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))
