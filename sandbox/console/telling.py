"""What happened in an exchange, in a sentence for whoever does not read protocols."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit

from sandbox.console.exchanges import MADE, Row
from sandbox.console.pages import words
from sandbox.json_reading import object_at, text_at
from sandbox.oidc.clients import Clients
from sandbox.people.people import People
from sandbox.spaces import Space

_DISTRUST: Final = ("unknown_ca", "bad_certificate", "certificate_unknown")
_OK: Final = range(200, 400)
_LONGEST_LABEL: Final = 80  # characters
_PLACE: Final = re.compile(r"\{([a-z]+)\}")


class Telling:
    """Tells rows of one space in one language."""

    def __init__(self, space: Space, language: str) -> None:
        self._space = space
        self._words = words(language)

    def who(self, row: Row) -> tuple[str, str]:
        """Return the names of the app and of the person that a row concerns; a general word where nobody knows."""
        client = self._space.part(Clients).find(row.client_id)
        persona = self._space.part(People).find(row.persona)
        name = client.metadata.client_name if client else ""
        return name or self._words["an_app"], persona.name if persona else self._words["somebody"]

    def sentence(self, row: Row) -> str:
        """Return what happened, in one or two sentences."""
        app, person = self.who(row)
        values = {"app": app, "person": person, "path": self.short(row)}
        if row.kind not in MADE:
            return self.note(row)
        what = _fill(self._words.get(f"say_{_topic(row)}", self._words["say_other"]), values)
        return f"{what} {self._outcome(row)}"

    def note(self, row: Row) -> str:
        """Return a row that is no exchange in words."""
        told = _fill(self._words[f"note_{row.kind}"], {"label": row.label})
        distrusted = row.kind == "handshake" and row.event.get("alert") in _DISTRUST
        return f"{told}. {self._words['distrusted']}" if distrusted else told

    def short(self, row: Row) -> str:
        """Return the label of an arrow: method and path, and what is asked, by the names of its parameters."""
        label, question, query = row.label.partition("?")
        names = "&".join(dict.fromkeys(part.partition("=")[0] for part in query.split("&")))
        label += question + (names if row.receiver == "api" else "…" if query else "")
        return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"

    def back(self, row: Row) -> str:
        """Return the label of the arrow that brings the browser back to the app."""
        target = urlsplit(row.back or "")
        names = ", ".join(parse_qs(target.query))
        return f"{target.scheme}://{target.netloc}{target.path}" + (f" ({names})" if names else "")

    def status(self, row: Row) -> str:
        """Return the status, or that there was no answer."""
        return str(row.status) if row.status is not None else self._words["no_answer"]

    def _outcome(self, row: Row) -> str:
        facts = object_at(row.event, "facts")
        if row.kind == "sent":
            return self._answer_of_the_app(row)
        if row.status is None:
            return self._words["outcome_none"]
        if row.faults:
            return self._words["outcome_bent"]
        error = text_at(facts, "error")
        if error:
            return _fill(self._words["outcome_error"], {"error": error})
        if row.status in _OK:
            return self._words["outcome_back"] if row.back else self._words["outcome_ok"]
        return _fill(self._words["outcome_refused"], {"status": str(row.status)})

    def _answer_of_the_app(self, row: Row) -> str:
        if row.status is None:
            told = self._words["sent_none"]
        else:
            told = self._words["sent_ok"] if row.status in _OK else self._words["sent_refused"]
        bent = f"{self._words['sent_bent']} " if row.faults else ""
        return bent + _fill(told, {"status": str(row.status)})


def _topic(row: Row) -> str:
    endpoint = row.endpoint or "other"
    if row.receiver == "api" and endpoint.endswith("_read"):
        return "api_read"
    if row.receiver == "api" and endpoint.endswith("_write"):
        return "api_write"
    if endpoint == "token":
        grant = text_at(object_at(row.event, "facts"), "grant_type")
        return "token_refresh" if grant == "refresh_token" else "token"
    if endpoint in {"sign_in", "consent"}:
        method = row.label.partition(" ")[0]
        return f"{endpoint}_{'sent' if method == 'POST' else 'shown'}"
    return endpoint


def _fill(sentence: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], sentence)
