"""Features of an app that its pages and its calls give away, as far as `seen_features.yaml` and trackers tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import yaml

from conformance_suite.page_sources import TRACKERS_FILE, loaded_from_elsewhere, pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from conformance_suite.episode import Run
    from conformance_suite.events import Exchange, Response, Visit

FILE = Path(__file__).with_name("seen_features.yaml")
PASSWORDS = "passwords"
_PASSWORD_NAMES = re.compile(r"pass|mot.?de.?passe|mdp|pwd", re.IGNORECASE)
_PASSWORD_COMPLETIONS = {"current-password", "new-password"}


@dataclass(frozen=True)
class Trace:
    """What gives a feature away: the key of its message, what was seen, and where."""

    feature: str
    key: str
    seen: tuple[str, ...]
    exchanges: tuple[str, ...]


class _PasswordFields(HTMLParser):
    """Whether a page asks for a password: a masked field is not enough, a code may be masked too."""

    asked = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag != "input" or said.get("type", "").lower() != "password":
            return
        completions = set(said.get("autocomplete", "").lower().split())
        self.asked |= bool(completions & _PASSWORD_COMPLETIONS or _PASSWORD_NAMES.search(said.get("name", "")))


def feature_traces(run: Run, exchanges: Iterable[Exchange]) -> list[Trace]:
    """The features given away by the pages of honest plays and by these exchanges, by name."""
    found: dict[str, dict[str, list[str]]] = {}
    for feature, what, where in (*_called(exchanges), *_loaded(run)):
        found.setdefault(feature, {}).setdefault(what, []).append(where)
    return [
        Trace(
            feature,
            {"trackers": "fact_trackers_seen", PASSWORDS: "fact_passwords_seen"}.get(feature, "fact_feature_seen"),
            tuple(sorted(seen)),
            tuple(dict.fromkeys(where for what in sorted(seen) for where in seen[what])),
        )
        for feature, seen in sorted(found.items())
    ]


def _called(exchanges: Iterable[Exchange]) -> Iterator[tuple[str, str, str]]:
    of_endpoint = _endpoints()
    for one in exchanges:
        if one.endpoint in of_endpoint:
            yield of_endpoint[one.endpoint], one.endpoint, one.id


def _loaded(run: Run) -> Iterator[tuple[str, str, str]]:
    """What the pages of plays without a fault load from elsewhere, and the passwords that they ask for."""
    for episode in run.episodes:
        if episode.faults:
            continue
        for visit, response in pages(episode):
            yield from _on_page(visit, response)


def _on_page(visit: Visit, response: Response) -> Iterator[tuple[str, str, str]]:
    text = (response.text or "").lower()
    if _mentioned().search(text):  # most pages mention none: they need not be parsed
        for address in loaded_from_elsewhere(visit, response):
            host = (urlsplit(address).hostname or "").lower()
            for known, feature in _hosts().items():
                if host == known or host.endswith(f".{known}"):
                    yield feature, host, visit.id
    if "password" in text:
        fields = _PasswordFields(convert_charrefs=True)
        fields.feed(response.text or "")
        if fields.asked:
            yield PASSWORDS, visit.request.path, visit.id


@cache
def _declared_signs() -> Mapping[str, Mapping[str, list[str]]]:
    content: dict[str, dict[str, list[str]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return content


@cache
def _endpoints() -> Mapping[str, str]:
    return {one: feature for feature, signs in _declared_signs().items() for one in signs.get("endpoints", ())}


@cache
def _hosts() -> Mapping[str, str]:
    trackers = {str(one): "trackers" for one in yaml.safe_load(TRACKERS_FILE.read_text(encoding="utf-8"))}
    return trackers | {one: feature for feature, signs in _declared_signs().items() for one in signs.get("hosts", ())}


@cache
def _mentioned() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one) for one in _hosts()))
