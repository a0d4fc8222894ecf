"""Somebody who uses the pages by what is written on them: presses buttons, follows links, fills what is labelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient


@dataclass
class ReadingPerson:
    """A person at a browser without JavaScript. `page` is what they see now."""

    client: FlaskClient
    path: str = "/"

    def open(self, path: str) -> ReadingPerson:
        """Go to an address and follow redirects; the page must be there."""
        answer = self.client.get(path, follow_redirects=True)
        assert answer.status_code == 200, (path, answer.status_code, answer.get_data(as_text=True)[:3000])
        self.path = answer.request.full_path.rstrip("?")
        self.page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        return self

    def follow(self, text: str) -> ReadingPerson:
        """Follow the link with this text."""
        link = next((one for one in self.page.select("main a") if _said(one) == text), None)
        assert link is not None, (text, [_said(one) for one in self.page.select("main a")])
        return self.open(str(link["href"]))

    def press(self, text: str, **typed: str | list[str]) -> ReadingPerson:
        """Press the button with this text, having typed into the fields of its form; a refusal of the form fails."""
        form, button = self._form(text)
        filled: dict[str, list[str]] = {}
        for name, value in _filled(form):
            filled.setdefault(name, []).append(value)
        filled |= {name: [value] if isinstance(value, str) else value for name, value in typed.items()}
        if button.has_attr("name"):
            filled[str(button["name"])] = [str(button["value"])]
        action = str(button.get("formaction") or form["action"])
        answer = self.client.post(action, data=filled, follow_redirects=True)
        page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        assert answer.status_code == 200, (text, answer.status_code, _said(page.select_one("main") or page)[:2000])
        self.path = answer.request.full_path.rstrip("?")
        self.page = page
        return self

    def sees(self, text: str) -> bool:
        """Tell whether this stands on the page."""
        return text in _said(self.page.select_one("main") or self.page)

    @property
    def ways(self) -> list[str]:
        """What the head of the page offers to do next."""
        return [_said(one) for one in self.page.select(".next a, .next button")]

    def _form(self, text: str) -> tuple[Tag, Tag]:
        for form in self.page.select("main form"):
            for button in form.select("button"):
                if _said(button) == text:
                    return form, button
        raise AssertionError((text, [_said(one) for one in self.page.select("main button")]))


def _said(element: Tag) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


def _filled(form: Tag) -> Iterator[tuple[str, str]]:
    for one in form.select("input[name], textarea[name], select[name]"):
        name = str(one["name"])
        if one.name == "textarea":
            yield name, one.get_text().removeprefix("\n")
        elif one.name == "select":
            chosen = one.select_one("option[selected]") or one.select_one("option")
            yield name, str(chosen["value"]) if chosen else ""
        elif one.get("type") not in {"checkbox", "radio"} or one.has_attr("checked"):
            yield name, str(one.get("value", ""))
