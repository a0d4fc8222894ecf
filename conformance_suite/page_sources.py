"""What a page makes the browser load, and what its HTML says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import yaml

from conformance_suite.controls import OK
from conformance_suite.pages import readable_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conformance_suite.episode import Episode
    from conformance_suite.events import Response, Visit

TRACKERS_FILE = Path(__file__).with_name("trackers.yaml")
CHANGES_ADDRESS = "replaceState"  # what a script says that does
HTML = ("text/html", "application/xhtml+xml")
_LOADED = {"script": "src", "img": "src", "iframe": "src", "embed": "src", "source": "src", "video": "src"}
_LINKS = {"stylesheet", "preload", "modulepreload", "icon", "preconnect", "dns-prefetch", "prefetch"}
_HINTS = {"preconnect", "dns-prefetch"}  # open a connection at most: no Referer goes along
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]{1,253}[^\s\"'<>\\)]{0,2000}")
_REFERRER_POLICIES = {
    *("no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin"),
    *("origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url"),
}
_LEGACY = {"never": "no-referrer", "always": "unsafe-url", "origin-when-crossorigin": "origin-when-cross-origin"}


@dataclass
class PageSource(HTMLParser):
    """An HTML page, read once: language, title, the addresses that it loads, and its meta policies.

    `asks` are those of its elements that tell a Referer, each with the referrer policy that the page gives it; empty
    where that is the policy of its header.
    """

    lang: str = ""
    title: str = ""
    loads: list[str] = field(default_factory=list)
    asks: list[tuple[str, str]] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    referrer: str = ""
    inside: str = ""
    scripted: bool = False  # whether scripts may make something else of it
    loads_scripts: bool = False  # of which its source shows nothing

    def __post_init__(self) -> None:
        """Prepare the parser."""
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says."""
        said = {name: value or "" for name, value in attrs}
        self.inside = tag
        self.scripted = self.scripted or tag == "script"
        self.loads_scripts = self.loads_scripts or (tag == "script" and "src" in said)
        if tag == "html":
            self.lang = said.get("lang", "")
        address = said.get(_LOADED.get(tag, "-"))
        relations = set(said.get("rel", "").lower().split())
        if tag == "link" and relations & _LINKS:
            address = said.get("href")
        if address:
            self.loads.append(address)
        if address and not relations & _HINTS:
            self.asks.append((address, referrer_policy(said.get("referrerpolicy", "")) or self.referrer))
        if tag == "meta":
            self._note_policy(said)

    def _note_policy(self, said: dict[str, str]) -> None:
        """Note what a meta element rules for what comes after it (HTML, 4.2.5.1; CSP 3, 3.3)."""
        content = said.get("content", "")
        if said.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append(content)
        if said.get("name", "").lower() == "referrer":
            self.referrer = referrer_policy(content) or self.referrer

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's
        """Leave the element."""
        self.inside = ""

    def handle_data(self, data: str) -> None:
        """Note the title, and the addresses that a script names."""
        if self.inside == "title":
            self.title += data
        elif self.inside == "script":
            self.loads += _ADDRESS.findall(data)


def header(response: Response, name: str) -> str:
    """Every value of a header, joined as HTTP does; empty without one."""
    return ", ".join(value for key, value in response.headers if key.lower() == name)


def is_scripts_call(visit: Visit) -> bool:
    """Whether a script of a page asked, for itself, and not the person's browser for a page (Fetch Metadata, 2.1)."""
    return any(name.lower() == "sec-fetch-dest" and value == "empty" for name, value in visit.request.headers)


def is_part(visit: Visit) -> bool:
    """Whether it was asked for by a page and not by the person's browser for one: a call, a script, a frame."""
    kinds = {value for name, value in visit.request.headers if name.lower() == "sec-fetch-dest"}
    return bool(kinds - {"document"})


def is_html(response: Response) -> bool:
    """Whether an answer is a page."""
    return header(response, "content-type").partition(";")[0].strip().lower() in HTML


def read_by_person(episode: Episode) -> Iterator[tuple[str, str]]:
    """What stood before the person, each text with the visit that brought it.

    Where scripts were run, what they asked for is not read by a person, but what they made of it.
    """
    for visit in episode.visits:
        if visit.response is not None and not (episode.screens and is_part(visit)):
            yield visit.id, readable_text(visit.response)
    for screen in episode.screens:
        yield screen.visit or "", f"{screen.title} {screen.words}"


def may_be_html(response: Response) -> bool:
    """Whether a browser may take an answer for a page: one that does not say what it is may be one."""
    return is_html(response) or not header(response, "content-type")


def pages(episode: Episode) -> tuple[tuple[Visit, Response], ...]:
    """The pages that the person saw and was meant to see, in order: HTML answers of status 2xx."""
    answered = [(visit, visit.response) for visit in episode.visits if visit.response is not None]
    return tuple((visit, one) for visit, one in answered if is_html(one) and one.status in OK)


def source_of(response: Response) -> PageSource:
    """A page, read."""
    return _read(response.text or "")


@lru_cache(maxsize=256)
def _read(text: str) -> PageSource:
    """What a text says: a run shows the same few pages hundreds of times."""
    source = PageSource()
    source.feed(text)
    source.close()
    return source


def loaded_from_elsewhere(visit: Visit, response: Response) -> list[str]:
    """The addresses on other hosts than the page's own from which it loads something."""
    return [one for one, _policy in _elsewhere(visit, ((one, "") for one in source_of(response).loads))]


def asked_of_others(visit: Visit, response: Response) -> list[tuple[str, str]]:
    """What the elements of a page load from other hosts than its own, each with the referrer policy in force for it."""
    of_header = referrer_policy(header(response, "referrer-policy"))
    return [(one, policy or of_header) for one, policy in _elsewhere(visit, source_of(response).asks)]


def _elsewhere(visit: Visit, addresses: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    own = urlsplit(visit.request.url).hostname
    resolved = [(_joined(visit.request.url, one), policy) for one, policy in addresses]
    return [(one, policy) for one, policy in resolved if _host(one) not in {own, ""}]


def _joined(page: str, address: str) -> str:
    try:
        return urljoin(page, address)
    except ValueError:
        return ""


def referrer_policy(said: str) -> str:
    """The last policy of a list that browsers know (Referrer Policy, 8.1); empty if they know none."""
    words = (word.strip().lower() for word in said.split(","))
    known = [_LEGACY.get(word, word) for word in words if word in _LEGACY or word in _REFERRER_POLICIES]
    return known[-1] if known else ""


def tells_the_address(policy: str, page: str, address: str) -> bool:
    """Whether a page that asks another host tells it its own address, query included (Referrer Policy, 8.3).

    Without a policy browsers tell the origin: `strict-origin-when-cross-origin`.
    """
    downgraded = page.startswith("https:") and not address.startswith("https:")
    return policy == "unsafe-url" or (policy == "no-referrer-when-downgrade" and not downgraded)


def is_tracker(address: str) -> bool:
    """Whether an address is that of a well-known audience measurement or advertising service."""
    host = _host(address)
    return any(host == one or host.endswith(f".{one}") for one in _trackers())


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


@cache
def _trackers() -> tuple[str, ...]:
    return tuple(yaml.safe_load(TRACKERS_FILE.read_text(encoding="utf-8")))
