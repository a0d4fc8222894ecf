"""Forms: what was typed is kept, what is wrong is told beside it, and nothing is lost when a use case refuses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from flask import request
from marshmallow import EXCLUDE, Schema, ValidationError
from sqlalchemy.orm import Session

from catalogue_portal.context import context
from catalogue_portal.errors import DomainError
from catalogue_portal.web.refusals import told
from catalogue_portal.web.speech import say as _
from catalogue_portal.web.speech import say_later as _l

ResultT = TypeVar("ResultT")
STANDARD_WORDS: Final = {
    "Missing data for required field.": _l("Fill this in."),
    "Field may not be null.": _l("Fill this in."),
    "Not a valid email address.": _l("Write an e-mail address, such as name@example.org."),
    "Not a valid integer.": _l("Write a whole number."),
    "Not a valid date.": _l("Write a date."),
    "This day is still to come.": _l("This day is still to come."),
    "Not a valid URL.": _l("Write a web address that begins with https://."),
    "Not a valid choice.": _l("Choose one of the values."),
    "This is not an e-mail address.": _l("Write an e-mail address, such as name@example.org."),
    "A name is needed.": _l("Fill this in."),
    "The password must not be your address or your name.": _l("The password must not be your address or your name."),
    "14 digits are needed.": _l("14 digits are needed."),
    "Name at least one scope.": _l("Name at least one scope."),
    "Tick at least one requirement.": _l("Tick at least one requirement."),
    "Write a number from 0 to 100.": _l("Write a number from 0 to 100."),
    "too short": _l("Write a little more: at least ten characters."),
    "too long": _l("This is too long."),
    "control characters": _l("There are characters in it that cannot be kept."),
}


class PageSchema(Schema):
    """The schema of a page's form: fields that the page adds for itself (the form token, buttons) are left out."""

    class Meta:
        """Unknown fields are dropped: a browser may add its own."""

        unknown = EXCLUDE


@dataclass
class Form:
    """A form as it is shown: its values as typed, what is wrong field by field, and a refusal of the whole."""

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    refusal: str | None = None

    def wrong(self, name: str) -> list[str]:
        """Return what is wrong with a field."""
        return self.errors.get(name, [])

    def value(self, name: str, default: object = "") -> object:
        """Return what was typed in a field."""
        return self.values.get(name, default)

    def holds(self, name: str, choice: str) -> bool:
        """Tell whether a choice of a field with several values is taken."""
        taken = self.values.get(name) or ()
        return choice in ([taken] if isinstance(taken, str) else taken)

    @property
    def is_wrong(self) -> bool:
        """Whether the form was refused."""
        return bool(self.errors or self.refusal)


def read(schema: Schema, *, several: Sequence[str] = ()) -> tuple[Form, dict[str, Any] | None]:
    """Read the posted form with a schema: the form to show again, and the clean values or None when something is wrong.

    `several` names the fields that may come more than once (checkboxes).
    """
    typed: dict[str, Any] = {name: value.strip() for name, value in request.form.items()}
    typed |= {name: request.form.getlist(name) for name in several}
    filled = {name: value for name, value in typed.items() if value != ""}
    try:
        clean: dict[str, Any] = schema.load(filled)
    except ValidationError as invalid:
        return Form(typed, _by_field(invalid.messages_dict)), None
    return Form(typed), clean


def refused(form: Form, error: DomainError) -> Form:
    """Return the form with what the use case objected to."""
    by_field = error.members.get("errors")
    known = _by_field(by_field) if isinstance(by_field, Mapping) else {}
    return Form(form.values, known, None if known else told(error))


def attempt(form: Form, use_case: Callable[[], ResultT]) -> tuple[ResultT | None, Form]:
    """Call a use case; a domain error becomes words on the form, anything else goes on."""
    try:
        return use_case(), form
    except DomainError as error:
        return None, refused(form, error)


def carry_out(
    schema: Schema, use_case: Callable[[Session, dict[str, Any]], ResultT], *, several: Sequence[str] = ()
) -> tuple[ResultT | None, Form]:
    """Read the posted form and call a use case with its clean values, in a transaction of its own.

    Returns what the use case returned; or None and the form as it is to be shown again, with what is wrong on it.
    """
    form, clean = read(schema, several=several)
    if clean is None:
        return None, form

    def transaction() -> ResultT:
        with context().database.writing() as session:
            return use_case(session, clean)

    return attempt(form, transaction)


def _by_field(messages: Mapping[Any, Any]) -> dict[str, list[str]]:
    return {str(name): [_in_words(message) for message in _flat(found)] for name, found in messages.items()}


def _flat(found: object) -> list[str]:
    if isinstance(found, Mapping):
        return [message for value in found.values() for message in _flat(value)]
    if isinstance(found, (list, tuple)):
        return [message for value in found for message in _flat(value)]
    return [str(found)]


def _in_words(message: str) -> str:
    known = STANDARD_WORDS.get(message)
    if known is not None:
        return str(known)
    if message.startswith("Must be one of"):
        return _("Choose one of the values.")
    if message.startswith(("Longer than maximum length", "Shorter than minimum length", "Between ", "Length must be")):
        return _("This is too long, or too short.")
    return message
