"""What an app ships to every browser: the scripts that its pages load, those that these load, and their source maps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from conformance_suite.driver.answers import NoAnswerError
from conformance_suite.driver.forms import parse_page
from conformance_suite.driver.http import Browser
from conformance_suite.driver.origins import BadUrlError, origin_of
from conformance_suite.driver.outgoing import Outgoing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bs4 import BeautifulSoup

    from conformance_suite.driver.answers import Answer

MOST_FILES = 100
LONGEST_FILE = 16 * 1024 * 1024  # bytes: a source map is several times as long as its script
JOURNEY = "scripts"  # of the visits
_IMPORTED = re.compile(r"""\b(?:import|from)\b\s{0,4}\(?\s{0,4}["'`]([^"'`\s]{1,500})["'`]""")
_MAP = re.compile(r"[#@]\s{0,4}sourceMappingURL=([^\s'\"*]{1,500})")
_LEADING = {"modulepreload", "preload", "prefetch"}  # relations of a link that may lead to a script


@dataclass(frozen=True)
class Bundle:
    """The files that were read; `missed` counts those that were not there, `cut` says that there is more."""

    files: tuple[Answer, ...]
    missed: int
    cut: bool


class _Reader(Browser):
    """Reads files that are longer than any page."""

    most = LONGEST_FILE


def fetch_bundle(browser: Browser) -> Bundle:
    """Read what the pages that a browser saw lately load of the app's own, with its cookies."""
    around = browser.surroundings
    pending = list(dict.fromkeys(_loaded(browser.lately, around.app_origins)))
    files: list[Answer] = []
    asked: set[str] = set()
    missed = 0
    reader = _Reader(browser.name, around)
    reader.journey = JOURNEY
    reader.take_cookies(browser)
    try:
        while pending and len(asked) < MOST_FILES and not around.cancelled():
            url = pending.pop(0)
            asked.add(url)
            answer = _read(reader, url)
            if answer is None:
                missed += 1
                continue
            files.append(answer)
            further = dict.fromkeys(_led_to(answer, around.app_origins))
            pending += [one for one in further if one not in asked and one not in pending]
    finally:
        reader.close()
    return Bundle(tuple(files), missed, bool(pending) or any(len(one.content) >= LONGEST_FILE for one in files))


def _read(reader: Browser, url: str) -> Answer | None:
    """A file; None where there is none, or a page instead, as apps of one page answer every address."""
    try:
        answer = reader.open(Outgoing("GET", url, page=False))
    except NoAnswerError:
        return None
    return answer if answer.status in range(200, 300) and not _is_page(answer) else None


def _is_page(answer: Answer) -> bool:
    return "html" in (answer.header("content-type") or "")


def _loaded(answers: Iterable[Answer], origins: frozenset[str]) -> Iterator[str]:
    for answer in answers:
        if _is_page(answer):
            yield from _named_by_page(answer, origins)
        elif "javascript" in (answer.header("content-type") or ""):
            yield answer.url  # where a browser ran the page


def _named_by_page(answer: Answer, origins: frozenset[str]) -> Iterator[str]:
    page = parse_page(answer.text)
    place = _base_of(page, answer.url)
    for tag in page.find_all("script"):
        yield from _own(str(tag.get("src") or ""), place, origins)
        yield from _named(tag.get_text(), place, origins)
    for tag in page.find_all("link", href=True):
        relations = {str(one).lower() for one in tag.get_attribute_list("rel")}
        if relations & _LEADING and tag.get("as") in {None, "script"}:
            yield from _own(str(tag["href"]), place, origins)


def _base_of(page: BeautifulSoup, url: str) -> str:
    """What the addresses of a page are relative to; a base that is no address is none (HTML, the base element)."""
    base = page.find("base", href=True)
    try:
        return url if base is None else urljoin(url, str(base["href"]))
    except ValueError:
        return url


def _led_to(file: Answer, origins: frozenset[str]) -> Iterator[str]:
    text = text_of(file)
    yield from _named(text, file.url, origins)
    told = [*_MAP.findall(text[-2000:]), file.header("sourcemap") or file.header("x-sourcemap") or ""]
    yield from (one for address in told for one in _own(address, file.url, origins))


def _named(script: str, place: str, origins: frozenset[str]) -> Iterator[str]:
    """The files that a script imports; what begins with a word is a package, which whoever bundles has put in."""
    for name in _IMPORTED.findall(script):
        if name.startswith(("/", "./", "../", "http:", "https:")):
            yield from _own(name, place, origins)


def _own(address: str, place: str, origins: frozenset[str]) -> Iterator[str]:
    """An address, if it is one of the app's own."""
    try:
        url = urldefrag(urljoin(place, address.strip())).url
        if address.strip() and origin_of(url) in origins:
            yield url
    except (BadUrlError, ValueError):
        return


def text_of(file: Answer) -> str:
    """The whole text of a file."""
    return file.content.decode("utf-8", "replace")
