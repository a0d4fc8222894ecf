"""Headers, cookies, pages and logouts, read at the edges where a hasty reader is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.episodes import episode, exchange, visit

from conformance_suite import (
    cross_site,
    deliveries,
    leaks,
    own_server,
    page_headers,
    readable,
    session_cookies,
    signing_out,
)
from conformance_suite.controls import never_calls
from conformance_suite.events import ActDone, ForeignMessages, OldTls, ProbeReading, Request, Response, Storage
from conformance_suite.foreign_messages import assert_foreign_messages_ignored
from conformance_suite.page_sources import is_tracker, source_of
from conformance_suite.scripts.logout import send_logout_token
from conformance_suite.scripts.surface import unpair_from_another_site
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable, Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode
    from conformance_suite.events import Visit

HTML = ("Content-Type", "text/html; charset=utf-8")
MARK = "§cookie:{0:016x}:32:b64url§"
ONE, TWO = MARK.format(1), MARK.format(2)


def page(*headers: tuple[str, str], text: str = "<html lang='fr'><title>T</title>Bonjour", **given: Any) -> Visit:  # noqa: ANN401 - any field
    """A page of the app with these headers."""
    one = visit(callback=given.pop("callback", False), **given)
    return replace(one, response=Response(given.get("status", 200), (HTML, *headers), text))


def asked_with(one: Visit, *headers: tuple[str, str], method: str = "GET") -> Visit:
    """The same visit, asked with these headers."""
    return replace(one, request=Request(method, one.request.url, headers, None))


def spoken(check: Callable[[Episode], None], *events: object) -> str:
    """What a check says of an episode: the key of its message, `pass` when it is content."""
    try:
        check(episode(*events))
    except Spoken as said:
        return said.key
    return "pass"


# --- headers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "said", "expected"),
    [
        ("http://app/", None, "pages_not_https"),
        ("https://app/", None, "hsts_too_short"),
        ("https://app/", "max-age=31536000", "pass"),
        ("https://app/", 'includeSubDomains; MAX-AGE = "63072000"', "pass"),
        ("https://app/", "max-age=31535999", "hsts_too_short"),
        ("https://app/", "includeSubDomains", "hsts_too_short"),
        ("http://app/", "max-age=60", "hsts_too_short"),  # what a proxy in front of it would pass on
    ],
)
def test_strict_transport_is_for_a_year(url: str, said: str | None, expected: str) -> None:
    headers = () if said is None else (("Strict-Transport-Security", said),)
    assert spoken(page_headers.assert_strict_transport, page(*headers, url=url)) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("default-src 'self'", "pass"),
        ("script-src 'none'; style-src 'unsafe-inline'", "pass"),
        ("script-src 'nonce-abc' 'unsafe-inline'", "pass"),  # which browsers then do not heed
        ("script-src 'strict-dynamic' 'nonce-abc' https: 'unsafe-inline'", "scripts_free"),
        ("script-src 'self' 'unsafe-inline'", "scripts_free"),
        ("script-src *", "scripts_free"),
        ("frame-ancestors 'none'", "scripts_free"),
        ("default-src 'none'; default-src *", "pass"),  # the first of a name counts
        ("", "scripts_free"),
    ],
)
def test_inline_scripts_are_held_back(policy: str, expected: str) -> None:
    header = page(("content-security-policy", policy))
    assert spoken(page_headers.assert_inline_scripts_held_back, header) == expected


def test_a_policy_in_the_page_counts_for_scripts_and_not_for_frames() -> None:
    policy = "default-src 'self'; frame-ancestors 'none'"
    one = page(text=f'<html><meta http-equiv="Content-Security-Policy" content="{policy}"><p>x')

    assert spoken(page_headers.assert_inline_scripts_held_back, one) == "pass"
    assert spoken(page_headers.assert_not_framed, one) == "page_framed"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("X-Frame-Options", "DENY"), "pass"),
        (("X-Frame-Options", "sameorigin"), "pass"),
        (("X-Frame-Options", "ALLOW-FROM https://a"), "page_framed"),  # which browsers no longer know
        (("Content-Security-Policy", "frame-ancestors 'self'"), "pass"),
        (("Content-Security-Policy", "frame-ancestors"), "pass"),
        (("Content-Security-Policy", "frame-ancestors https:"), "page_framed"),
        (("Content-Security-Policy", "default-src 'none'"), "page_framed"),
    ],
)
def test_frames_are_refused(header: tuple[str, str], expected: str) -> None:
    assert spoken(page_headers.assert_not_framed, page(header)) == expected


def test_error_pages_and_files_are_not_judged_as_pages() -> None:
    assert spoken(page_headers.assert_not_framed, page(status=404), visit()) == "no_html_page"


@pytest.mark.parametrize(
    ("sniff", "referrer", "expected"),
    [
        ("nosniff", "no-referrer", "pass"),
        ("nosniff", "no-referrer, strict-origin-when-cross-origin", "pass"),
        ("nosniff", "unsafe-url", "referrer_told"),
        ("nosniff", "", "referrer_told"),
        ("", "no-referrer", "type_guessed"),
    ],
)
def test_types_and_referrers(sniff: str, referrer: str, expected: str) -> None:
    one = page(("X-Content-Type-Options", sniff), ("Referrer-Policy", referrer))
    assert spoken(page_headers.assert_types_and_referrers_kept, one) == expected


@pytest.mark.parametrize(("said", "expected"), [("no-store", "pass"), ("private", "health_page_stored")])
def test_health_pages_are_not_stored(said: str, expected: str) -> None:
    one = page(("Cache-Control", said), journey="read_measures")
    assert spoken(page_headers.assert_not_stored, one) == expected


def test_without_a_health_page_nothing_is_said_of_storing() -> None:
    assert spoken(page_headers.assert_not_stored, page(status=400, journey="read_measures")) == "own_value_not_shown"


@pytest.mark.parametrize(
    ("allowed", "credentials", "expected"),
    [
        ("http://attacker.example", "true", "read_across"),
        ("http://attacker.example", "", "pass"),
        ("*", "true", "pass"),  # which browsers refuse with credentials
        ("https://friend.example", "true", "pass"),
    ],
)
def test_a_foreign_origin_reads_only_with_both_headers(allowed: str, credentials: str, expected: str) -> None:
    allow = (("Access-Control-Allow-Origin", allowed), ("Access-Control-Allow-Credentials", credentials))
    one = asked_with(page(*allow, journey="cross_site"), ("Origin", "http://attacker.example"))
    assert spoken(page_headers.assert_not_read_across, one) == expected


@pytest.mark.parametrize(
    ("name", "said", "expected"),
    [
        ("Server", "nginx/1.25.3", "version_told"),
        ("Server", "nginx", "pass"),
        ("X-Powered-By", "PHP/8.2.1", "version_told"),
        ("X-Powered-By", "Express", "pass"),
        ("X-AspNet-Version", "4.0.30319", "version_told"),
    ],
)
def test_a_banner_tells_a_version(name: str, said: str, expected: str) -> None:
    assert spoken(page_headers.assert_no_banner, page((name, said))) == expected


# --- pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<script src=https://www.googletagmanager.com/gtag/js></script>", "tracker_loaded"),
        ("<script>fetch('https://api.mixpanel.com/track')</script>", "tracker_loaded"),
        ("<link rel='preconnect' href='//stats.hotjar.com'>", "tracker_loaded"),
        ("<a href='https://www.facebook.com/us'>us</a>", "pass"),
        ("<link rel='canonical' href='https://facebook.com/us'>", "pass"),
        ("<script src='/google-analytics.com.js'></script>", "pass"),
        ("<img src='https://cdn.example/logo.png'>", "pass"),
        ("<p>https://google-analytics.com</p>", "pass"),
    ],
)
def test_what_is_loaded_from_a_tracker(html: str, expected: str) -> None:
    assert spoken(page_headers.assert_no_tracker, page(text=f"<html>{html}")) == expected


def test_a_name_that_ends_alike_is_no_tracker() -> None:
    assert is_tracker("https://ssl.google-analytics.com/x")
    assert not is_tracker("https://mygoogle-analytics.com/x")
    assert not is_tracker("https://[::1/x")


def test_a_page_that_nobody_closed_is_read_to_its_end() -> None:
    source = source_of(Response(200, (HTML,), "<html lang=fr-FR><title>Un</title><p <img src='//a.example/y'><b"))
    assert (source.lang, source.title) == ("fr-FR", "Un")


def test_a_person_is_told_elsewhere_in_whatever_encoding() -> None:
    told = page(text="<html><img src='https://x.example/?n=Zo%C3%A9+Le+Gall'>")
    measure = page(text="<html><img src='https://x.example/?v=61.37'>")
    own = page(text="<html><img src='/draw?n=Zo%C3%A9+Le+Gall'>")

    assert spoken(leaks.assert_person_not_told_elsewhere, told) == "person_told_elsewhere"
    assert spoken(leaks.assert_person_not_told_elsewhere, measure) == "person_told_elsewhere"
    assert spoken(leaks.assert_person_not_told_elsewhere, own) == "pass"


LOGO = "<img src='https://logos.example/a.svg'>"
CODED = "https://app/callback?code=§code:00aa:43:b64url§"


@pytest.mark.parametrize(
    ("url", "policy", "html", "expected"),
    [
        (CODED, "unsafe-url", LOGO, "secret_in_referer"),
        (CODED, "no-referrer-when-downgrade", LOGO, "secret_in_referer"),
        (CODED, "no-referrer-when-downgrade", LOGO.replace("https", "http"), "pass"),  # a downgrade
        (
            CODED.replace("https", "http"),
            "no-referrer-when-downgrade",
            LOGO.replace("https", "http"),
            "secret_in_referer",
        ),
        (CODED, "", LOGO, "pass"),  # browsers tell the origin then
        (CODED, "origin-when-cross-origin", LOGO, "pass"),
        (CODED, "no-referrer, unsafe-url", LOGO, "secret_in_referer"),
        (CODED, "unsafe-url, no-referrer", LOGO, "pass"),
        (CODED, "unsafe-url, of-tomorrow", LOGO, "secret_in_referer"),
        (CODED, "no-referrer", f"<meta name=Referrer content=always>{LOGO}", "secret_in_referer"),
        (CODED, "no-referrer", f"{LOGO}<meta name=referrer content=unsafe-url>", "pass"),  # too late
        (CODED, "unsafe-url", f"<meta name=referrer content=origin>{LOGO}", "pass"),
        (CODED, "", LOGO.replace(">", " referrerpolicy=unsafe-url>"), "secret_in_referer"),
        (CODED, "unsafe-url", LOGO.replace(">", " referrerpolicy=no-referrer>"), "pass"),
        (CODED, "unsafe-url", "<link rel=preconnect href='https://logos.example'>", "pass"),
        (CODED, "unsafe-url", "<link rel=stylesheet href='//logos.example/a.css'>", "secret_in_referer"),
        (CODED, "unsafe-url", "<img src='/a.svg'><img src='http://[bad/'>", "pass"),
        (CODED, "unsafe-url", f"<script>history.replaceState(0, '', '/')</script>{LOGO}", "pass"),
        ("https://app/me?t=§access_token:00aa:43:b64url§", "unsafe-url", LOGO, "secret_in_referer"),
        ("https://app/me?t=§jwt:00aa:43:b64url§", "unsafe-url", LOGO, "secret_in_referer"),
        ("https://app/me?t=§state:00aa:43:b64url§", "unsafe-url", LOGO, "pass"),
        ("https://app/measures?patient=idpe-1", "unsafe-url", LOGO, "secret_in_referer"),
        ("https://app/measures/idpe%2D1", "unsafe-url", LOGO, "secret_in_referer"),
        ("https://app/measures?patient=idpe-2", "unsafe-url", LOGO, "pass"),
        ("https://app/measures", "unsafe-url", LOGO, "pass"),
    ],
)
def test_what_a_page_tells_others_by_referer(url: str, policy: str, html: str, expected: str) -> None:
    shown = page(("Referrer-Policy", policy), text=f"<html>{html}", url=url)
    read = exchange("measures_read", facts={"idpe": "idpe-1"})

    assert spoken(leaks.assert_no_secret_in_referer, shown, read) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Traceback (most recent call last):",
        "\n    at com.acme.Login.callback(Login.java:42)",
        "\n   at Acme.Login.Callback(String code) in C:\\src\\Login.cs:line 42",
        "<b>Fatal error</b>: Uncaught Error in /srv/app.php on line 3",
        "SQLSTATE[42000]: Syntax error",
    ],
)
def test_the_inside_of_a_program_is_known_in_many_tongues(text: str) -> None:
    assert spoken(leaks.assert_no_insides_shown, page(text=text, status=500)) == "stack_trace_shown"


def test_an_error_page_is_no_inside() -> None:
    sorry = page(text="<html>We met at the market. Warning: on line shopping.", status=500)
    assert spoken(leaks.assert_no_insides_shown, sorry) == "pass"


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("text/html", "<html lang='fr'>Refusé", "pass"),
        ("text/html", "<html lang='en-GB'>Refused", "pass"),
        ("text/html", "<html lang='de'>Abgelehnt", "language_not_told"),
        ("text/html", "<html>Refusé", "language_not_told"),
        ("text/plain", "Refusé", "pass"),
        ("application/json", '{"error": "x"}', "machine_answer_shown"),
        ("text/html", '{"error": "x"}', "machine_answer_shown"),
    ],
)
def test_errors_are_for_people(kind: str, text: str, expected: str) -> None:
    one = replace(visit(), response=Response(400, (("Content-Type", kind),), text))

    def check(played: Episode) -> None:
        played.faults = ("state_altered",)
        readable.assert_errors_are_for_people(played.run)

    assert spoken(check, one) == expected


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_what_a_server_writes_beside_a_redirect_is_no_page(status: int) -> None:
    moved = Response(status, (("Content-Type", "text/html"), ("Location", "/me/")), "<h1>301 Moved Permanently</h1>")

    assert spoken(readable.assert_pages_say_language_and_title, replace(visit(), response=moved)) == "pass"


def test_of_an_episode_without_a_fault_no_error_page_is_wanted() -> None:
    with pytest.raises(Inconclusive):
        readable.assert_errors_are_for_people(episode(visit()).run)


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        ({}, "own_tls_not_met"),
        ({"TLSv1": "refused", "TLSv1.1": "refused"}, "pass"),
        ({"TLSv1": "refused", "TLSv1.1": "agreed"}, "old_tls_agreed"),
        ({"TLSv1": "not_offered", "TLSv1.1": "agreed"}, "old_tls_agreed"),
        ({"TLSv1": "not_offered", "TLSv1.1": "refused"}, "old_tls_not_offered"),
        ({"TLSv1": "refused", "TLSv1.1": "not_reached"}, "old_tls_not_offered"),
    ],
)
def test_what_a_server_made_of_old_tls(met: dict[str, str], expected: str) -> None:
    offered = (OldTls(version, outcome) for version, outcome in met.items())

    assert spoken(own_server.assert_no_old_tls, *offered) == expected


# --- cookies -----------------------------------------------------------------------------------------------------


def signed_in_with(set_cookie: str, *, before: str = "", sent: str = f"sid={ONE}") -> tuple[object, ...]:
    """A callback asked with the cookies `before`, which sets one, and a probe that shows the person with `sent`."""
    callback = page(("Set-Cookie", set_cookie), callback=True, id="v-1")
    probe = page(id="v-2", journey="session")
    return (
        asked_with(callback, ("Cookie", before)),
        asked_with(probe, ("Cookie", sent)),
        ProbeReading("after_login", signed_in=True, names_seen=(), visit="v-2", t=12.0),
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"sid={ONE}; Path=/; HttpOnly; Secure; SameSite=Lax", "pass"),
        (f"sid={ONE}; path=/; httponly; secure; samesite=strict", "pass"),
        (f"sid={ONE}; Path=/; HttpOnly; Secure; SameSite=None", "cookie_sent_from_anywhere"),
        (f"sid={ONE}; Path=/; HttpOnly; Secure; SameSite", "cookie_unprotected"),
        (f"sid={ONE}; Path=/; HttpOnly; Secure; SameSite=Relaxed", "cookie_unprotected"),
        (f"sid={ONE}; Path=/; HttpOnly; Secure", "cookie_unprotected"),
        (f"sid={ONE}; Path=/; Secure; SameSite=Lax", "cookie_unprotected"),
        (f"sid={ONE}; Path=/; HttpOnly; SameSite=Lax", "cookie_unprotected"),
        (f"sid={TWO}; Path=/", "no_session_cookie"),  # not the one that is sent
        ("sid=§cookie:1:2:b64url§; Path=/", "no_session_cookie"),  # a language, a theme
        (f"csrftoken={ONE}; Path=/", "no_session_cookie"),  # read by scripts on purpose
    ],
)
def test_session_cookies_are_protected(line: str, expected: str) -> None:
    name = line.partition("=")[0]
    value = line.partition("=")[2].partition(";")[0]
    sent = f"{name}={ONE if value == TWO else value}"
    assert spoken(session_cookies.assert_session_cookies_protected, *signed_in_with(line, sent=sent)) == expected


@pytest.mark.parametrize(
    ("before", "expected"), [("", "pass"), (f"sid={TWO}", "pass"), (f"a=b; sid={ONE}", "session_not_renewed")]
)
def test_the_session_is_renewed_since_the_callback(before: str, expected: str) -> None:
    assert spoken(session_cookies.assert_session_renewed, *signed_in_with(f"sid={ONE}", before=before)) == expected


def test_where_the_app_has_accounts_its_own_sign_in_renews_the_session() -> None:
    known = signed_in_with(f"sid={ONE}", before=f"sid={ONE}")
    account = asked_with(page(journey="prepare", started=1.0, answered=2.0), ("Cookie", f"sid={TWO}"), method="POST")
    assert spoken(session_cookies.assert_session_renewed, *known) == "session_not_renewed"
    assert spoken(session_cookies.assert_session_renewed, account, *known) == "pass"


def test_a_token_is_found_in_a_cookie() -> None:
    access = "§access_token:00000000000000aa:43:b64url§"
    signature = "§jwt:00000000000000bb:86:b64url§"
    answer = exchange(text=f'{{"id_token": "h.c.{signature}"}}')

    assert (
        spoken(session_cookies.assert_no_token_in_cookies, page(("Set-Cookie", f"a={ONE}{access}")))
        == "token_in_cookie"
    )
    own = page(("Set-Cookie", f"a={ONE}{signature}"))  # a session that is a JWT of the app's own
    assert spoken(session_cookies.assert_no_token_in_cookies, own) == "pass"
    assert spoken(session_cookies.assert_no_token_in_cookies, answer, own) == "token_in_cookie"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("dark", "pass"),
        ("§cookie:00000000000000aa:32:b64url§", "pass"),
        ('{"kept": "§access_token:00000000000000aa:43:b64url§"}', "token_in_storage"),
        ("§refresh_token:00000000000000aa:43:b64url§", "token_in_storage"),
        ("h.c.§jwt:00000000000000bb:86:b64url§", "token_in_storage"),  # the ID token of this sign-in
        ("h.c.§jwt:00000000000000cc:86:b64url§", "pass"),
    ],
)
def test_a_token_is_found_in_the_storage_of_the_browser(value: str, expected: str) -> None:
    answer = exchange(text='{"id_token": "h.c.§jwt:00000000000000bb:86:b64url§"}')
    kept = Storage("after_login", "http://app", (("local", "theme", "dark"), ("session", "a", value)))

    assert spoken(session_cookies.assert_no_token_in_storage, answer, kept) == expected
    assert spoken(session_cookies.assert_no_token_in_storage, answer) == "pass"


# --- logout ------------------------------------------------------------------------------------------------------


def told(*statuses: int | None, faults: tuple[str, ...] = ()) -> ActDone:
    """A logout token sent, and how the app answered."""
    return ActDone("send_logout_token", 5.0, {"answers": [{"status": one} for one in statuses], "faults": list(faults)})


def after(*, signed_in: bool | None, when: str = "after") -> ProbeReading:
    return ProbeReading(when, signed_in, (), None, 9.0)


@pytest.mark.parametrize(
    ("statuses", "expected"), [((200,), True), ((400,), True), ((), False), ((None,), False), ((200, None), False)]
)
def test_a_logout_token_has_reached_whoever_answered(statuses: tuple[int | None, ...], expected: bool) -> None:  # noqa: FBT001
    assert deliveries.delivered(episode(told(*statuses)), send_logout_token()) is expected


def test_a_fault_of_a_logout_token_was_met_when_it_was_named_and_answered() -> None:
    fault = "logout_token_unsecured"
    assert deliveries.fault_reached(episode(told(400, faults=(fault,))), fault)
    assert not deliveries.fault_reached(episode(told(400)), fault)
    assert not deliveries.fault_reached(episode(told(None, faults=(fault,))), fault)


@pytest.mark.parametrize(
    ("status", "signed_in", "expected"),
    [
        (400, True, "pass"),
        (501, True, "pass"),
        (200, True, "bad_token_acknowledged"),
        (400, False, "ended_by_bad_token"),
        (400, None, "session_unreadable"),
    ],
)
def test_a_bad_logout_token_is_refused(status: int, signed_in: bool | None, expected: str) -> None:  # noqa: FBT001
    assert spoken(signing_out.assert_logout_token_refused, told(status), after(signed_in=signed_in)) == expected


@pytest.mark.parametrize(("status", "expected"), [(200, "pass"), (204, "pass"), (400, "logout_token_not_honoured")])
def test_a_good_logout_token_is_honoured(status: int, expected: str) -> None:
    assert spoken(signing_out.assert_logout_token_honoured, told(status)) == expected


def test_copied_cookies_say_nothing_if_they_never_opened_anything() -> None:
    probes = (after(signed_in=False, when="copied"), after(signed_in=False, when="replayed"))
    assert spoken(signing_out.assert_copied_cookies_dead, *probes) == "cookies_not_enough"


def test_a_logout_request_is_sound_with_hint_address_and_state() -> None:
    facts = {"hint_valid": True, "redirect_uri_equal": True, "state_present": True}
    refused = facts | {"error": "invalid_request"}

    assert spoken(signing_out.assert_logout_request_sound, exchange("logout", facts=facts)) == "pass"
    assert spoken(signing_out.assert_logout_request_sound, exchange("logout", facts=refused)) == "logout_refused"
    bare = exchange("logout", facts=facts | {"hint_valid": False})
    assert spoken(signing_out.assert_logout_request_sound, bare) == "logout_request_incomplete"
    assert spoken(signing_out.assert_logout_request_sound) == "never_calls"


def test_a_parameter_is_used_when_it_was_sent_either_way() -> None:
    control = episode(visit(), after(signed_in=False, when="baseline"), after(signed_in=True, when="after_login"))
    post = episode(exchange("logout", form="state=s"))
    get = episode(exchange("logout", method="GET", url="https://space/logout?state=s"))
    bare = episode(exchange("logout"))

    assert never_calls([control], ("logout?state",), bare) is None  # the control has no sign-in to speak for
    for played in (post, get):
        assert never_calls([control], ("logout?state",), played) is None


# --- other sites -------------------------------------------------------------------------------------------------


def test_a_forged_form_is_delivered_when_it_was_answered() -> None:
    play = unpair_from_another_site()
    assert deliveries.delivered(episode(visit(journey="cross_site")), play) is True
    assert deliveries.delivered(episode(visit(journey="cross_site", answered=None)), play) is False
    assert deliveries.delivered(episode(visit()), play) is False


def test_the_attacker_may_unpair_themselves_beforehand() -> None:
    forged, kept = visit(journey="cross_site", started=20.0, answered=21.0), after(signed_in=True, when="kept")

    cross_site.assert_not_unpaired(episode(exchange("revoke", received=15.0), forged, kept))
    with pytest.raises(Failure):
        cross_site.assert_not_unpaired(episode(exchange("revoke", received=20.5), forged, kept))
    with pytest.raises(Failure):
        cross_site.assert_not_unpaired(episode(forged, replace(kept, signed_in=False)))


def test_a_public_client_may_hold_its_tokens() -> None:
    with pytest.raises(NotApplicable):
        leaks.assert_no_secret_on_pages(episode(exchange(form="client_id=x&code=c")))


PROVEN = (
    exchange(form="code=c&client_secret=s"),
    exchange(form="code=c&client_assertion=a"),
    replace(exchange(), request=Request("POST", "https://space/token", (("Authorization", "Basic x"),), "code=c")),
)


@pytest.mark.parametrize("proof", PROVEN, ids=["post", "assertion", "basic"])
@pytest.mark.parametrize("kind", ["access_token", "refresh_token", "client_secret"])
def test_a_confidential_app_shows_no_secret_on_any_page(proof: object, kind: str) -> None:
    shown = page(text=f"<script>const it = '§{kind}:00aa:43:b64url§'</script>", id="v-2")
    unanswered, harmless = visit(answered=None), page(text="§state:00aa:43:b64url§ §code:00aa:43:b64url§")

    assert spoken(leaks.assert_no_secret_on_pages, proof, unanswered, harmless) == "pass"
    with pytest.raises(Failure, match="secret_on_page") as caught:
        leaks.assert_no_secret_on_pages(episode(proof, unanswered, harmless, shown))
    assert (caught.value.exchanges, caught.value.values) == (("v-2",), {"path": shown.request.path})


def test_tokens_in_addresses_are_found_in_the_whole_run() -> None:
    url = "https://space/api?access_token=§access_token:00000000000000aa:43:b64url§"
    with pytest.raises(Failure):
        leaks.assert_no_token_in_urls(episode(exchange("measures_read", url=url)).run)
    code = "http://app/callback?code=§code:00000000000000aa:43:b64url§"
    leaks.assert_no_token_in_urls(episode(visit(url=code)).run)


def test_messages_are_judged_by_what_came_of_them() -> None:
    heard, obeyed = ForeignMessages(listens=True, obeyed=()), ForeignMessages(listens=True, obeyed=("markup", "words"))
    assert_foreign_messages_ignored(episode(heard))
    with pytest.raises(Failure, match="foreign_message_obeyed") as caught:
        assert_foreign_messages_ignored(episode(visit(), heard, obeyed))
    assert (caught.value.exchanges, caught.value.values) == (("v-1",), {"obeyed": "markup, words"})
    with pytest.raises(NotApplicable, match="no_listener"):
        assert_foreign_messages_ignored(episode(ForeignMessages(listens=False, obeyed=())))
    with pytest.raises(Inconclusive, match="no_page_to_tell"):
        assert_foreign_messages_ignored(episode(visit()))
