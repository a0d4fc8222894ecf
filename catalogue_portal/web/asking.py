"""Pages that ask for reasons, an answer or a capacity before something happens: one form, made from its questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import render_template
from marshmallow import fields, validate

from catalogue_portal.texts import LONGEST
from catalogue_portal.web.forms import Form, PageSchema
from catalogue_portal.web.speech import Text


@dataclass(frozen=True)
class Question:
    """One thing to write; `rows` is 1 for a single line."""

    name: str
    label: Text
    hint: Text = ""
    rows: int = 6
    required: bool = True


@dataclass(frozen=True)
class Asking:
    """A page that asks: what it is about, what it leads to, and its button."""

    title: Text
    sentence: Text
    button: Text
    questions: tuple[Question, ...]
    grave: bool = False

    def schema(self) -> PageSchema:
        """Return the schema of the form."""
        longest = validate.Length(max=LONGEST)
        made: dict[str, fields.Field[Any]] = {
            one.name: fields.String(required=True, validate=longest)
            if one.required
            else fields.String(load_default="", validate=longest)
            for one in self.questions
        }
        return cast("PageSchema", PageSchema.from_dict(made)())

    def page(self, form: Form, *, url: str, back: str, trail: Sequence[tuple[str, str]]) -> str:
        """Return the page; `back` is where one goes who changes their mind."""
        return render_template("web/ask.html", asking=self, form=form, url=url, back=back, trail=trail)
