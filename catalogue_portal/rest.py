"""What the nouns' REST blueprints share: a typed blueprint, strict schemas, the problem document's schema."""

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from flask import Request
from flask_smorest import Blueprint
from marshmallow import INCLUDE, RAISE, Schema, fields, validate
from webargs.flaskparser import FlaskParser, abort

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
View = Callable[[ViewT], ViewT]

IDENTIFIER = r"^[a-z]{2,4}_[a-z2-7]{12}$"


class StrictSchema(Schema):
    """A schema for what is sent to us: members it does not know are an error, never silently dropped."""

    class Meta:
        """Refuse unknown members."""

        unknown: ClassVar[str] = RAISE


class ProblemSchema(Schema):
    """A problem document (RFC 9457)."""

    class Meta:
        """Extension members are allowed (section 3.2)."""

        unknown: ClassVar[str] = INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    errors = fields.Raw(metadata={"description": "Everything wrong with what was sent, by place"})


class SortedTexts(fields.List[str]):
    """A set of texts, given in order so that the same answer is the same bytes."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - those of a list
        super().__init__(fields.String(), **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> list[Any] | None:  # noqa: ANN401
        return super()._serialize(sorted(value) if value is not None else None, attr, obj, **kwargs)


class Word(fields.Enum[Any]):
    """One word of an enumeration. Columns keep the bare word, use cases take the member: both are given as the word."""

    def __init__(self, words: type[StrEnum], **options: Any) -> None:  # noqa: ANN401 - those of an enumeration
        super().__init__(words, by_value=True, **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        return super()._serialize(None if value is None else self.enum(value), attr, obj, **kwargs)


def text(*, longest: int, shortest: int = 1, **options: object) -> fields.String:
    """Return a field for a text of this length, without control characters."""
    return fields.String(
        required=True,
        validate=[
            validate.Length(min=shortest, max=longest),
            validate.Regexp(r"^[^\x00-\x1f\x7f\ud800-\udfff]*$", error="Control characters are not allowed."),
        ],
        **options,  # type: ignore[arg-type]
    )


class _Parser(FlaskParser):
    """Reads what is sent; JSON that Python cannot hold, or that is no text, is as invalid as any other."""

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ANN401 - any JSON
        """Return the JSON of a request, or refuse it as not valid."""
        try:
            sent = super().load_json(req, schema)
            json.dumps(sent, ensure_ascii=False, default=str).encode()  # halves of surrogate pairs (RFC 8259, 8.2)
        except (RecursionError, UnicodeEncodeError):
            abort(400, messages={"json": ["Invalid JSON body."]})
        return sent


class RestBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest is untyped
    """A blueprint of the REST API whose decorators keep the types of the views.

    Every answer but success is a problem document; the OpenAPI description says so for each operation.
    """

    ARGUMENTS_PARSER = _Parser()

    def get(self, rule: str) -> View[Any]:
        """Serve GET."""
        return self._operation("GET", rule)

    def post(self, rule: str) -> View[Any]:
        """Serve POST."""
        return self._operation("POST", rule)

    def put(self, rule: str) -> View[Any]:
        """Serve PUT."""
        return self._operation("PUT", rule)

    def delete(self, rule: str) -> View[Any]:
        """Serve DELETE."""
        return self._operation("DELETE", rule)

    def arguments(self, schema: object, *, location: str = "json", **options: Any) -> View[Any]:  # noqa: ANN401
        """Parse what is sent by a schema and hand it to the view as its first argument."""
        decorate: View[Any] = super().arguments(schema, location=location, **options)
        return decorate

    def response(self, status: int, schema: object = None, **options: Any) -> View[Any]:  # noqa: ANN401
        """Word what the view returns by a schema."""
        decorate: View[Any] = super().response(status, schema, **options)
        return decorate

    def _operation(self, method: str, rule: str) -> View[Any]:
        decorate: View[Any] = self.route(rule, methods=[method])
        return decorate
