"""Effects around a sign-in, asserted by the checks of ID token, keys and UserInfo."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from conformance_suite.page_sources import may_be_html, read_by_person
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable
from conformance_suite.witnesses import assert_no_session

if TYPE_CHECKING:
    from conformance_suite.episode import Episode

SHARED_ADDRESS = "email_of_another"  # a fault: everybody who signs in has the same address
TWO = 2
SOMEBODY_ELSE = "Ambre Delacourse"  # whom an answer of UserInfo speaks of that must not be used


def assert_signed_in(episode: Episode, moments: tuple[str, ...] = ("after_login", "after")) -> None:
    """The person is signed in at the last reading of each of these moments: what came was good, if unusual."""
    readings = [_last_reading(episode, when) for when in moments]
    if episode.refused_to_start or False in readings:
        raise Failure("good_answer_refused", exchanges=[visit.id for visit in episode.callbacks])
    if None in readings:
        raise Inconclusive("session_unreadable")


def assert_userinfo_not_used(episode: Episode) -> None:
    """No page calls the person by the name of that answer; whether the ID token alone may sign them in is open.

    OpenID Connect Core, 5.3.2, forbids the use of the values, not the sign-in.
    """
    calling = [visit for visit, words in read_by_person(episode) if SOMEBODY_ELSE in words]
    if calling:
        raise Failure("userinfo_used", exchanges=calling, name=SOMEBODY_ELSE)
    readings = [_last_reading(episode, when) for when in ("after_login", "after")]
    if None in readings:
        raise Inconclusive("session_unreadable")


def assert_accounts_apart(episode: Episode) -> None:
    """Two people of one address are two people: who was there first is who they were, or was never let in.

    That the second sees nothing of the first is judged before any effect.
    """
    told = [one for one in episode.marked(SHARED_ADDRESS) if one.endpoint == "token"]
    if not told:
        raise NotApplicable("no_address_told")
    before, after = _last_reading(episode, "first"), _last_reading(episode, "first_after")
    if before and after is False:
        raise Failure("account_taken_over", exchanges=[*(one.id for one in told), *episode.pages_of("first_after")])
    if len(told) < TWO or before is None or after is None:
        raise Inconclusive("not_delivered" if len(told) < TWO else "session_unreadable")


def assert_signed_out(episode: Episode, moments: tuple[str, ...]) -> None:
    """Nobody is signed in at the last reading of each of these moments, although somebody was before."""
    readings = [_last_reading(episode, when) for when in moments]
    if True in readings:
        exchanges = [visit.id for visit in episode.callbacks]
        raise Failure("session_open", exchanges=exchanges, persona=episode.persona.name)
    if None in readings:
        raise Inconclusive("session_unreadable")


def assert_no_data_below_the_level(episode: Episode) -> None:
    """No data is asked for when the person did not reach the level that the app had asked for.

    Whether it lets them in without any data is open: the standard leaves to the app what a level is needed for.
    """
    if not any(one.asked("acr_values") for one in episode.exchanges("authorize")):
        raise NotApplicable("no_level_asked_for")
    calls = episode.exchanges("measures_read", "measures_write")
    if calls:
        raise Failure("data_below_the_level", exchanges=[one.id for one in calls])


def assert_no_session_of_an_old_sign_in(episode: Episode) -> None:
    """Nobody is let in who signed in at the space longer ago than the app had asked for."""
    if not any(one.asked("max_age") for one in episode.exchanges("authorize")):
        raise NotApplicable("no_age_asked_for")
    assert_no_session(episode)


def assert_keys_asked_for_at_most(episode: Episode, times: int) -> None:
    """The key set was not fetched more often than that in this sign-in."""
    requests = episode.exchanges("jwks")
    if len(requests) > times:
        raise Failure("keys_asked_too_often", exchanges=[one.id for one in requests], count=len(requests))


def assert_never_asked(episode: Episode, path: str) -> None:
    """Nothing was fetched from an address that only a token named."""
    requests = [one for one in episode.all_exchanges if one.request.path.endswith(path)]
    if requests:
        raise Failure("address_of_token_fetched", exchanges=[one.id for one in requests], path=path)


def assert_no_token_shown_at(episode: Episode, path: str) -> None:
    """No credential was shown at an address that only a token named."""
    requests = [one for one in episode.all_exchanges if one.request.path.endswith(path)]
    shown = [one for one in requests if any(name.lower() == "authorization" for name, _ in one.request.headers)]
    if shown:
        raise Failure("token_shown_elsewhere", exchanges=[one.id for one in shown], path=path)


def assert_token_not_in_url(episode: Episode) -> None:
    """No access token travelled in the URL of a UserInfo request."""
    requests = [one for one in episode.exchanges("userinfo") if one.request.parameter("access_token") is not None]
    if requests:
        raise Failure("token_in_url", exchanges=[one.id for one in requests])


def assert_no_element(episode: Episode, name: str) -> None:
    """No page of the app has an element of that name, as it came, or as scripts made it.

    An answer of another kind than HTML has no elements; what a script makes of one is seen where scripts are run.
    """
    for visit in episode.visits:
        page = visit.response.text or "" if visit.response is not None and may_be_html(visit.response) else ""
        if f"<{name}" in page and name in _elements(page):
            raise Failure("markup_not_escaped", exchanges=[visit.id])
    for screen in episode.screens:
        if name in screen.elements:
            raise Failure("markup_not_escaped", exchanges=filter(None, [screen.visit]))


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the signature of the parser
        self.found.add(tag)


def _elements(page: str) -> set[str]:
    reader = _Elements()
    reader.feed(page)
    return reader.found


def _last_reading(episode: Episode, when: str) -> bool | None:
    readings = [probe.signed_in for probe in episode.probes if probe.when == when]
    return readings[-1] if readings else None
