"""What an app does when somebody signs out: at the person's word, and at the word of the space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.controls import OK
from conformance_suite.deliveries import logout_token_answers
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable
from conformance_suite.witnesses import assert_journey_readable

if TYPE_CHECKING:
    from conformance_suite.episode import Episode

BAD_REQUEST = 400


def assert_logout_request_sound(episode: Episode) -> None:
    """The space knows whose session to end and where to lead back to: a good hint, a registered address, a state."""
    requests = episode.exchanges("logout")
    if not requests:
        raise NotApplicable("never_calls", endpoint="logout")
    for request in requests:
        if request.oauth_error is not None:
            raise Failure("logout_refused", exchanges=[request.id], error=request.oauth_error)
        wanted = {
            "id_token_hint": "hint_valid",
            "post_logout_redirect_uri": "redirect_uri_equal",
            "state": "state_present",
        }
        missing = [name for name, fact in wanted.items() if request.facts.get(fact) is not True]
        if missing:
            raise Failure("logout_request_incomplete", exchanges=[request.id], missing=", ".join(missing))


def assert_hint_in_body(episode: Episode) -> None:
    """The ID token of a logout request goes in the body, where no history and no log keeps it."""
    requests = episode.exchanges("logout")
    if not requests:
        raise NotApplicable("never_calls", endpoint="logout")
    told = [one for one in requests if one.request.parameter("id_token_hint") is not None]
    if told:
        raise Failure("hint_in_url", exchanges=[one.id for one in told])


def assert_signed_out(episode: Episode, *moments: str) -> None:
    """Nobody is signed in at these moments."""
    for when in moments or ("after_logout", "after"):
        if _signed_in(episode, when):
            seen = (*_sent(episode), *episode.pages_of(when))
            raise Failure("session_survives", exchanges=seen, persona=episode.persona.name)


def assert_nothing_set_off(episode: Episode) -> None:
    """Coming back from a logout brings a page, and sends nobody to sign in."""
    returned = episode.exchanges("logout")[-1]
    again = episode.exchanges("authorize", after=returned.received)
    if again:
        raise Failure("asked_again", exchanges=[one.id for one in again])
    assert_journey_readable(episode, "logout")


def assert_copied_cookies_dead(episode: Episode) -> None:
    """Cookies that were good before the logout open nothing after it."""
    if not _signed_in(episode, "copied"):
        raise Inconclusive("cookies_not_enough")
    if _signed_in(episode, "replayed"):
        seen = (*(visit.id for visit in episode.visits_of("logout")), *episode.pages_of("copied", "replayed"))
        raise Failure("cookie_survives", exchanges=seen, persona=episode.persona.name)


def assert_logout_token_honoured(episode: Episode) -> None:
    """A good logout token is answered with success."""
    answers = _answers(episode)
    if any(status not in OK for status in answers):
        raise Failure("logout_token_not_honoured", exchanges=_sent(episode), status=max(answers))


def assert_logout_token_refused(episode: Episode) -> None:
    """A bad logout token ends nothing and is not answered with success."""
    if not _signed_in(episode, "after"):
        seen = (*_sent(episode), *episode.pages_of("after"))
        raise Failure("ended_by_bad_token", exchanges=seen, persona=episode.persona.name)
    answers = _answers(episode)
    if any(status < BAD_REQUEST for status in answers):
        raise Failure("bad_token_acknowledged", exchanges=_sent(episode), status=min(answers))


def assert_worthless_logout_token_ends_nothing(episode: Episode) -> None:
    """A token about nobody or of the past is refused; one that comes again ends nothing more."""
    if episode.variant == "again":
        assert_ended_once_only(episode)
    else:
        assert_logout_token_refused(episode)


def assert_ended_once_only(episode: Episode) -> None:
    """A logout token that comes a second time does not end the session that was begun since.

    What it is answered is not judged: remembering tokens is optional (Back-Channel Logout 2.6, 7), and one that ends
    nothing more may be acknowledged.
    """
    if not _signed_in(episode, "after_return"):
        raise Inconclusive("never_signed_in")
    if not _signed_in(episode, "after"):
        seen = (*_sent(episode), *episode.pages_of("after_return", "after"))
        raise Failure("ended_by_replayed_token", exchanges=seen, persona=episode.persona.name)


def assert_only_the_other_ended(episode: Episode) -> None:
    """The session that the token names is over; the one of somebody else goes on."""
    if not _signed_in(episode, "other_signed_in"):
        raise Inconclusive("never_signed_in")
    if _signed_in(episode, "other_after"):
        raise Failure("session_survives", exchanges=(*_sent(episode), *episode.pages_of("other_after")), persona="-")
    if not _signed_in(episode, "after"):
        seen = (*_sent(episode), *episode.pages_of("after"))
        raise Failure("ended_by_token_of_another", exchanges=seen, persona=episode.persona.name)


def _signed_in(episode: Episode, when: str) -> bool:
    probe = episode.probe(when)
    if probe is None or probe.signed_in is None:
        raise Inconclusive("session_unreadable")
    return probe.signed_in


def _sent(episode: Episode) -> tuple[str, ...]:
    return tuple(one.id for one in episode.sent)


def _answers(episode: Episode) -> tuple[int, ...]:
    return tuple(status for act in episode.acts for status in logout_token_answers(act))
