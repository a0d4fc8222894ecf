from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.browsing import browsing

from conformance_suite.driver import bundles
from conformance_suite.driver.bundles import fetch_bundle, text_of
from conformance_suite.driver.outgoing import Outgoing

if TYPE_CHECKING:
    from builders.browsing import Browsing
    from builders.scripted_app import ScriptedApp

SCRIPT = ("Content-Type: text/javascript",)


def opened(app: ScriptedApp, page: str) -> Browsing:
    app.page("/home/", page)
    told = browsing(app)
    told.browser.open(Outgoing("GET", f"{app.url}/home/"))
    return told


def asked_for(app: ScriptedApp) -> list[str]:
    return [heard.target for heard in app.heard[1:]]


def test_scripts_their_imports_and_source_maps_are_read(app: ScriptedApp) -> None:
    app.page("/home/main.js", 'import{a}from"./a.js"; import("../b.js"); import "react"', headers=SCRIPT)
    app.page("/home/a.js", "1\n//# sourceMappingURL=a.js.map", headers=SCRIPT)
    app.page("/home/a.js.map", '{"sourcesContent": ["key"]}', headers=("Content-Type: application/json",))
    app.page("/b.js", "import './home/a.js'", headers=(*SCRIPT, "SourceMap: /b.map"))
    app.page("/b.map", "{}", headers=("Content-Type: application/json",))
    app.page("/early.js", "2", headers=SCRIPT)
    told = opened(
        app,
        "<link rel=modulepreload href=/early.js><link rel=stylesheet href=/no.css>"
        "<link rel=preload as=font href=/no.woff>"
        "<script src=main.js></script><script src=https://cdn.example/no.js></script>",
    )

    bundle = fetch_bundle(told.browser)

    assert asked_for(app) == ["/home/main.js", "/early.js", "/home/a.js", "/b.js", "/home/a.js.map", "/b.map"]
    assert [text_of(file) for file in bundle.files][-2:] == ['{"sourcesContent": ["key"]}', "{}"]
    assert (len(bundle.files), bundle.missed, bundle.cut) == (6, 0, False)
    assert {visit["journey"] for visit in told.visits()[1:]} == {"scripts"}


def test_inline_scripts_lead_on_from_the_base_of_the_page(app: ScriptedApp) -> None:
    app.page("/assets/one.js", "1", headers=SCRIPT)
    told = opened(app, "<base href=/assets/><script type=module>import './one.js'</script>")

    assert [file.url for file in fetch_bundle(told.browser).files] == [f"{app.url}/assets/one.js"]


def test_a_page_in_the_place_of_a_script_is_none(app: ScriptedApp) -> None:
    """An app of one page answers every address with it; and what is not there is not there."""
    app.page("/app.js", "<html>")
    told = opened(app, "<script src=/app.js></script><script src=/gone.js></script>")
    app.page("/gone.js", "", status=404)

    assert fetch_bundle(told.browser) == bundles.Bundle((), 2, cut=False)


def test_scripts_for_members_are_asked_for_with_their_cookies(app: ScriptedApp) -> None:
    app.page("/home/", "<script src=/m.js></script>", headers=("Set-Cookie: sid=s3cret; Path=/",))
    app.page("/m.js", "1", headers=SCRIPT)
    told = browsing(app)
    told.browser.open(Outgoing("GET", f"{app.url}/home/"))
    fetch_bundle(told.browser)

    assert app.heard[-1].headers["cookie"] == "sid=s3cret"
    assert told.browser.page is not None
    assert told.browser.page.url == f"{app.url}/home/"


def test_no_more_is_read_than_is_searched(app: ScriptedApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MOST_FILES", 2)
    for name in "abc":
        app.page(f"/{name}.js", "1", headers=SCRIPT)
    told = opened(app, "".join(f"<script src=/{name}.js></script>" for name in "abc"))
    bundle = fetch_bundle(told.browser)

    assert (len(bundle.files), bundle.cut) == (2, True)


@pytest.mark.parametrize("address", ["http://[", "javascript:void(0)", "data:text/javascript,1", "", "  "])
def test_addresses_that_are_none_are_left_alone(app: ScriptedApp, address: str) -> None:
    told = opened(app, f"<script src='{address}'></script><script>import '{address}'</script>")

    assert fetch_bundle(told.browser) == bundles.Bundle((), 0, cut=False)


def test_a_page_based_elsewhere_loads_nothing_of_the_app(app: ScriptedApp) -> None:
    told = opened(app, "<base href=https://cdn.example/><script src=one.js></script>")

    assert fetch_bundle(told.browser) == bundles.Bundle((), 0, cut=False)
    assert asked_for(app) == []


def test_a_base_that_is_no_address_is_none(app: ScriptedApp) -> None:
    app.page("/home/one.js", "1", headers=SCRIPT)
    told = opened(app, "<base href='http://['><script src=one.js></script>")

    assert [file.url for file in fetch_bundle(told.browser).files] == [f"{app.url}/home/one.js"]
