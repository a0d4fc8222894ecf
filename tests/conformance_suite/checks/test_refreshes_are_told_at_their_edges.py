"""What an app makes of its refresh tokens, at the edges: which requests count, from when, and what is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.episodes import episode, exchange, screen, visit

from conformance_suite import refreshing
from conformance_suite.events import ActDone, ProbeReading, Sight
from conformance_suite.verdicts import Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange, Screen, Visit

READ = "read_measures"
SHOWN = "<p>61,37 kg</p><a href='/login'>Se reconnecter</a>"
UNPAIRED = "<p>La connexion a pris fin. Appariez-la de nouveau : appariez votre espace.</p>"


def said(act: Callable[[Episode], None], *events: object) -> tuple[str, tuple[str, ...]]:
    """The key that an assertion speaks, and the exchanges that it names; `pass` when it is content."""
    try:
        act(episode(*events))
    except Spoken as spoken:
        return spoken.key, spoken.exchanges
    return "pass", ()


def values(act: Callable[[Episode], None], *events: object) -> dict[str, str]:
    """The values that an assertion speaks with."""
    with pytest.raises(Spoken) as spoken:
        act(episode(*events))
    return spoken.value.values


def refresh(name: str, *, received: float, which: str = "r-1", **given: Any) -> Exchange:  # noqa: ANN401 - any field
    return exchange(
        "token",
        id=name,
        received=received,
        form=f"grant_type=refresh_token&refresh_token=§refresh:{which}:9:x§",
        **given,
    )


def look(name: str, text: str, *, started: float) -> Visit:
    return visit(id=name, journey=READ, started=started, answered=started + 1, text=text)


BROKE, MENDED = ActDone("arm_faults", 20.0), ActDone("arm_faults", 30.0)
EXPIRED = ActDone("expire_access_token", 15.0)
FAILED = refresh("t-503", received=21.0, status=503, faults=("token_error",))
OUTAGE = (look("v-shown", SHOWN, started=10.0), EXPIRED, BROKE, FAILED, MENDED)


def survived(*events: object) -> tuple[str, tuple[str, ...]]:
    return said(refreshing.assert_outage_survived, *OUTAGE, *events)


def refused(name: str, *, received: float) -> Exchange:
    return exchange("measures_read", id=name, received=received, answered=received, status=401)


def test_an_app_that_refreshes_after_an_outage_has_survived_it() -> None:
    assert survived(refresh("t-200", received=31.0)) == ("pass", ())
    assert survived(refresh("t-200", received=30.0)) == ("pass", ())
    dead = {"status": 400, "facts": {"error": "invalid_grant"}}
    assert survived(refresh("t-400", received=31.0, **dead)) == ("refresh_token_lost", ("t-503", "t-400"))
    assert survived(refresh("t-400", received=31.0, **dead), refresh("t-200", received=32.0)) == ("pass", ())
    assert survived(refresh("t-500", received=31.0, status=500)) == ("refresh_not_tried_again", ())


@pytest.mark.parametrize("when", [20.0, 22.0, 31.0])
def test_who_sends_people_to_sign_in_for_an_outage_has_them_pair_anew(when: float) -> None:
    asked = exchange("authorize", id="a-1", received=when, method="GET")
    once_more = exchange("authorize", id="a-2", received=when + 1, method="GET")
    silent = exchange("authorize", id="a-0", received=when, method="GET", url="https://space/authorize?prompt=none")
    good = refresh("t-200", received=35.0)

    assert survived(asked, once_more, good) == ("paired_anew_after_an_outage", ("t-503", "a-1"))
    assert survived(silent, asked, good) == ("paired_anew_after_an_outage", ("t-503", "a-1"))
    assert survived(silent, good) == ("pass", ())
    renewed = exchange("token", received=36.0, form="grant_type=authorization_code")
    assert survived(silent, renewed) == ("pass", ())  # nobody was asked anything
    assert survived(exchange("authorize", received=19.0), good) == ("pass", ())  # the sign-in before


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (UNPAIRED, "refresh_token_lost"),
        ("<p>Reconnectez-vous.</p>", "refresh_token_lost"),
        ("<p>Reconnectez votre dossier patient.</p>", "refresh_token_lost"),
        ("<p>Veuillez patienter, puis reconnectez-vous.</p>", "refresh_not_tried_again"),
        ("<p>You have to log in.</p>", "refresh_token_lost"),
        ("<p>Pair your health space again.</p>", "refresh_token_lost"),
        ("<p>The connection has ended. Sign in again.</p>", "refresh_token_lost"),
        ("<p>Reconnectez-vous, ou réessayez plus tard.</p>", "refresh_not_tried_again"),
        ("<p>Please log in again later.</p>", "refresh_not_tried_again"),
        ("<p>Reconnexion dans 5 minutes. Reconnectez-vous alors.</p>", "refresh_not_tried_again"),
        ("<p>L'espace de santé ne répond pas.</p>", "refresh_not_tried_again"),
        ("<p>Erreur.</p><a href='/login'>Se reconnecter</a>", "refresh_not_tried_again"),  # as on the page of before
        ("<p>Erreur.</p><a href='/in'>Se connecter</a><a href='/in'>Log in</a>", "refresh_not_tried_again"),
        ("<p>61,37 kg</p>", "refresh_not_tried_again"),  # its own copy
        ("", "refresh_not_tried_again"),
    ],
)
def test_who_asks_for_no_tokens_is_judged_by_what_they_tell(words: str, key: str) -> None:
    last = look("v-last", words, started=95.0)
    named = ("t-503", "v-last") if key == "refresh_token_lost" else ()

    assert survived(look("v-31", UNPAIRED, started=31.0), last) == (key, named)
    on_screen = screen(words.replace("<p>", "").partition("<")[0], t=96.0, journey=READ)
    assert survived(look("v-last", "{}", started=95.0), on_screen) == (key, named)


def test_who_told_people_to_sign_in_during_the_outage_only_may_be_waiting() -> None:
    assert survived(look("v-22", UNPAIRED, started=22.0)) == ("refresh_not_tried_again", ())
    assert survived(look("v-22", UNPAIRED, started=22.0), refresh("t-200", received=31.0)) == ("pass", ())


def test_who_calls_again_and_again_with_a_dead_token_waits_for_nothing() -> None:
    error, later = "<p>Erreur.</p>", "<p>Erreur. Réessayez.</p>"
    first, second = refused("m-1", received=31.5), refused("m-2", received=33.5)

    def looked(text: str) -> tuple[Visit, Visit]:
        return look("v-31", text, started=31.0), look("v-33", text, started=33.0)

    assert survived(*looked(error), first, second) == ("refresh_token_lost", ("t-503", "v-33"))
    assert survived(*looked(later), first, second) == ("refresh_not_tried_again", ())
    assert survived(*looked(error), first) == ("refresh_not_tried_again", ())
    at_one_look = refused("m-3", received=31.6)
    assert survived(*looked(error), first, at_one_look) == ("refresh_not_tried_again", ())
    during = refused("m-0", received=25.5)
    assert survived(look("v-25", error, started=25.0), during, *looked(error), first) == ("refresh_not_tried_again", ())


def test_a_look_begins_with_its_first_moment_and_ends_with_its_last() -> None:
    pages = look("v-30", "<p>Erreur.</p>", started=30.0), look("v-33", "<p>Erreur.</p>", started=33.0)

    assert survived(*pages, refused("m-1", received=30.0), refused("m-2", received=34.0))[0] == "refresh_token_lost"
    assert survived(*pages, refused("m-1", received=29.9), refused("m-2", received=34.0))[0] != "refresh_token_lost"


def test_what_was_read_is_what_stood_there_last_since_the_space_mended() -> None:
    anew, other = "Reconnectez-vous.", "Erreur."

    def seen(words: str, t: float) -> Screen:
        return screen(words, t=t, journey=READ)

    assert survived(seen(anew, 25.0), seen(other, 31.0))[0] == "refresh_not_tried_again"
    assert survived(seen(other, 31.0), seen(anew, 32.0))[0] == "refresh_token_lost"
    assert survived(seen(anew, 31.0), seen(other, 32.0))[0] == "refresh_not_tried_again"
    assert survived(seen(anew, 25.0), look("v-31", "", started=31.0))[0] == "refresh_not_tried_again"
    assert survived(seen(anew, 30.0))[0] == "refresh_token_lost"
    assert survived(seen(anew, 12.0), seen(anew, 31.0))[0] == "refresh_not_tried_again"  # as before the outage
    assert survived(seen(anew, 20.0), seen(anew, 31.0))[0] == "refresh_token_lost"  # since it began
    again = look("v-20", f"<p>{anew}</p>", started=20.0), look("v-31", f"<p>{anew}</p>", started=31.0)
    assert survived(*again)[0] == "refresh_token_lost"


def test_of_a_space_that_never_mended_nothing_is_known() -> None:
    assert said(refreshing.assert_outage_survived, EXPIRED, BROKE, FAILED) == ("refresh_not_tried_again", ())


# --- a refresh token is good once ---------------------------------------------------------------------------------


def test_a_refresh_token_used_again_after_it_was_replaced_is_named() -> None:
    first, second = refresh("t-1", received=10.0), refresh("t-2", received=20.0, which="r-2")
    again = refresh("t-3", received=30.0)
    act = refreshing.assert_each_refresh_token_once

    assert said(act, first, second) == ("pass", ())
    assert said(act, first, second, again) == ("replaced_token_used", ("t-1", "t-3"))
    assert said(act, first) == ("refresh_not_seen", ())
    assert said(act) == ("refresh_not_seen", ())


def test_when_a_refresh_brings_no_new_token_the_next_one_is_made_with_the_one_of_before() -> None:
    first, kept = refresh("t-1", received=10.0), refresh("t-3", received=30.0)
    other = refresh("t-2", received=20.0, which="r-2")
    act = refreshing.assert_refresh_token_kept

    assert said(act, first, kept) == ("pass", ())
    assert said(act, first, other, kept) == ("pass", ())
    assert said(act, first, other) == ("refresh_token_forgotten", ("t-1",))
    assert said(act, first) == ("refresh_token_forgotten", ("t-1",))
    assert said(act, exchange("token", form="grant_type=authorization_code"))[0] == "refresh_not_seen"


def test_a_token_known_to_be_over_is_not_used_before_the_refresh() -> None:
    act = refreshing.assert_expired_token_not_used
    early = refused("m-1", received=20.0)

    assert said(act, EXPIRED, refresh("t-1", received=21.0), refused("m-1", received=21.0)) == ("pass", ())
    assert said(act, EXPIRED, early, refresh("t-1", received=21.0)) == ("expired_token_used", ("m-1",))
    assert said(act, refused("m-0", received=14.0), EXPIRED, refresh("t-1", received=15.0)) == ("pass", ())
    assert said(act, refresh("t-0", received=14.0), EXPIRED, early) == ("refresh_not_seen", ())
    assert said(act, refresh("t-0", received=14.0), early) == ("refresh_not_seen", ())  # no token ever expired
    later = refresh("t-2", received=30.0)
    between = refused("m-2", received=25.0)
    assert said(act, EXPIRED, refresh("t-1", received=21.0), between, later) == ("pass", ())


# --- no more is asked for than was granted, and none of it twice ---------------------------------------------------


def test_what_was_granted_is_what_the_exchange_of_the_code_said() -> None:
    def judged(granted: str, asked: str, *more: object) -> tuple[str, tuple[str, ...]]:
        code = exchange("token", form="grant_type=authorization_code", text=granted)
        request = exchange("token", id="t-9", form=f"grant_type=refresh_token&scope={asked}", received=20.0)
        return said(refreshing.assert_refreshes_within_the_grant, code, request, *more)

    assert judged('{"scope": "openid a"}', "a") == ("pass", ())
    assert judged('{"scope": "openid a"}', "a+b") == ("refresh_beyond_the_grant", ("t-9",))
    assert judged('{"access_token": "x"}', "a+b") == ("pass", ())  # what was asked for, which is not told
    assert judged("[]", "a+b") == ("pass", ())
    told_more = exchange("token", form="grant_type=refresh_token", text='{"scope": "openid a b"}', received=30.0)
    assert judged('{"scope": "openid a"}', "a+b", told_more)[0] == "refresh_beyond_the_grant"
    unanswered = exchange("token", form="grant_type=authorization_code", status=None)
    assert judged('{"scope": "openid a"}', "a", unanswered) == ("pass", ())


def test_a_call_is_made_once_more_after_a_401_with_one_refresh_for_each() -> None:
    armed = ActDone("arm_faults", 9.5)
    page = visit(journey=READ, started=9.0, answered=19.0)

    def judged(reads: int, refreshed: int, *urls: str) -> str:
        calls = [exchange("measures_read", received=10.0 + n, method="GET", status=401) for n in range(reads)]
        others = [exchange("measures_read", received=10.5, method="GET", url=url) for url in urls]
        tokens = [refresh(f"t-{n}", received=10.2 + n) for n in range(refreshed)]
        return said(refreshing.assert_one_replay, armed, page, *calls, *others, *tokens)[0]

    assert [judged(2, 1), judged(3, 1), judged(2, 2)] == ["pass", "insists", "insists"]
    assert [judged(0, 1), judged(0, 2)] == ["pass", "insists"]
    assert judged(1, 2, "https://space/y") == "pass"  # two calls, a refresh for each
    assert judged(1, 3, "https://space/y") == "insists"
    earlier = [9.1 + n / 10 for n in range(3)]
    before = [*(refresh("t", received=at) for at in earlier), *(refused("m", received=at) for at in earlier)]
    assert said(refreshing.assert_one_replay, armed, page, *before) == ("pass", ())
    assert said(refreshing.assert_one_replay, page, *before)[0] == "insists"  # where nothing was armed on the way
    first = [refused(f"m-{at}", received=at) for at in (0.2, 0.4, 0.6)]
    assert said(refreshing.assert_one_replay, visit(started=0.1, answered=0.9), *first)[0] == "insists"
    codes = [exchange("token", received=10.2 + n, form="grant_type=authorization_code") for n in range(3)]
    assert said(refreshing.assert_one_replay, armed, page, *codes) == ("pass", ())


# --- once a refresh was refused for good --------------------------------------------------------------------------


REVOKED = ActDone("revoke_refresh_token", 14.0)
DEAD = refresh("t-dead", received=20.0, status=400, facts={"error": "invalid_grant"})
ANSWERED = visit(journey=READ, started=19.0, answered=21.0)  # which tells that the refusal was read


def test_a_dead_refresh_token_is_not_sent_again_once_its_refusal_was_read() -> None:
    act = refreshing.assert_dead_token_dropped
    again = refresh("t-again", received=25.0, status=400, facts={"error": "invalid_grant"})
    on_its_way = refresh("t-way", received=20.2)
    new = refresh("t-new", received=25.0, which="r-2")

    assert said(act, REVOKED, DEAD, ANSWERED, on_its_way, new) == ("pass", ())
    assert said(act, REVOKED, DEAD, ANSWERED, again) == ("dead_token_used", ("t-dead", "t-again"))
    assert said(act, REVOKED, DEAD, again) == ("pass", ())  # neither was read


def test_once_the_refusal_was_read_no_data_are_asked_for_without_signing_in() -> None:
    act = refreshing.assert_calls_stopped
    expired, asked = ActDone("expire_access_token", 13.0), exchange("authorize", method="GET", received=22.0)
    call = refused("m-1", received=23.0)
    on_its_way = refused("m-0", received=20.2)

    assert said(act, REVOKED, DEAD, ANSWERED, on_its_way) == ("pass", ())
    assert said(act, REVOKED, DEAD, ANSWERED, call) == ("dead_access_token_used", ("t-dead", "m-1"))
    assert said(act, REVOKED, DEAD, ANSWERED, asked, call) == ("pass", ())
    assert values(act, REVOKED, DEAD, ANSWERED, call, refused("m-9", received=24.0)) == {"count": "2"}
    before = exchange("authorize", method="GET", received=12.0)
    assert said(act, before, REVOKED, DEAD, ANSWERED, call)[0] == "dead_access_token_used"
    told = refused("m-2", received=19.5)  # and nothing more was asked for: 401 was taken for the end
    assert said(act, expired, REVOKED, told, ANSWERED) == ("pass", ())


def test_nothing_goes_round_once_a_refresh_was_refused() -> None:
    act = refreshing.assert_no_loop_after_refusal
    round_and_round = visit(id="v-9", answered=None, error="too_many_redirects")
    page = visit(started=19.0, answered=29.0, journey=READ)
    refreshed = [refresh(f"t-{n}", received=20.1 + n / 10, status=400) for n in range(3)]
    calls = [refused(f"m-{n}", received=20.1 + n / 10) for n in range(4)]

    assert said(act, REVOKED, DEAD, page, *refreshed[:2]) == ("pass", ())
    assert said(act, REVOKED, DEAD, page, *refreshed)[0] == "insists"  # with the dead one
    assert said(act, REVOKED, DEAD, page, *calls[:3]) == ("pass", ())
    assert said(act, REVOKED, DEAD, page, *calls)[0] == "insists"
    assert said(act, REVOKED, DEAD, round_and_round) == ("asked_again", ("v-9",))
    early = [refused(f"m-{n}", received=19.1 + n / 10) for n in range(4)]
    assert said(act, REVOKED, DEAD, page, *early) == ("pass", ())  # before it was refused
    assert said(act, REVOKED, page, *early)[0] == "insists"  # since the end, where no refresh was refused


def test_who_lost_their_pairing_is_told_unless_they_signed_in_anew() -> None:
    act = refreshing.assert_refusal_told
    before, same = look("v-1", "<p>61,37 kg</p>", started=9.0), look("v-2", "<p>61,37 kg</p>", started=19.5)
    told, blank = look("v-2", "<p>Reconnectez-vous.</p>", started=19.5), look("v-2", "", started=19.5)
    asked = exchange("authorize", method="GET", received=19.8)

    assert said(act, before, REVOKED, DEAD, told) == ("pass", ())
    assert said(act, before, REVOKED, DEAD, same) == ("person_not_told", ("v-2",))
    assert said(act, before, REVOKED, DEAD, asked, same) == ("pass", ())
    assert said(act, before, REVOKED, DEAD, asked, blank) == ("blank_page", ("v-2",))
    earlier = exchange("authorize", method="GET", received=8.0)  # the sign-in before
    assert said(act, earlier, before, REVOKED, DEAD, same) == ("person_not_told", ("v-2",))


# --- two at once, and the end by the person -----------------------------------------------------------------------


def test_of_two_looks_at_once_the_second_falls_within_the_refresh() -> None:
    act = refreshing.assert_one_refresh_for_all
    armed = ActDone("arm_faults", 9.5)
    first = refresh("t-1", received=10.0, answered=11.0)
    again = refresh("t-2", received=10.6)

    def second(started: float, **given: Any) -> Visit:  # noqa: ANN401 - any field
        fields = {"journey": READ, "browser": "b-2", "answered": 12.0, **given}
        return visit(id="v-2", started=started, **fields)

    assert said(act, armed, first, second(10.5)) == ("pass", ())
    assert said(act, armed, first, second(10.5), again) == ("refreshed_twice_at_once", ("t-1", "t-2"))
    assert said(act, armed, first, second(10.0), again)[0] == "refreshed_twice_at_once"
    assert said(act, armed, first, second(9.9), again) == ("not_at_once", ())
    assert said(act, armed, first, second(11.0), again) == ("not_at_once", ())
    assert said(act, armed, first, second(10.5, answered=None), again) == ("not_at_once", ())
    assert said(act, armed, first, second(10.5, browser="b-1"), again) == ("not_at_once", ())
    assert said(act, armed, refresh("t-0", received=9.0), second(10.5)) == ("refresh_not_seen", ())
    other = refresh("t-3", received=12.0, which="r-2")
    assert said(act, armed, first, second(10.5), other) == ("pass", ())
    code = exchange("token", received=9.8, form="grant_type=authorization_code", answered=9.9)
    assert said(act, armed, code, first, second(10.5), again)[0] == "refreshed_twice_at_once"
    alone = ProbeReading("window", signed_in=False, names_seen=(), visit=None, t=9.0)
    assert said(act, armed, first, second(10.5), again, alone) == ("signed_in_in_one_window", ())
    assert said(act, armed, first, second(10.5), again, replace(alone, signed_in=None))[0] == "refreshed_twice_at_once"


def test_on_each_of_two_devices_the_last_look_shows_what_the_first_did_or_tells() -> None:
    def judged(
        *rows: tuple[str, str, tuple[str, ...], str], more: tuple[object, ...] = ()
    ) -> tuple[str, tuple[str, ...]]:
        """Looks: device, name, what was seen, and the page."""
        visits = [visit(id=name, browser=device, journey=READ, text=text) for device, name, _seen, text in rows]
        one = episode(refresh("t-1", received=5.0), *visits, *more)
        one.sights += [Sight(READ, name, seen, (), (), 11.0) for _device, name, seen, _text in rows]
        try:
            refreshing.assert_both_devices_go_on(one)
        except Spoken as spoken:
            return spoken.key, spoken.exchanges
        return "pass", ()

    own, words = ("61.37",), "Bonjour"
    here, there = (
        [("b-1", "v-1", own, words), ("b-1", "v-2", own, words)],
        [
            ("b-2", "v-3", own, words),
            ("b-2", "v-4", own, words),
        ],
    )
    assert judged(*here, *there) == ("pass", ())
    assert judged(*here, *there, ("b-2", "v-5", (), words)) == ("pass", ())  # who is told
    assert judged(*here, *there, ("b-2", "v-5", (), "")) == ("blank_page", ("v-5",))
    assert judged(*here, ("b-1", "v-0", (), ""), *there) == ("blank_page", ("v-0",))
    assert judged(*here, there[0], ("b-2", "v-5", (), ""), there[1]) == ("pass", ())  # the last one counts
    assert judged(*here, there[0]) == ("own_value_not_shown", ())
    assert judged(here[0], *there) == ("own_value_not_shown", ())
    assert judged(*here, ("b-2", "v-3", (), words), there[1]) == ("own_value_not_shown", ())
    again = (refresh("t-2", received=6.0),)
    assert judged(*here, *there, more=again) == ("replaced_token_used", ("t-1", "t-2"))


def test_a_sight_of_another_journey_or_of_no_page_is_no_look() -> None:
    looks = [visit(id=f"v-{n}", browser="b-1" if n < 2 else "b-2", journey=READ) for n in range(4)]
    one = episode(refresh("t-1", received=5.0), *looks)
    one.sights += [Sight(READ, look.id, ("61.37",), (), (), 11.0) for look in looks]
    one.sights += [Sight("write_measure", "v-1", (), (), (), 12.0), Sight(READ, "v-none", (), (), (), 12.0)]
    one.visits[1] = replace(one.visits[1], response=None, answered=None)

    refreshing.assert_both_devices_go_on(one)


def test_what_a_bent_refresh_brought_is_not_used_until_somebody_signs_in_anew() -> None:
    act = refreshing.assert_no_call_after_refresh
    bent = refresh("t-bent", received=20.0, faults=("refreshed_id_token_other",))  # answered half a second later
    honest = refresh("t-1", received=10.0)

    def call(received: float, endpoint: str = "measures_read") -> Exchange:
        return exchange(endpoint, id=f"m-{received}", received=received)

    def anew(received: float) -> Exchange:
        return exchange("token", received=received, form="grant_type=authorization_code")

    assert said(act, honest, bent, call(15.0), call(20.4)) == ("pass", ())
    assert said(act, honest, bent, call(20.5)) == ("refreshed_token_used", ("t-bent", "m-20.5"))
    assert said(act, honest, bent, call(21.0, "measures_write")) == ("refreshed_token_used", ("t-bent", "m-21.0"))
    assert said(act, honest, bent, anew(22.0), call(21.0), call(23.0)) == ("refreshed_token_used", ("t-bent", "m-21.0"))
    assert said(act, honest, bent, anew(22.0), call(22.0)) == ("pass", ())
    assert said(act, anew(5.0), bent, call(23.0))[0] == "refreshed_token_used"  # the sign-in before
    assert said(act, bent, refresh("t-2", received=22.0), call(23.0))[0] == "refreshed_token_used"
    unanswered = replace(bent, answered=None)
    assert said(act, unanswered, call(20.0))[0] == "refreshed_token_used"
    assert said(act, honest, call(21.0)) == ("refresh_not_seen", ())


def test_a_few_refreshes_are_borne_for_one_request_of_the_person() -> None:
    act, page = refreshing.assert_refreshes_bounded, visit(started=9.0, answered=19.0)
    tries = [refresh(f"t-{n}", received=10.0 + n) for n in range(4)]
    codes = [exchange("token", received=10.5 + n, form="grant_type=authorization_code") for n in range(4)]

    assert said(act, page, *tries[:3], *codes) == ("pass", ())
    assert said(act, page, *tries) == ("insists", ("t-0", "t-1", "t-2", "t-3"))
    assert said(lambda one: act(one, at_most=1), page, *tries[:2])[0] == "insists"
    assert said(lambda one: act(one, at_most=4), page, *tries) == ("pass", ())


@pytest.mark.parametrize(("signed_in", "key"), [(False, "pass"), (True, "pairing_kept"), (None, "session_unreadable")])
def test_after_unpairing_nobody_is_paired(signed_in: bool | None, key: str) -> None:  # noqa: FBT001 - a reading
    gone = visit(id="v-gone", journey="unpair")
    page = ProbeReading("after", signed_in, (), "v-after", 30.0)

    assert said(refreshing.assert_pairing_forgotten, gone, page) == (key, ("v-after",) if signed_in else ())
    if signed_in:
        assert values(refreshing.assert_pairing_forgotten, gone, page) == {"persona": "Zoé Le Gall"}
    assert values(refreshing.assert_pairing_forgotten, page) == {"reason": "unpair"}
    assert said(refreshing.assert_pairing_forgotten, gone) == ("session_unreadable", ())
    assert said(refreshing.assert_pairing_forgotten, page) == ("journey_failed", ())
    assert said(refreshing.assert_pairing_forgotten, replace(gone, answered=None), page) == ("journey_failed", ())


def test_a_token_is_given_back_with_success() -> None:
    act, gone = refreshing.assert_tokens_given_back, visit(id="v-gone", journey="unpair")
    failed = exchange("revoke", id="r-1", status=503)

    assert said(act, gone, failed, exchange("revoke", id="r-2")) == ("pass", ())
    assert said(act, gone, failed) == ("not_revoked", ("r-1",))
    assert said(act, gone) == ("not_revoked", ("v-gone",))
    assert said(act, exchange("revoke")) == ("journey_failed", ())
