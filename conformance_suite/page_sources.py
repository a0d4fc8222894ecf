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

if TYPE_CHECKING:
    from conformance_suite.episode import Episode
    from conformance_suite.events import Response, Visit

TRACKERS_FILE = Path(__file__).with_name("trackers.yaml")
_LOADED = {"script": "src", "img": "src", "iframe": "src", "embed": "src", "source": "src", "video": "src"}
_LINKS = {"stylesheet", "preload", "modulepreload", "icon", "preconnect", "dns-prefetch", "prefetch"}
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]{1,253}[^\s\"'<>\\)]{0,2000}")


@dataclass
class PageSource(HTMLParser):
    """An HTML page, read once: language, title, the addresses that it loads, and its meta policies."""

    lang: str = ""
    title: str = ""
    loads: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    inside: str = ""

    def __post_init__(self) -> None:
        """Prepare the parser."""
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says."""
        said = {name: value or "" for name, value in attrs}
        self.inside = tag
        if tag == "html":
            self.lang = said.get("lang", "")
        address = said.get(_LOADED.get(tag, "-"))
        if tag == "link" and set(said.get("rel", "").lower().split()) & _LINKS:
            address = said.get("href")
        if address:
            self.loads.append(address)
        if tag == "meta" and said.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append(said.get("content", ""))

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


def is_html(response: Response) -> bool:
    """Whether an answer is a page."""
    return header(response, "content-type").partition(";")[0].strip().lower() in {"text/html", "application/xhtml+xml"}


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
    own = urlsplit(visit.request.url).hostname
    addresses = [urljoin(visit.request.url, one) for one in source_of(response).loads]
    return [one for one in addresses if _host(one) not in {own, ""}]


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
