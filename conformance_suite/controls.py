"""The first witness: does the same journey succeed without the fault?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.deliveries import bad_certificate_presented
from conformance_suite.plays import WAYS_IN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange
    from conformance_suite.plays import Play, Proof

OK = range(200, 300)
LOOKED_AT = ("documents_read", "messages_read", "agenda_read")


def control_problem(control: Episode, proofs: Iterable[Proof], *, passive: bool) -> str | None:
    """Why an honest play does not count as a control (a message key), None when it does: `proofs` is what it must show.

    A passive case asks of its control only that somebody can sign in: the rest is what the case itself looks at.
    """
    if control.outcome != "played":
        return "control_aborted"
    return sign_in_problem(control) or _slowness(control) or (None if passive else _unproven(control, proofs))


def reason_of(episodes: Iterable[Episode]) -> str:
    """What cut the first of these plays short, in the driver's word (timeout, too_many_redirects, reset...).

    Where nothing did, with which error the space refused the tokens of a sign-in.
    """
    played = list(episodes)
    cut = [reason for one in played for reason in (*(journey.reason for journey in one.journeys), one.reason) if reason]
    refused = [f"token: {request.oauth_error}" for one in played for request in _refused_codes(one)]
    return next(iter((*cut, *refused)), "-")


def _refused_codes(episode: Episode) -> Iterator[Exchange]:
    requests = episode.exchanges("token", grant_type="authorization_code")
    return (one for one in requests if one.oauth_error is not None)


def sign_in_problem(episode: Episode) -> str | None:
    """Why the sign-in of an episode did not succeed, None when it did."""
    return baseline_problem(episode) or _paired_problem(episode)


def baseline_problem(episode: Episode) -> str | None:
    """Why the session page does not tell who is signed in before anybody is, None when it does."""
    before = [probe for probe in episode.probes if probe.when in {"baseline", "after_prepare"}]
    if not before or any(probe.signed_in is None for probe in before):
        return "session_unreadable"
    return "always_signed_in" if any(probe.signed_in for probe in before) else None


def journeys_problem(episode: Episode) -> str | None:
    """The first journey that could not be played to its end, as a message key."""
    return next(("journey_failed" for journey in episode.journeys if journey.outcome != "done"), None)


def reads_problem(episode: Episode) -> str | None:
    """Why the person did not see their own measure, None when they did each time."""
    sights = [sight for sight in episode.sights if sight.journey == "read_measures"]
    if not sights or not all(sight.own_values for sight in sights):
        return "own_value_not_shown"
    return None


def reads_beforehand(controls: Iterable[Episode]) -> bool:
    """Whether in honest plays people saw their measures without the app asking for them then: it keeps what it reads.

    What happens to the space afterwards is nothing that looking again brings such an app to.
    """
    honest = [control for control in controls if control_signed_in_and_read(control)]
    return bool(honest) and not any(_asked_while_looking(control) for control in honest)


def _asked_while_looking(episode: Episode) -> bool:
    looks = [journey for journey in episode.journeys if journey.name == "read_measures"]
    calls = [call.received for call in episode.exchanges("measures_read")]
    return any(look.started <= received <= look.ended for look in looks for received in calls)


def never_refreshes(controls: Iterable[Episode], episode: Episode) -> bool:
    """Whether the app lets its access token expire without ever using a refresh token, seen in honest plays."""
    honest = [control for control in controls if control_signed_in_and_read(control)]
    played = [*honest, episode]
    return bool(honest) and not any(one.exchanges("token", grant_type="refresh_token") for one in played)


def never_calls(controls: Iterable[Episode], endpoints: Iterable[str], episode: Episode) -> str | None:
    """The first of these endpoints that the app leaves alone in every honest sign-in and in this episode; else None."""
    honest = [control for control in controls if control.outcome == "played" and sign_in_problem(control) is None]
    played = [*honest, episode]
    unused = (one for one in endpoints if not any(_calls(each, one) or each.knocked_at(one) for each in played))
    return next(unused, None) if honest else None


def _calls(episode: Episode, use: str) -> bool:
    """Whether an endpoint was called; `logout?state`: with that parameter; `documents_read:Binary/read`: for that."""
    use, _, parameter = use.partition("?")
    endpoint, _, wanted = use.partition(":")
    calls = [one for one in episode.exchanges(endpoint) if not wanted or _interaction(one) == wanted]
    return any(not parameter or call.asked(parameter) is not None for call in calls)


def _interaction(call: Exchange) -> str:
    return f"{call.facts.get('resource_type')}/{call.facts.get('interaction')}"


def control_signed_in_and_read(control: Episode) -> bool:
    """Whether the person signed in and saw their measure at least once."""
    return (
        control.outcome == "played"
        and sign_in_problem(control) is None
        and any(sight.own_values for sight in control.sights)
    )


def own_problem(episode: Episode, play: Play) -> str | None:
    """Why the case's own episode never came to the point, None when it did: the steps before anything hostile.

    Who meets the bad certificate earlier than the play expects has come to it, and may well have stopped there.
    """
    if bad_certificate_presented(episode) and episode.outcome == "played" and not episode.refused_to_start:
        return baseline_problem(episode)
    if episode.outcome != "played":
        return "episode_aborted"
    if episode.refused_to_start:
        return "start_unreliable" if episode.run.record.app_failed_to_start else None
    if play.reached == "baseline":
        return baseline_problem(episode)
    if play.reached == "reading" and not (episode.sights and episode.sights[0].own_values):
        return sign_in_problem(episode) or "own_value_not_shown"
    return sign_in_problem(episode)


def _paired_problem(episode: Episode) -> str | None:
    login = next((journey for journey in episode.journeys if journey.name in WAYS_IN), None)
    if login is None or login.outcome != "done":
        return "login_failed"
    probe = episode.probe("after_login")
    if probe is None or probe.signed_in is None:
        return "session_unreadable"
    return None if probe.signed_in else "never_signed_in"


def _slowness(control: Episode) -> str | None:
    slow = any(visit.ended - visit.started > control.patience for visit in control.visits)
    return "control_too_slow" if slow else None


def _unproven(control: Episode, proofs: Iterable[Proof]) -> str | None:
    wanted = tuple(proofs)
    problems = (_PROOFS[proof](control) for proof in wanted)
    return (journeys_problem(control) if wanted else None) or next((one for one in problems if one), None)


def _looking_problem(control: Episode) -> str | None:
    """Whether something was asked for that the space gave; what it is, is the case's to say."""
    seen = any(one.status in OK for one in control.exchanges(*LOOKED_AT))
    return None if seen else "nothing_looked_at"


def _writes_problem(control: Episode) -> str | None:
    written = any(one.status in OK for one in control.exchanges("measures_write"))
    return None if written else "nothing_written"


def _refresh_problem(control: Episode) -> str | None:
    refreshed = any(one.status in OK for one in control.exchanges("token", grant_type="refresh_token"))
    return None if refreshed else "refresh_not_seen"


def _staying_problem(control: Episode) -> str | None:
    probe = control.probe("after")
    return None if probe is not None and probe.signed_in else "not_signed_in_at_the_end"


def _unpair_problem(control: Episode) -> str | None:
    probe = control.probe("after")
    unpaired = control.exchanges("revoke") or (probe is not None and probe.signed_in is False)
    return None if unpaired else "unpairing_not_seen"


def _return_problem(control: Episode) -> str | None:
    """Whether a second sign-in succeeded too, in another browser."""
    probe = control.probe("after_return")
    if probe is None or probe.signed_in is None:
        return "session_unreadable"
    return None if probe.signed_in else "never_signed_in"


_PROOFS: dict[Proof, Callable[[Episode], str | None]] = {
    "reading": reads_problem,
    "looking": _looking_problem,
    "writing": _writes_problem,
    "refreshing": _refresh_problem,
    "staying": _staying_problem,
    "unpairing": _unpair_problem,
    "returning": _return_problem,
}
