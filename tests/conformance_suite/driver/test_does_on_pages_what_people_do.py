from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from conformance_suite.driver.journeys import JourneyError
from conformance_suite.manifest.model import Click, Fill, Request, Submit, WaitFor

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.browsing import Browsing
    from builders.scripted_app import ScriptedApp

    from conformance_suite.manifest.model import Step

pytestmark = [pytest.mark.browser, pytest.mark.integration]
TELL = "<p id=told></p><script>const tell = words => { told.textContent += `[${words}]` }</script>"


SHADOW = """<x-menu></x-menu><script>customElements.define('x-menu', class extends HTMLElement {
  constructor() {
    super()
    this.attachShadow({mode: 'open'}).innerHTML = '<button>Mesures</button>'
    this.shadowRoot.firstChild.onclick = () => tell(1)
  }
})</script>"""
DISABLED = """<button id=b disabled onclick='tell(1)'>Go</button>
<script>setTimeout(() => { b.disabled = false }, 400)</script>"""
COVERED = """<button onclick='tell(1)'>Go</button><div id=c style='position: fixed; inset: 0' onclick='tell(2)'></div>
<script>setTimeout(() => c.remove(), 400)</script>"""


@pytest.fixture
def shown(app: ScriptedApp, begin: Callable[..., Browsing]) -> Callable[..., str]:
    """What somebody reads on a page once they have done something there."""

    def shown(page: str, *steps: Step) -> str:
        app.page("/", TELL + page)
        answer = begin(patience=1.0).seat(app).play("read_measures", (Request("GET", "/"), *steps), consent="allow")
        return html.unescape(answer.text)

    return shown


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<button onclick='tell(1)'>Mes  <b>mesures</b></button>", "mes mesures"),
        ("<input type=button value='Mes mesures' onclick='tell(1)'>", "Mes mesures"),
        ("<a href='#' onclick='tell(1)'>Toutes mes mesures</a>", "Mes mesures"),
        ("<button hidden onclick='tell(2)'>Mesures</button><button onclick='tell(1)'>Mesures</button>", "Mesures"),
        ("<button class=b hidden>no</button><button class=b onclick='tell(1)'>yes</button>", ".b"),
        ("<p style='height: 3000px'>far</p><button onclick='tell(1)'>Mesures</button>", "Mesures"),
        ("<label>Mesures <input type=checkbox onchange='tell(1)'></label>", "Mesures"),
        ("<script>document.title = 'Mesures!'</script><a onclick='tell(1)'>Mesures!</a>", "Mesures!"),
        (SHADOW, "Mesures"),
        (DISABLED, "#b"),
        (COVERED, "Go"),
    ],
)
def test_what_can_be_seen_is_clicked(shown: Callable[..., str], page: str, words: str) -> None:
    assert "[1]" in shown(page, Click(words))


def test_a_click_is_one_of_a_mouse(shown: Callable[..., str]) -> None:
    page = "<button id=b>Go</button><script>const all = []; for (const kind of ['pointerdown', 'mousedown', 'click']) "
    page += "b.addEventListener(kind, event => all.push(event.type, event.isTrusted, event.detail));"
    page += "b.addEventListener('click', () => tell(all.join(' ')))</script>"

    told = shown(page, Click("#b"))

    assert "[pointerdown true 0 mousedown true 1 click true 1]" in told


@pytest.mark.parametrize("page", ["<button disabled id=b>Go</button>", "<button id=b style='pointer-events: none'>Go"])
def test_what_cannot_be_clicked_fails_the_journey(shown: Callable[..., str], page: str) -> None:
    with pytest.raises(JourneyError, match="step 2: '#b' cannot be clicked"):
        shown(page, Click("#b"))


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("<input id=f value=old>", "new", "new"),
        ("<input id=f value=old>", "", ""),
        ("<textarea id=f>old</textarea>", "new", "new"),
        ("<input id=f type=number>", "72.5", "72.5"),
        ("<input id=f type=date>", "2026-11-28", "2026-11-28"),
        ("<input id=f type=range max=200>", "120", "120"),
        ("<select id=f><option value=a>One<option value=b>Two</select>", "b", "b"),
        ("<select id=f><option value=a>One<option value=b>Two</select>", "Two", "b"),
        ("<input id=f type=checkbox value=yes>", "yes", "true"),
        ("<input id=f type=checkbox checked>", "false", "false"),
        ("<input id=f type=radio value=r>", "r", "true"),
    ],
)
def test_a_field_takes_what_is_entered(shown: Callable[..., str], field: str, value: str, told: str) -> None:
    page = f"{field}<script>f.oninput = () => tell('input')</script>"
    page += "<button onclick='tell(/checkbox|radio/.test(f.type) ? f.checked : f.value)'>Tell</button>"

    text = shown(page, Fill({"#f": value}), Click("Tell"))

    assert f"[{told}]" in text
    assert "[input]" in text


@pytest.mark.parametrize(
    ("field", "failure"),
    [
        ("<input id=f readonly>", "'#f' cannot be filled in"),
        ("<input id=f disabled>", "'#f' cannot be filled in"),
        ("<select id=f><option>a</select>", "'#f' does not offer 'b'"),
    ],
)
def test_a_field_that_takes_nothing_fails_the_journey(shown: Callable[..., str], field: str, failure: str) -> None:
    with pytest.raises(JourneyError, match=f"step 2: {failure}"):
        shown(field, Fill({"#f": "b"}))


def test_a_form_is_sent_with_the_fields_that_are_its_own(app: ScriptedApp, shown: Callable[..., str]) -> None:
    app.page("/sent", "thanks")
    page = (
        "<input name=v value=other><form id=g method=post action=/sent><input name=v><select name=s><option>a<option>b"
    )
    page += "</select></form><input name=far form=g>"

    assert "thanks" in shown(page, Submit("#g", {"v": "72.5", "s": "b", "far": "x"}))
    assert app.heard[-1].body == b"v=72.5&s=b&far=x"


def test_a_form_has_only_the_fields_that_it_has(shown: Callable[..., str]) -> None:
    with pytest.raises(JourneyError, match="the form has no field 'w'"):
        shown("<form id=g><input name=v></form>", Submit("#g", {"w": "1"}))


def test_what_comes_later_is_waited_for(shown: Callable[..., str]) -> None:
    page = "<script>setTimeout(() => tell('Bonjour'), 700)</script>"

    assert "[Bonjour]" in shown(page, WaitFor("bonjour"))
