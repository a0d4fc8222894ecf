"""Pro Santé Connect in the browser: requests, pages, tokens, claims, logout, introspection."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from authlib.oidc.core.util import create_half_hash
from bs4 import BeautifulSoup
from builders.identity import Counter, Doctor, Phone, doctor
from builders.spaces import CALLBACK, parameters_of

from sandbox.identity.prosanteconnect.claims import CLAIMS
from sandbox.oidc.pages import words

if TYPE_CHECKING:
    from sandbox.oidc.clients import RegisteredClient


@pytest.fixture
def client(psc: Counter) -> RegisteredClient:
    return psc.register(client_name="Logiciel de cabinet", post_logout_redirect_uris=[f"{CALLBACK}/bye"])


@pytest.fixture
def someone(psc: Counter) -> Doctor:
    return doctor(psc)


def tokens(psc: Counter, client: RegisteredClient, someone: Doctor, **changes: str | None) -> dict[str, str]:
    code = psc.answer(client, someone.login, someone.password, **changes)["code"]
    answer = psc.exchange(client, code)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_the_document_says_where_everything_is(psc: Counter) -> None:
    """Industriels.esante.gouv.fr: the realm, `wallet-openid-configuration`, and an authorization endpoint elsewhere."""
    found = psc.discovered
    realm = f"{psc.bench.space.issuer}/psc/auth/realms/esante-wallet"

    assert found["issuer"] == realm
    assert psc.provider.places.discovery[0] == "/.well-known/wallet-openid-configuration"
    assert found["authorization_endpoint"] == f"{psc.bench.space.issuer}/psc/wallet/auth"
    below = f"{realm}/protocol/openid-connect/"
    assert found["token_endpoint"] == f"{below}token"
    assert found["userinfo_endpoint"] == f"{below}userinfo"
    assert found["end_session_endpoint"] == f"{below}logout"
    assert found["introspection_endpoint"] == f"{below}token/introspect"
    assert found["jwks_uri"] == f"{below}certs"
    assert found["backchannel_authentication_endpoint"] == f"{below}ext/ciba/auth"
    assert found["backchannel_token_delivery_modes_supported"] == ["poll"]
    assert found["acr_values_supported"] == ["eidas1"]
    assert set(found["scopes_supported"]) == {"openid", "scope_all"}
    assert psc.bench.get(f"{realm}/.well-known/openid-configuration").json == found


def test_a_professional_signs_in_and_the_tokens_say_so(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    """OpenID Connect Core, 2 and 3.1.3.6, claim by claim; access tokens last four minutes."""
    answer = tokens(psc, client, someone)
    claims = psc.verified(answer["id_token"])

    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == 240
    assert answer["scope"] == "openid scope_all"
    assert claims["iss"] == psc.realm.issuer
    assert claims["aud"] == client.client_id
    assert claims["nonce"] == "nonce-1"
    assert claims["acr"] == "eidas1"
    assert claims["amr"] == ["pwd"]
    assert claims["exp"] - claims["iat"] == 240
    assert claims["auth_time"] <= claims["iat"]
    assert claims["at_hash"] == create_half_hash(answer["access_token"], "ES256").decode()
    assert re.fullmatch(rf"f:[0-9a-f-]{{36}}:{someone.login}", claims["sub"])
    assert claims["preferred_username"] == someone.login


def test_userinfo_tells_every_field_of_a_professional(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    """The shape of the answers of the bac à sable: names, OIDs, `SubjectRefPro`, `otherIds` of origin EDIT."""
    answer = tokens(psc, client, someone)
    told = psc.userinfo(answer["access_token"])

    assert set(told.json) == set(CLAIMS)
    assert told.json["sub"] == psc.verified(answer["id_token"])["sub"]
    assert {name: value for name, value in told.json.items() if name != "sub"} == someone.claims
    assert re.fullmatch(r"8\d{11}", told.json["SubjectNameID"])
    assert told.json["preferred_username"] == told.json["SubjectNameID"]
    assert re.fullmatch(r"SA\d\d\^1\.2\.250\.1\.71\.4\.2\.4", told.json["Secteur_Activite"])
    assert re.fullmatch(r"\d\d\^1\.2\.250\.1\.213\.1\.1\.5\.5", told.json["SubjectRole"][0])
    assert told.json["Palier_Authentification"] == "APPPRIP3^1.2.250.1.213.1.5.1.1.1"
    assert told.json["PSI_Locale"] == "1.2.250.1.213.1.3.1.1"
    assert told.json["UITVersion"] == "1.0"
    assert told.json["Mode_Acces_Raison"] == ""
    assert told.json["Acces_Regulation_Medicale"] == "FAUX"
    assert told.json["email_verified"] is False
    assert told.json["otherIds"] == [{"identifiant": someone.login, "origine": "EDIT", "qualite": 1}]
    practice = told.json["SubjectRefPro"]["exercices"][0]
    assert told.json["SubjectRole"][0].startswith(practice["codeProfession"] + "^")
    assert told.json["Secteur_Activite"].startswith(practice["activities"][0]["codeSecteurDactivite"])
    assert told.json["SubjectOrganization"] == practice["activities"][0]["raisonSocialeSite"]


def test_scope_openid_alone_opens_nothing_more_than_sub(
    psc: Counter, client: RegisteredClient, someone: Doctor
) -> None:
    answer = tokens(psc, client, someone, scope="openid")

    assert set(psc.userinfo(answer["access_token"]).json) == {"sub"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"acr_values": "eidas2"}, "invalid_request"),
        ({"acr_values": "eidas1 eidas3"}, "invalid_request"),
        ({"acr_values": None}, "invalid_request"),
        ({"state": None}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"scope": "scope_all"}, "invalid_scope"),
        ({"scope": "openid measures.read"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"prompt": "consent"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"request": "eyJ"}, "request_not_supported"),
    ],
)
def test_a_request_that_asks_for_something_else_is_refused(
    psc: Counter, client: RegisteredClient, changes: dict[str, str | None], error: str
) -> None:
    """DMN PSC 6: acr_values is eidas1 and nothing else; OpenID Connect Core, 3.1.2.6."""
    answer = psc.authorize(psc.bench.browser(), psc.request(client, **changes))

    told = parameters_of(answer)
    assert told["error"] == error
    assert told["iss"] == psc.realm.issuer
    assert "code" not in told


@pytest.mark.parametrize("changes", [{"redirect_uri": "https://elsewhere.example/"}, {"client_id": "nobody"}])
def test_nothing_is_sent_to_an_address_that_is_not_registered(
    psc: Counter, client: RegisteredClient, changes: dict[str, str]
) -> None:
    """RFC 6749, 4.1.2.1: an open redirect would send the professional anywhere."""
    answer = psc.authorize(psc.bench.browser(), psc.request(client, **changes))

    assert answer.status_code in {400, 401}
    assert "Location" not in answer.headers


def test_pkce_is_not_demanded_but_holds_once_begun(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    """RFC 7636, 4.6."""
    without = {"code_challenge": None, "code_challenge_method": None}
    code = psc.answer(client, someone.login, someone.password, **without)["code"]
    assert psc.exchange(client, code, code_verifier="").status_code == 200

    for verifier in ("", "v" * 43):
        code = psc.answer(client, someone.login, someone.password)["code"]
        assert psc.exchange(client, code, code_verifier=verifier).status_code == 400


def test_a_code_is_good_once_and_its_replay_revokes_what_came_of_it(
    psc: Counter, client: RegisteredClient, someone: Doctor
) -> None:
    """RFC 6749, 4.1.2 and 10.5."""
    code = psc.answer(client, someone.login, someone.password)["code"]
    answer = psc.exchange(client, code)
    again = psc.exchange(client, code)

    assert (again.status_code, again.json["error"]) == (400, "invalid_grant")
    assert psc.userinfo(answer.json["access_token"]).status_code == 401


def test_a_code_is_good_for_its_client_and_its_minute_only(
    psc: Counter, client: RegisteredClient, someone: Doctor
) -> None:
    """RFC 6749, 4.1.2 and 5.2."""
    other = psc.register()
    code = psc.answer(client, someone.login, someone.password)["code"]
    assert psc.exchange(other, code).json["error"] == "invalid_grant"

    psc.bench.clock.advance(61)

    assert psc.exchange(client, code).json["error"] == "invalid_grant"


def test_a_hint_at_a_colleague_is_not_answered_for_whoever_is_signed_in(
    psc: Counter, client: RegisteredClient, someone: Doctor
) -> None:
    """OpenID Connect Core 3.1.2.1, id_token_hint."""
    browser, colleague = psc.bench.browser(), doctor(psc, 1)
    mine = psc.exchange(client, psc.answer(client, someone.login, someone.password, browser)["code"]).json
    theirs = tokens(psc, client, colleague)

    def ask(hint: str) -> dict[str, str]:
        return parameters_of(psc.authorize(browser, psc.request(client, prompt="none", id_token_hint=hint)))

    assert "code" in ask(mine["id_token"])
    assert ask(theirs["id_token"])["error"] == "login_required"
    assert ask("x.y.z")["error"] == "invalid_request"
    instead = psc.answer(client, someone.login, someone.password, id_token_hint=theirs["id_token"])
    assert instead["error"] == "login_required"
    assert "code" in psc.answer(client, colleague.login, colleague.password, id_token_hint=theirs["id_token"])


def test_a_signed_in_professional_is_not_asked_again(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    browser = psc.bench.browser()
    psc.answer(client, someone.login, someone.password, browser)

    assert "code" in parameters_of(psc.authorize(browser, psc.request(client)))
    assert "code" in parameters_of(psc.authorize(browser, psc.request(client, prompt="none")))
    for changes in ({"prompt": "login"}, {"max_age": "0"}):
        psc.bench.clock.advance(5)
        asked = psc.authorize(browser, psc.request(client, **changes))
        assert "/sign-in?" in asked.headers["Location"]


def test_who_signed_in_at_the_space_is_not_signed_in_here(psc: Counter, client: RegisteredClient) -> None:
    """A realm has a cookie and a session of its own."""
    paired = psc.bench.pair()

    asked = psc.authorize(paired.browser, psc.request(client))

    assert "/sign-in?" in asked.headers["Location"]


@pytest.mark.parametrize(
    "fields",
    [{"login": "nobody", "password": "x"}, {"password": "wrong"}, {"password": ""}, {"login": "", "password": ""}],
)
def test_a_wrong_password_opens_nothing(
    psc: Counter, client: RegisteredClient, someone: Doctor, fields: dict[str, str]
) -> None:
    browser = psc.bench.browser()
    filled = {"login": someone.login, "password": someone.password, **fields}

    answer = psc.bench.submit(browser, psc.page(browser, client), decision="sign-in", **filled)

    assert answer.status_code == 422
    assert BeautifulSoup(answer.text, "html.parser").select_one("[role=alert]") is not None


def test_a_professional_is_found_by_name_town_or_number(
    psc: Counter, client: RegisteredClient, someone: Doctor
) -> None:
    browser = psc.bench.browser()
    page = psc.page(browser, client)
    interaction = parse_qs(urlsplit(page.request.url).query)["interaction"][0]

    for typed in (someone.name.split()[-1].lower(), someone.login, someone.claims["given_name"]):
        found = psc.bench.get(page.request.path, browser, query_string={"interaction": interaction, "q": typed})
        links = [link["href"] for link in BeautifulSoup(found.text, "html.parser").select(".found a")]
        assert any(f"login={someone.login}" in link for link in links)
    chosen = psc.bench.get(f"{page.request.path}{links[0]}", browser)
    assert BeautifulSoup(chosen.text, "html.parser").select_one("#login")["value"] == someone.login
    none = psc.bench.get(page.request.path, browser, query_string={"interaction": interaction, "q": "zzz"})
    assert not BeautifulSoup(none.text, "html.parser").select(".found a")


def test_the_phone_lets_the_browser_in(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    """The e-CPS as second device: same number on both, accepted there, gone on here."""
    browser, phone = psc.bench.browser(), Phone(psc, someone)
    waiting = psc.bench.submit(browser, psc.page(browser, client), login=someone.login, decision="phone")
    shown = BeautifulSoup(waiting.text, "html.parser").select_one(".binding strong").text
    looked = psc.bench.submit(browser, waiting, decision="look")
    assert BeautifulSoup(looked.text, "html.parser").select_one("[role=status]") is not None

    assert shown in BeautifulSoup(phone.look().text, "html.parser").select_one(".binding strong").text
    assert phone.decide("accept") == {"said": ["accepted"]}
    code = parameters_of(psc.bench.submit(browser, looked, decision="look"))["code"]

    claims = psc.verified(psc.exchange(client, code).json["id_token"])
    assert claims["amr"] == ["swk", "pin", "mfa"]
    assert claims["preferred_username"] == someone.login


def test_refusing_on_the_phone_is_access_denied(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    browser, phone = psc.bench.browser(), Phone(psc, someone)
    waiting = psc.bench.submit(browser, psc.page(browser, client), login=someone.login, decision="phone")
    phone.decide("refuse")

    assert parameters_of(psc.bench.submit(browser, waiting, decision="look"))["error"] == "access_denied"


def test_a_request_nobody_answers_lapses(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    browser, phone = psc.bench.browser(), Phone(psc, someone)
    waiting = psc.bench.submit(browser, psc.page(browser, client), login=someone.login, decision="phone")
    psc.bench.clock.advance(121)

    assert "answer-" not in phone.look().text
    assert psc.bench.submit(browser, waiting, decision="look").status_code == 422


def test_a_form_forged_by_another_site_answers_nothing(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    browser, phone = psc.bench.browser(), Phone(psc, someone)
    waiting = psc.bench.submit(browser, psc.page(browser, client), login=someone.login, decision="phone")

    assert phone.decide("accept", csrf="forged") == {}
    assert psc.bench.submit(browser, waiting, decision="look").status_code == 200
    assert psc.bench.submit(browser, waiting, csrf="forged", decision="look").status_code == 400


def test_nobody_answers_for_another_professional(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    browser, other = psc.bench.browser(), Phone(psc, doctor(psc, 1))
    waiting = psc.bench.submit(browser, psc.page(browser, client), login=someone.login, decision="phone")
    csrf = re.search(r'name="csrf" value="([^"]+)"', other.look().text)[1]

    for number in range(1, 4):
        data = {"csrf": csrf, "request": str(number), "decision": "accept"}
        psc.bench.post("/psc/e-cps", other.browser, data=data)

    assert "answer-" not in other.look().text
    assert psc.bench.submit(browser, waiting, decision="look").status_code == 200


def test_an_e_cps_is_deactivated(psc: Counter, someone: Doctor) -> None:
    phone = Phone(psc, someone)
    csrf = re.search(r'name="csrf" value="([^"]+)"', phone.page.text)[1]
    psc.bench.post("/psc/e-cps", phone.browser, data={"csrf": csrf, "decision": "deactivate"})

    assert 'id="activation"' in psc.bench.get("/psc/e-cps", phone.browser).text
    wrong = psc.bench.post("/psc/e-cps", phone.browser, data={"login": someone.login, "password": "wrong"})
    assert wrong.status_code == 422


def test_logout_ends_the_session_and_goes_back_with_state(
    psc: Counter, client: RegisteredClient, someone: Doctor
) -> None:
    """OpenID Connect RP-Initiated Logout 1.0, 2 and 3."""
    browser = psc.bench.browser()
    code = psc.answer(client, someone.login, someone.password, browser)["code"]
    hint = psc.exchange(client, code).json["id_token"]
    query = {"id_token_hint": hint, "post_logout_redirect_uri": f"{CALLBACK}/bye", "state": "s-9"}

    answer = psc.bench.get(psc.discovered["end_session_endpoint"], browser, query_string=query)

    assert answer.headers["Location"] == f"{CALLBACK}/bye?state=s-9"
    assert "/sign-in?" in psc.authorize(browser, psc.request(client)).headers["Location"]


def test_logout_ends_the_tokens_of_that_session_and_of_no_other(
    psc: Counter, client: RegisteredClient, someone: Doctor
) -> None:
    """OpenID Connect Back-Channel Logout 1.0, 2.7: refresh tokens without `offline_access` go with the session."""
    browser = psc.bench.browser()
    elsewhere = tokens(psc, client, someone)
    here = psc.exchange(client, psc.answer(client, someone.login, someone.password, browser)["code"]).json

    query = {"id_token_hint": here["id_token"]}
    psc.bench.get(psc.discovered["end_session_endpoint"], browser, query_string=query)

    assert psc.userinfo(here["access_token"]).status_code == 401
    refused = psc.token(client, grant_type="refresh_token", refresh_token=here["refresh_token"])
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_grant")
    introspected = psc.post(psc.discovered["introspection_endpoint"], client, token=here["access_token"])
    assert introspected.json == {"active": False}
    assert psc.userinfo(elsewhere["access_token"]).status_code == 200
    goes_on = psc.token(client, grant_type="refresh_token", refresh_token=elsewhere["refresh_token"])
    assert goes_on.status_code == 200


def test_without_a_hint_the_person_is_asked(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    browser, place = psc.bench.browser(), psc.discovered["end_session_endpoint"]
    psc.answer(client, someone.login, someone.password, browser)

    asked = psc.bench.get(place, browser)

    assert words("fr", "sandbox.identity")["sign_out_title"] in asked.text
    psc.bench.submit(browser, asked, decision="sign-out")
    assert "/sign-in?" in psc.authorize(browser, psc.request(client)).headers["Location"]


@pytest.mark.parametrize("uri", ["https://elsewhere.example/", f"{CALLBACK}/other"])
def test_logout_goes_nowhere_else(psc: Counter, client: RegisteredClient, someone: Doctor, uri: str) -> None:
    hint = tokens(psc, client, someone)["id_token"]
    query = {"id_token_hint": hint, "post_logout_redirect_uri": uri}

    answer = psc.bench.get(psc.discovered["end_session_endpoint"], query_string=query)

    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_introspection_tells_whether_a_token_is_active(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    """RFC 7662, 2.2: any client of the provider may ask, for APIs are called with the tokens of others."""
    answer = tokens(psc, client, someone)
    place, api = psc.discovered["introspection_endpoint"], psc.register()

    told = psc.post(place, api, token=answer["access_token"]).json

    assert told["active"] is True
    assert told["client_id"] == client.client_id
    assert told["scope"] == "openid scope_all"
    assert told["acr"] == "eidas1"
    assert told["username"] == someone.login
    assert told["sub"] == psc.verified(answer["id_token"])["sub"]
    psc.bench.clock.advance(241)
    assert psc.post(place, api, token=answer["access_token"]).json == {"active": False}
    assert psc.post(place, api, token="unknown").json == {"active": False}
    assert psc.post(place, api).json["error"] == "invalid_request"
    assert psc.bench.post(place, data={"token": answer["access_token"]}).status_code == 401
    assert psc.bench.get(place).status_code == 405


def test_a_refresh_token_rotates(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    """RFC 9700, 4.14.2."""
    answer = tokens(psc, client, someone)

    fresh = psc.token(client, grant_type="refresh_token", refresh_token=answer["refresh_token"]).json

    assert psc.verified(fresh["id_token"])["sub"] == psc.verified(answer["id_token"])["sub"]
    assert "nonce" not in psc.verified(fresh["id_token"])
    again = psc.token(client, grant_type="refresh_token", refresh_token=answer["refresh_token"])
    assert again.json["error"] == "invalid_grant"


def test_no_page_of_another_site_may_read_an_answer(psc: Counter) -> None:
    """The secret stays on a server, so CORS is not allowed (exigence PSC 22)."""
    headers = {"Origin": "https://app.example"}
    found = psc.discovered
    answers = [
        psc.bench.post(found["token_endpoint"], data={}, headers=headers),
        psc.bench.get(found["userinfo_endpoint"], headers=headers),
        psc.bench.get(found["jwks_uri"], headers=headers),
        psc.bench.call("OPTIONS", found["token_endpoint"], headers=headers),
    ]

    assert not any(name.lower().startswith("access-control-") for answer in answers for name, _ in answer.headers)


@pytest.mark.parametrize("method", ["none", "private_key_jwt"])
def test_a_client_without_secret_cannot_register(psc: Counter, method: str) -> None:
    with pytest.raises(Exception, match="token_endpoint_auth_method"):
        psc.register(token_endpoint_auth_method=method)


def test_a_token_of_the_space_opens_nothing_here_and_the_other_way_round(
    psc: Counter, client: RegisteredClient, someone: Doctor
) -> None:
    """Each issuer knows the tokens, codes and clients that are its own."""
    paired = psc.bench.pair()
    mine = tokens(psc, client, someone)

    assert psc.userinfo(paired.answer["access_token"]).status_code == 401
    own = {"Authorization": f"Bearer {mine['access_token']}"}
    assert psc.bench.get("/oauth2/userinfo", headers=own).status_code == 401
    asked = psc.bench.authorize(psc.bench.browser(), psc.bench.request(client))
    assert asked.status_code in {400, 401}
    hint = {"id_token_hint": paired.answer["id_token"]}
    assert psc.bench.get(psc.discovered["end_session_endpoint"], query_string=hint).status_code == 400


def test_secrets_are_told_to_the_journal_to_be_left_out(
    psc: Counter, client: RegisteredClient, someone: Doctor
) -> None:
    answer = tokens(psc, client, someone)

    kept = {value for _kind, value in psc.bench.notebook.secrets}
    assert {answer["access_token"], answer["refresh_token"], answer["id_token"], someone.password} <= kept
    assert psc.bench.exchange.facts["provider"] == "prosanteconnect"


def test_both_languages_say_everything() -> None:
    french, english = (words(language, "sandbox.identity") for language in ("fr", "en"))
    assert set(french) == set(english)
    assert all(french.values())
    assert all(english.values())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_speak_both_languages_and_run_no_script(
    psc: Counter, client: RegisteredClient, someone: Doctor, language: str
) -> None:
    browser, phone = psc.bench.browser(), Phone(psc, someone)
    page = psc.page(browser, client, ui_locales=language)
    waiting = psc.bench.submit(browser, page, login=someone.login, decision="phone", lang=language)
    on_phone = psc.bench.get("/psc/e-cps", phone.browser, query_string={"lang": language})

    for shown in (page, waiting, on_phone):
        assert f'<html lang="{language}">' in shown.text
        assert "<script" not in shown.text
        assert "frame-ancestors 'none'" in shown.headers["Content-Security-Policy"]
