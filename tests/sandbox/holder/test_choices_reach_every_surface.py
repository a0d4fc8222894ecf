"""Every choice against every surface, over TLS, with tokens that were out before; the page says what is seen."""

from __future__ import annotations

import runpy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin

import pytest
from bs4 import BeautifulSoup
from builders.pairing import METADATA, Pairing, session

from sandbox.client import Persona, Sandbox, Space
from sandbox.fhir.access import NO_CONSENT
from sandbox.inferred import READ, inferred

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

    from sandbox.fhir.resource_kind import FhirApi

REFERENCE = runpy.run_path(str(Path(__file__).parents[3] / "tools" / "choices_reference.py"), run_name="reference")
CHOICES = REFERENCE["CHOICES"]
SCOPE = " ".join(("openid", "identity", *inferred().data_scopes))
SUSPENDED = inferred().measures.account_suspended


def test_the_page_of_choices_says_what_the_code_says() -> None:
    assert REFERENCE["PAGE"].read_text(encoding="utf-8") == REFERENCE["page"]()


@dataclass
class App(Pairing):
    """An app that asks for everything, of somebody who signs in for `holder`."""

    holder: str = ""

    def _request(self) -> dict[str, str]:
        return {**super()._request(), "scope": SCOPE}

    def _submit(self, browser: requests.Session, answer: requests.Response) -> requests.Response:
        form = BeautifulSoup(answer.text, "html.parser").find("form")
        if form is None or form.get("id") != "whose-space":
            return super()._submit(browser, answer)
        fields = {one["name"]: one["value"] for one in form.find_all("input", type="hidden")}
        return browser.post(
            answer.url, data={**fields, "holder": self.holder, "decision": "choose"}, allow_redirects=False
        )

    def pair(self) -> dict[str, Any]:
        """Pair; return the token response."""
        answer = self.tokens(self.callback()["code"])
        assert answer.status_code == 200, answer.text
        return answer.json()

    def offers(self) -> bool:
        """Tell whether signing in again offers the holder's space."""
        with session(self.ca_bundle) as browser:
            answer = browser.get(f"{self.space.authorization_endpoint}?{urlencode(self._request())}")
            answer = super()._submit(browser, answer)
            while answer.is_redirect:
                answer = browser.get(urljoin(answer.url, answer.headers["Location"]), allow_redirects=False)
        page = BeautifulSoup(answer.text, "html.parser")
        offered = {one["value"] for one in page.find_all("input", {"name": "holder"})}
        return self.holder in offered or (self.holder == self.persona.id and page.find(id="consent") is not None)


@dataclass
class Bearer:
    """What an app holds while somebody chooses."""

    app: App
    space: Space
    tokens: dict[str, Any]

    def answers(self) -> dict[str, str]:
        """Ask every surface."""
        with session(self.app.ca_bundle) as http:
            http.headers["Authorization"] = f"Bearer {self.tokens['access_token']}"
            http.headers[self.app.client.id_token_header] = self.tokens["id_token"]
            seen = {REFERENCE["surface"](api, way): self._call(http, api, way) for api, way in REFERENCE["gates"]()}
            seen[REFERENCE["USERINFO"]] = cell(http.get(f"{self.space.issuer}/oauth2/userinfo"))
        seen[REFERENCE["REFRESH"]] = self._refresh()
        seen[REFERENCE["SIGN_IN"]] = "yes" if self.app.offers() else "no"
        opened = self.space.act(
            None,
            "open_in_emergency",
            persona=self.app.holder,
            professional=REFERENCE["PROFESSIONAL"],
            reason="Malaise",
        )
        seen[REFERENCE["EMERGENCY"]] = "yes" if opened["changed"] else "no"
        return seen

    def _call(self, http: requests.Session, api: FhirApi, way: str) -> str:
        base = f"{self.space.issuer}{api.base}"
        if way == READ:
            kind = next(kind for kind in api.kinds if "search-type" in kind.interactions and kind.owned)
            return cell(http.get(f"{base}/fhir/{kind.type}"))
        kind = next((kind for kind in api.kinds if "create" in kind.interactions), None)
        return cell(http.post(base if api.transaction or kind is None else f"{base}/fhir/{kind.type}", data=b"{"))

    def _refresh(self) -> str:
        answer = self.app.refresh(self.tokens["refresh_token"])
        if answer.status_code == 200:
            self.tokens["refresh_token"] = answer.json()["refresh_token"]
            return "yes"
        assert answer.json()["error"] == "invalid_grant"
        return "401"


def cell(answer: requests.Response) -> str:
    """Write an answer as the page does."""
    if answer.status_code == 403 and NO_CONSENT in answer.text:
        return "403 consent"
    if answer.status_code == 403 and SUSPENDED in answer.text:
        return "403 suspended"
    assert answer.status_code != 403, answer.text
    assert answer.status_code not in {404, 405}, answer.text
    return "401" if answer.status_code == 401 else "yes"


@dataclass
class Stage:
    """A space with residents, where choices are played one after the other."""

    sandbox: Sandbox
    people: dict[str, Persona]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Sandbox.start(seed=7) as sandbox:
        yield Stage(sandbox, {})


@pytest.mark.integration
@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.name)
def test_tokens_that_were_out_answer_as_the_page_says(stage: Stage, choice: Any) -> None:  # noqa: ANN401 - of a program
    space = stage.sandbox.create_space(residents=REFERENCE["RESIDENTS"])
    lives_here = {one.id: one for one in space.personas(count=REFERENCE["RESIDENTS"])}
    cast = REFERENCE["cast_of"](REFERENCE["_space"]().part(REFERENCE["People"]), choice.relation)
    client = space.register_client({**METADATA, "scope": SCOPE})
    app = App(space, client, lives_here[cast.actor.id], stage.sandbox.ca_bundle, holder=cast.holder.id)

    def do(act: str, parameters: dict[str, str]) -> None:
        if act == REFERENCE["PAIR"]:
            App(space, client, app.persona, app.ca_bundle, holder=app.holder).pair()
        else:
            space.act(None, act, **REFERENCE["parameters_of"](cast, act, parameters))

    if choice.relation == "delegate":
        do("name_delegate", {})
    bearer = Bearer(app, space, app.pair())
    assert set(bearer.answers().values()) == {"yes"}
    seen = []
    for steps in (choice.steps, choice.undoing):
        if steps:
            for act, parameters in steps:
                do(act, dict(parameters))
            seen.append(bearer.answers())

    assert seen == list(REFERENCE["cells"](choice))
