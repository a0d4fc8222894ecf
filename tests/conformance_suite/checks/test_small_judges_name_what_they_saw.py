"""Codes, forms of other sites, markup and old TLS: what is named of each, and what each does not count."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.episodes import episode, exchange, screen, visit

from conformance_suite import code_exchange, cross_site, markup, own_server
from conformance_suite.events import OldTls, ProbeReading, Response
from conformance_suite.verdicts import Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange

Said = tuple[str, tuple[str, ...], dict[str, str]]
PASS = ("pass", (), {})
ALIVE = "<img src=/poincon-markup onerror=poinconMarkup()>"


def said(act: Callable[[Episode], None], *events: object) -> Said:
    try:
        act(episode(*events))
    except Spoken as spoken:
        return spoken.key, spoken.exchanges, spoken.values
    return PASS


def code(name: str, **given: object) -> Exchange:
    return exchange(id=name, form="grant_type=authorization_code&code=c", **given)


def test_a_code_for_one_issuer_is_given_to_no_other() -> None:
    act = code_exchange.assert_no_code_at_the_neighbour
    given = [exchange("neighbour_token", id=f"n-{n}", form="code=c") for n in range(2)]

    assert said(act, code("t-1"), exchange("neighbour_token", form="grant_type=refresh_token")) == PASS
    assert said(act, *given) == ("code_to_the_wrong_issuer", ("n-0", "n-1"), {})


def test_a_code_redeemed_with_what_belongs_to_another_request_is_named() -> None:
    act, wrong = code_exchange.assert_sign_ins_not_mixed, {"verifier_matches": False}
    refreshed = exchange(form="grant_type=refresh_token", facts=wrong)

    assert said(act, code("t-1"), refreshed) == PASS
    assert said(act, code("t-1"), code("t-2", facts=wrong)) == ("sign_ins_mixed", ("t-2",), {})


def test_each_tab_comes_back_to_a_page_or_is_sent_on() -> None:
    act = code_exchange.assert_sign_ins_not_mixed
    here = visit(id="v-1", journey="callback", browser="b-1")
    there = visit(id="v-2", journey="callback", browser="b-2", text="")

    assert said(act, here) == PASS
    assert said(act, here, there) == ("blank_page", ("v-2",), {"status": "200"})
    assert said(act, here, replace(there, response=Response(302, (), ""))) == PASS
    assert said(act, here, replace(there, journey="login")) == PASS
    assert said(act, here, replace(there, browser="b-1"))[0] == "blank_page"  # the last one counts
    assert said(act, there, replace(here, browser="b-2")) == PASS
    assert said(act, here, replace(there, response=None, error="reset")) == ("not_answered", (), {"error": "reset"})


def test_a_code_that_was_sent_otherwise_is_named() -> None:
    act = code_exchange.assert_code_unchanged
    altered = [code(f"t-{n}", facts={"code_use": "unknown"}) for n in range(2)]
    refreshed = exchange(form="grant_type=refresh_token", facts={"code_use": "unknown"})

    assert said(act, code("t-9", facts={"code_use": "first"})) == PASS
    assert said(act, code("t-9"), *altered) == ("code_altered", ("t-0", "t-1"), {})
    assert said(act, visit(), refreshed) == PASS
    lost = visit(answered=None, error="reset")
    assert said(act, code("t-9"), lost) == PASS
    assert said(act, lost) == ("not_answered", (), {"error": "reset"})
    assert said(act, refreshed, lost)[0] == "not_answered"
    assert said(act, replace(lost, error=None)) == said(act) == ("not_answered", (), {"error": "timeout"})
    assert said(act, lost, visit()) == PASS


FORGED = visit(id="v-forged", journey="cross_site", started=20.0, answered=21.0)


def paired(when: str, *, signed_in: bool | None) -> ProbeReading:
    return ProbeReading(when, signed_in, (), None, 22.0)


@pytest.mark.parametrize(
    ("before", "kept", "after", "key"),
    [
        (True, True, True, "pass"),
        (True, False, True, "unpaired_by_another_site"),
        (None, True, False, "pass"),
        (None, False, True, "unpaired_by_another_site"),
        (True, None, True, "session_unreadable"),
        (False, False, True, "pass"),  # no cookie signs in: the own page says that they are paired
        (False, True, False, "session_unreadable"),
        (False, False, None, "session_unreadable"),
    ],
)
def test_a_form_of_another_site_unpairs_nobody(
    before: bool | None,  # noqa: FBT001 - readings
    kept: bool | None,  # noqa: FBT001
    after: bool | None,  # noqa: FBT001
    key: str,
) -> None:
    probes = (paired("kept_before", signed_in=before), paired("kept", signed_in=kept), paired("after", signed_in=after))
    named = ("v-forged",) if key == "unpaired_by_another_site" else ()

    assert said(cross_site.assert_not_unpaired, FORGED, *probes) == (key, named, {})
    assert said(cross_site.assert_not_unpaired, *probes) == ("not_delivered", (), {})


def test_a_token_that_a_form_of_another_site_had_revoked_is_named() -> None:
    act, kept = cross_site.assert_not_unpaired, paired("kept", signed_in=True)
    revoked = exchange("revoke", id="r-1", received=20.0)

    assert said(act, FORGED, kept, exchange("revoke", received=19.9)) == PASS
    assert said(act, FORGED, kept, revoked) == ("unpaired_by_another_site", ("v-forged", "r-1"), {})
    before = paired("kept_before", signed_in=False)
    assert said(act, FORGED, before, kept, revoked)[1] == ("v-forged", "r-1")
    assert said(act, FORGED, revoked) == ("session_unreadable", (), {})
    assert said(act, FORGED, before) == ("session_unreadable", (), {})


def test_markup_of_the_space_is_named_with_its_page() -> None:
    act = markup.assert_markup_is_text
    alive = visit(id="v-2", text=f"<p>{ALIVE}</p>", kind="text/html; charset=utf-8")

    assert said(act, visit(text="Bonjour"), visit(answered=None), alive) == ("markup_alive", ("v-2",), {})
    assert said(act, visit(text=f"<p>{ALIVE}</p>", kind=None))[0] == "markup_alive"
    assert said(act, visit(text=f"<p>{ALIVE}</p>", kind="text/plain")) == PASS
    assert said(act, visit(text="<p>&lt;img src=/poincon-markup&gt;</p>", kind="text/html")) == PASS
    seen = screen(visit="v-7", elements=("img",))
    assert said(act, screen(), seen) == ("markup_alive", ("v-7",), {})
    assert said(act, replace(seen, visit=None)) == ("markup_alive", (), {})
    assert not markup.is_alive(Response(200, (), None))
    assert markup.is_alive(Response(200, (("CONTENT-TYPE", "Text/HTML"),), ALIVE))


def test_old_versions_of_tls_are_all_named() -> None:
    act = own_server.assert_no_old_tls
    pages = visit(id="v-1"), visit(id="v-2")

    def met(first: str, second: str) -> Said:
        return said(act, *pages, OldTls("TLSv1", first), OldTls("TLSv1.1", second))

    assert said(act, *pages) == ("own_tls_not_met", (), {})
    assert met("agreed", "agreed") == ("old_tls_agreed", ("v-1",), {"versions": "TLSv1, TLSv1.1"})
    assert met("not_offered", "agreed") == ("old_tls_agreed", ("v-1",), {"versions": "TLSv1.1"})
    assert met("not_offered", "not_reached") == ("old_tls_not_offered", (), {"versions": "TLSv1, TLSv1.1"})
    assert met("refused", "not_reached") == ("old_tls_not_offered", (), {"versions": "TLSv1.1"})
    assert met("refused", "refused") == PASS
    assert said(act, OldTls("TLSv1", "agreed"))[1] == ()
