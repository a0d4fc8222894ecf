"""What the headers of an app's pages tell the browser to allow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conformance_suite.page_sources import header, is_tracker, loaded_from_elsewhere, pages, source_of
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from conformance_suite.episode import Episode
    from conformance_suite.events import Response, Visit

YEAR = 31_536_000  # seconds
OK = 200
_AGE = re.compile(r"max-age\s*=\s*\"?(\d+)", re.IGNORECASE)
_ANYBODY = {"*", "http:", "https:", "data:"}
_INLINE_ALLOWED_ONE_BY_ONE = ("'nonce-", "'sha256-", "'sha384-", "'sha512-", "'strict-dynamic'")
_TELL_LITTLE = {
    *("no-referrer", "same-origin", "origin", "strict-origin"),
    *("origin-when-cross-origin", "strict-origin-when-cross-origin"),
}
_VERSION = re.compile(r"\d+\.\d+|\d+\.x")


def assert_strict_transport(episode: Episode) -> None:
    """Pages have the browser keep to https for a year at least; judged of https, and where the header is sent."""
    judged = [(visit, header(one, "strict-transport-security"), visit.request.url) for visit, one in _pages(episode)]
    judged = [(visit, said, url) for visit, said, url in judged if said or url.startswith("https:")]
    if not judged:
        raise NotApplicable("pages_not_https")
    for visit, said, _url in judged:
        age = _AGE.search(said)
        if age is None or int(age[1]) < YEAR:
            raise Failure("hsts_too_short", exchanges=[visit.id], said=said or "-")


def assert_inline_scripts_held_back(episode: Episode) -> None:
    """A content security policy says whose scripts run, and lets no inline script run that was not named."""
    for visit, response in _pages(episode):
        said = header(response, "content-security-policy").split(",") + source_of(response).policies
        if not any(holds_scripts_back(policy) for policy in said):
            raise Failure("scripts_free", exchanges=[visit.id], path=visit.request.path)


def assert_not_framed(episode: Episode) -> None:
    """No other site may show a page within its own."""
    for visit, response in _pages(episode):
        ancestors = [_directives(one).get("frame-ancestors") for one in _policies(response)]
        framed_by_policy = not any(one is not None and not _ANYBODY & set(one) for one in ancestors)
        options = header(response, "x-frame-options").partition(",")[0].strip().lower()
        if framed_by_policy and options not in {"deny", "sameorigin"}:
            raise Failure("page_framed", exchanges=[visit.id], path=visit.request.path)


def assert_types_and_referrers_kept(episode: Episode) -> None:
    """Types are not guessed, and links tell other sites nothing but the origin."""
    for visit, response in _pages(episode):
        if header(response, "x-content-type-options").strip().lower() != "nosniff":
            raise Failure("type_guessed", exchanges=[visit.id], path=visit.request.path)
        policies = [one.strip().lower() for one in header(response, "referrer-policy").split(",")]
        if policies[-1] not in _TELL_LITTLE:
            raise Failure("referrer_told", exchanges=[visit.id], path=visit.request.path)


def assert_not_stored(episode: Episode) -> None:
    """Pages with measures are not kept by the browser or on the way."""
    seen = [visit for visit in episode.visits_of("read_measures") if visit.response is not None]
    shown = [(visit, visit.response) for visit in seen if visit.response is not None and visit.response.status == OK]
    if not shown:
        raise Inconclusive("own_value_not_shown")
    for visit, response in shown:
        if "no-store" not in header(response, "cache-control").lower():
            raise Failure("health_page_stored", exchanges=[visit.id], path=visit.request.path)


def assert_not_read_across(episode: Episode) -> None:
    """No other origin is allowed to read an answer that was asked for with credentials."""
    for visit in episode.visits_of("cross_site"):
        if visit.response is None:
            continue
        origin = next((value for name, value in visit.request.headers if name.lower() == "origin"), "-")
        allowed = header(visit.response, "access-control-allow-origin").strip()
        with_credentials = header(visit.response, "access-control-allow-credentials").strip().lower() == "true"
        if allowed == origin and with_credentials:
            raise Failure("read_across", exchanges=[visit.id], origin=origin)


def assert_no_tracker(episode: Episode) -> None:
    """No page of the app loads anything from a tracker: nobody was asked, and health pages have none."""
    for visit, response in _pages(episode):
        trackers = [one for one in loaded_from_elsewhere(visit, response) if is_tracker(one)]
        if trackers:
            raise Failure("tracker_loaded", exchanges=[visit.id], path=visit.request.path, address=trackers[0])


def assert_no_banner(episode: Episode) -> None:
    """No header tells which version of what serves the pages."""
    for visit in episode.visits:
        for name in ("server", "x-powered-by", "x-aspnet-version"):
            said = "" if visit.response is None else header(visit.response, name)
            if _VERSION.search(said):
                raise Failure("version_told", exchanges=[visit.id], banner=f"{name}: {said}")


def _pages(episode: Episode) -> tuple[tuple[Visit, Response], ...]:
    found = pages(episode)
    if not found:
        raise NotApplicable("no_html_page")
    return found


def _policies(response: Response) -> list[str]:
    return header(response, "content-security-policy").split(",")


def holds_scripts_back(policy: str) -> bool:
    """Whether a policy lets no inline script run that it does not name."""
    directives = _directives(policy)
    sources = directives.get("script-src", directives.get("default-src"))
    if sources is None or _ANYBODY & set(sources):
        return False
    one_by_one = any(source.startswith(_INLINE_ALLOWED_ONE_BY_ONE) for source in sources)
    return "'unsafe-inline'" not in sources or one_by_one


def _directives(policy: str) -> dict[str, tuple[str, ...]]:
    """The directives of a policy, the first of each name (CSP 3, 2.2.1)."""
    found: dict[str, tuple[str, ...]] = {}
    for directive in policy.split(";"):
        name, *sources = directive.lower().split() or [""]
        if name:
            found.setdefault(name, tuple(sources))
    return found
