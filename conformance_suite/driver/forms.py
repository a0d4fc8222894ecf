"""Forms on a page, filled as a person would: what is there is kept, what is asked is typed, a button is pressed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer
from soupsieve import SelectorSyntaxError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_PAGE = 2_000_000  # characters parsed
_FORMS = SoupStrainer("form")
_SILENT = frozenset({"submit", "button", "image", "reset", "file"})


class FormError(Exception):
    """The page has no such form, or the form no such field."""


@dataclass(frozen=True)
class Filled:
    """A form ready to be sent."""

    method: str
    action: str
    fields: tuple[tuple[str, str], ...]
    enctype: str


def parse_page(text: str) -> BeautifulSoup:
    """The document of a page."""
    return BeautifulSoup(text[:MAX_PAGE], "html.parser")


def forms_on(text: str) -> list[Tag]:
    """The forms of a page, of which nothing else is looked at."""
    return BeautifulSoup(text[:MAX_PAGE], "html.parser", parse_only=_FORMS).find_all("form")


def find_form(page: BeautifulSoup, selector: str) -> Tag:
    """The first form that a CSS selector finds, or the form around what it finds. Raises FormError."""
    try:
        found = page.select_one(selector)
    except SelectorSyntaxError as error:
        raise FormError(f"{selector!r} is not a CSS selector") from error
    if found is None:
        raise FormError(f"the page has no {selector!r}")
    form = found if found.name == "form" else found.find_parent("form")
    if not isinstance(form, Tag):
        raise FormError(f"{selector!r} is not a form")
    return form


def fill(
    form: Tag,
    values: Mapping[str, str],
    *,
    page_url: str,
    press: Callable[[Tag], bool] = lambda _button: True,
) -> Filled:
    """The form with `values` typed in and the first button that `press` accepts pressed. Raises FormError."""
    fields: list[tuple[str, str]] = []
    typed: set[str] = set()
    for control in form.find_all(["input", "select", "textarea"]):
        name = _attribute(control, "name")
        if name and not control.has_attr("disabled"):
            fields += [(name, value) for value in _contents(control, values.get(name))]
            typed.add(name)
    unknown = sorted(set(values) - typed)
    if unknown:
        raise FormError(f"the form has no field {unknown[0]!r}")
    button = next((one for one in _buttons(form) if press(one)), None)
    if button is not None and _attribute(button, "name"):
        fields.append((_attribute(button, "name"), _attribute(button, "value")))
    return _sent_by(form, button, tuple(fields), page_url)


def _sent_by(form: Tag, button: Tag | None, fields: tuple[tuple[str, str], ...], page_url: str) -> Filled:
    def setting(name: str) -> str:
        return (_attribute(button, f"form{name}") if button is not None else "") or _attribute(form, name)

    method = "POST" if setting("method").lower() == "post" else "GET"
    action = urljoin(page_url, setting("action").strip()) if setting("action").strip() else page_url
    parts = urlsplit(action)
    action = urlunsplit(parts._replace(fragment="", query="" if method == "GET" else parts.query))
    return Filled(method, action, fields, setting("enctype").lower() or "application/x-www-form-urlencoded")


def _buttons(form: Tag) -> list[Tag]:
    candidates = form.find_all(["button", "input"])
    return [one for one in candidates if not one.has_attr("disabled") and _submits(one)]


def _submits(control: Tag) -> bool:
    kind = _attribute(control, "type").lower()
    return kind in {"submit", "image"} or (control.name == "button" and kind in {"", "submit"})


def _contents(control: Tag, typed: str | None) -> list[str]:
    """What a control sends: nothing, one value, or several."""
    if control.name == "select":
        return _chosen(control, typed)
    if control.name == "textarea":
        return [control.get_text() if typed is None else typed]
    kind = _attribute(control, "type").lower()
    if kind in _SILENT:
        return []
    value = _attribute(control, "value")
    if kind in {"checkbox", "radio"}:
        own = value or "on"
        ticked = control.has_attr("checked") if typed is None else typed in {own, "true"}
        return [own] if ticked else []
    return [value if typed is None else typed]


def _chosen(select: Tag, typed: str | None) -> list[str]:
    options = [one for one in select.find_all("option") if not one.has_attr("disabled")]
    values = [_attribute(one, "value") if one.has_attr("value") else _own_text(one) for one in options]
    if typed is not None:
        return [typed]
    marked = [value for value, option in zip(values, options, strict=True) if option.has_attr("selected")]
    return marked or ([] if select.has_attr("multiple") else values[:1])


def _own_text(option: Tag) -> str:
    """The words of an option; those of the next one are not its own, even if it was not closed."""
    return " ".join("".join(option.find_all(string=True, recursive=False)).split())


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value if isinstance(value, str) else ""
