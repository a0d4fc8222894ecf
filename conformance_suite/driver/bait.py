"""Parameters that tell an app where to send the person next: common ones, and those that its own pages use."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from conformance_suite.driver.forms import parse_page
from conformance_suite.driver.origins import BadUrlError, origin_of
from conformance_suite.driver.outgoing import FORM
from conformance_suite.elsewhere import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conformance_suite.driver.answers import Answer
    from conformance_suite.driver.outgoing import Outgoing

ENGLISH = (
    *("next", "return", "return_to", "returnTo", "return_url", "returnUrl", "redirect", "redirect_to", "redirect_url"),
    *("redirectUrl", "continue", "target", "url", "goto", "dest", "back", "came_from", "from"),
)
FRENCH = (
    *("retour", "url_retour", "urlRetour", "retour_url", "page_retour", "suite", "suivant", "page_suivante"),
    *("redirection", "rediriger", "url_redirection", "destination", "cible", "apres", "vers", "origine"),
)
NAMES = (*ENGLISH, *FRENCH)
_TELLING = re.compile(
    r"next|return|redir|continue|target|goto|dest|back|retour|suite|suivant|apres|cible|vers|ur[il]", re.IGNORECASE
)
_FORGERY_TOKEN = re.compile(r"c[sr]rf|xsrf|token|nonce|jeton", re.IGNORECASE)
_PLACE = re.compile(r"(?:https?:/)?/\S*")


def names_seen(answers: Iterable[Answer], origins: frozenset[str]) -> tuple[str, ...]:
    """The parameters of an app's own links, redirects and forms that seem to hold a place to go to, each once."""
    found = (name for answer in answers for name, value in _parameters(answer, origins) if _holds_a_place(name, value))
    return tuple(dict.fromkeys(found))


def baited(outgoing: Outgoing, names: Iterable[str], spelling: str) -> Outgoing:
    """The request with every such parameter of it, and all of these names, pointing elsewhere, spelled in that way.

    To a form nothing is added: an app may refuse fields that it does not know.
    """
    place = spelled(spelling, origin_of(outgoing.url))
    parts = urlsplit(outgoing.url)
    query = _pointed_at(place, parse_qsl(parts.query, keep_blank_values=True))
    query += [(name, place) for name in dict.fromkeys((*NAMES, *names)) if name not in dict(query)]
    moved = replace(outgoing, url=parts._replace(query=urlencode(query)).geturl())
    if outgoing.body is None or outgoing.content_type != FORM:
        return moved
    fields = parse_qsl(outgoing.body.decode("utf-8", "replace"), keep_blank_values=True)
    return replace(moved, body=urlencode(_pointed_at(place, fields)).encode())


def _pointed_at(place: str, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, place if _holds_a_place(name, value) else value) for name, value in pairs]


def _holds_a_place(name: str, value: str) -> bool:
    if _FORGERY_TOKEN.search(name):
        return False
    return name in NAMES or _PLACE.fullmatch(value) is not None or (value == "" and _TELLING.search(name) is not None)


def _parameters(answer: Answer, origins: frozenset[str]) -> Iterator[tuple[str, str]]:
    location = answer.header("location")
    addresses = [] if location is None else [location]
    if "html" in (answer.header("content-type") or ""):
        page = parse_page(answer.text)
        addresses += [str(tag.get("href") or tag.get("action") or "") for tag in page.find_all(["a", "form"])]
        yield from ((str(tag["name"]), str(tag.get("value", ""))) for tag in page.find_all("input", {"name": True}))
    for address in addresses:
        yield from parse_qsl(_query_of(address, answer.url, origins), keep_blank_values=True)


def _query_of(address: str, page: str, origins: frozenset[str]) -> str:
    try:
        url = urljoin(page, address.strip())
        return urlsplit(url).query if origin_of(url) in origins else ""
    except (BadUrlError, ValueError):
        return ""
