"""FranceConnect v2, FranceConnect+ and the carte Vitale app: requests, tokens, claims, lifetimes, ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from authlib.oidc.core.util import create_half_hash
from bs4 import BeautifulSoup
from builders.client_assertions import ASSERTION_TYPE, assertion, new_key, public_set
from builders.identity import Counter, decrypted, jwks_to_encrypt_for
from builders.spaces import CALLBACK, VERIFIER, parameters_of

from sandbox.faults import catalogue
from sandbox.identity.apcv.provider import APCV
from sandbox.identity.franceconnect.provider import FRANCECONNECT, FRANCECONNECT_PLUS
from sandbox.people.ins import INS_NIR_TEST_OID
from sandbox.people.people import People

if TYPE_CHECKING:
    from sandbox.json_value import JsonValue
    from sandbox.oidc.clients import RegisteredClient
    from sandbox.people.persona import Persona


@pytest.fixture(params=[FRANCECONNECT, FRANCECONNECT_PLUS, APCV], ids=lambda provider: provider.name)
def counter(request: pytest.FixtureRequest) -> Counter:
    return Counter(request.param)


@pytest.fixture
def france() -> Counter:
    return Counter(FRANCECONNECT)


@pytest.fixture
def plus() -> Counter:
    return Counter(FRANCECONNECT_PLUS)


@pytest.fixture
def apcv() -> Counter:
    return Counter(APCV)


def register(counter: Counter, algorithm: str = "ECDH-ES", **metadata: JsonValue) -> RegisteredClient:
    if counter.provider is FRANCECONNECT_PLUS:
        metadata = {
            "jwks": jwks_to_encrypt_for(algorithm),
            "id_token_encrypted_response_alg": algorithm,
            "userinfo_encrypted_response_alg": algorithm,
            **metadata,
        }
    return counter.register(client_name="Carnet", post_logout_redirect_uris=[f"{CALLBACK}/bye"], **metadata)


def signed_in(counter: Counter, client: RegisteredClient, persona: Persona, **changes: str | None) -> dict[str, Any]:
    code = counter.answer(client, persona.email, persona.password, **changes)["code"]
    answer = counter.exchange(client, code)
    assert answer.status_code == 200, answer.text
    return answer.json


def claims_of_id_token(counter: Counter, answer: dict[str, Any], algorithm: str = "ECDH-ES") -> dict[str, Any]:
    encrypted = counter.provider is FRANCECONNECT_PLUS
    return counter.verified(decrypted(answer["id_token"], algorithm) if encrypted else answer["id_token"])


def claims_of_userinfo(counter: Counter, answer: dict[str, Any], algorithm: str = "ECDH-ES") -> dict[str, Any]:
    told = counter.userinfo(answer["access_token"])
    assert told.status_code == 200
    if counter.provider is APCV:
        return told.json
    assert told.mimetype == "application/jwt"
    encrypted = counter.provider is FRANCECONNECT_PLUS
    return counter.verified(decrypted(told.text, algorithm) if encrypted else told.text)


def test_a_citizen_signs_in_and_the_id_token_says_so(counter: Counter) -> None:
    """OpenID Connect Core, 2 and 3.1.3.7, claim by claim."""
    client, persona = register(counter), counter.bench.persona()
    answer = signed_in(counter, client, persona)
    claims = claims_of_id_token(counter, answer)

    assert answer["token_type"] == "Bearer"
    assert "refresh_token" not in answer
    assert claims["iss"] == counter.realm.issuer
    assert claims["aud"] == client.client_id
    assert claims["nonce"] == "nonce-1"
    assert claims["acr"] == counter.acr
    assert claims["amr"]
    assert claims["at_hash"] == create_half_hash(answer["access_token"], "ES256").decode()
    assert claims["iat"] >= claims["auth_time"]
    assert claims["sub"] == claims_of_userinfo(counter, answer)["sub"]


def test_the_issuers_are_apart(counter: Counter) -> None:
    found = counter.discovered

    assert found["issuer"] == counter.realm.issuer
    assert found["subject_types_supported"] == ["pairwise"]
    assert found["response_types_supported"] == ["code"]
    assert found["grant_types_supported"] == ["authorization_code"]
    assert found["claims_parameter_supported"] is False
    assert "HS256" not in found["id_token_signing_alg_values_supported"]
    assert "none" not in found["id_token_signing_alg_values_supported"]
    addresses = {value for name, value in found.items() if name.endswith(("_endpoint", "_uri"))}
    root = f"{counter.bench.space.issuer}{counter.provider.places.root}/"
    assert all(address.startswith(root) for address in addresses)


def test_franceconnect_lives_below_api_v2(france: Counter, plus: Counter) -> None:
    """docs.partenaires.franceconnect.gouv.fr, endpoints of the version 2."""
    for counter, root in ((france, "franceconnect"), (plus, "franceconnect-plus")):
        found, base = counter.discovered, f"{counter.bench.space.issuer}/{root}/api/v2"
        assert found["issuer"] == base
        assert found["authorization_endpoint"] == f"{base}/authorize"
        assert found["token_endpoint"] == f"{base}/token"
        assert found["userinfo_endpoint"] == f"{base}/userinfo"
        assert found["end_session_endpoint"] == f"{base}/session/end"
        assert found["jwks_uri"] == f"{base}/jwks"
        assert set(found["token_endpoint_auth_methods_supported"]) == {"client_secret_post", "private_key_jwt"}


def test_levels_are_those_of_each_platform(france: Counter, plus: Counter, apcv: Counter) -> None:
    assert france.discovered["acr_values_supported"] == ["eidas1"]
    assert plus.discovered["acr_values_supported"] == ["eidas2", "eidas3"]
    assert apcv.discovered["acr_values_supported"] == ["eidas2", "eidas3"]


def test_franceconnect_signs_with_es256_or_rs256(france: Counter, plus: Counter) -> None:
    """Version 2 signs with asymmetric algorithms only (differences between versions 1 and 2)."""
    assert france.discovered["id_token_signing_alg_values_supported"] == ["ES256", "RS256"]
    assert france.discovered["userinfo_signing_alg_values_supported"] == ["ES256", "RS256"]
    assert plus.discovered["id_token_signing_alg_values_supported"] == ["ES256"]
    client = france.register(id_token_signed_response_alg="RS256", userinfo_signed_response_alg="RS256")
    answer = signed_in(france, client, france.bench.persona())
    assert claims_of_id_token(france, answer)["sub"] == claims_of_userinfo(france, answer)["sub"]


@pytest.mark.parametrize("member", ["id_token_signed_response_alg", "userinfo_signed_response_alg"])
def test_no_client_goes_down_to_hs256(france: Counter, member: str) -> None:
    with pytest.raises(Exception, match=member):
        france.register(**{member: "HS256"})


def test_default_algorithms_are_the_recommended_ones(france: Counter) -> None:
    client = france.register()

    assert client.metadata.id_token_signed_response_alg == "ES256"
    assert client.metadata.userinfo_signed_response_alg == "ES256"
    assert client.metadata.token_endpoint_auth_method == "client_secret_post"


@pytest.mark.parametrize("algorithm", ["RSA-OAEP", "ECDH-ES"])
def test_franceconnect_plus_encrypts(plus: Counter, algorithm: str) -> None:
    """Nested JWTs: signed with ES256, then encrypted with A256GCM (RFC 7519, A.2)."""
    client = register(plus, algorithm)
    answer = signed_in(plus, client, plus.bench.persona(), acr_values=None)

    claims = claims_of_id_token(plus, answer, algorithm)
    assert claims["acr"] == "eidas3"  # the default there
    assert claims_of_userinfo(plus, answer, algorithm)["sub"] == claims["sub"]


def test_franceconnect_plus_takes_no_client_without_a_key_to_encrypt_for(plus: Counter) -> None:
    with pytest.raises(Exception, match="encrypt"):
        plus.register()
    with pytest.raises(Exception, match="RSA key"):
        plus.register(jwks=jwks_to_encrypt_for("ECDH-ES"), id_token_encrypted_response_alg="RSA-OAEP")
    with pytest.raises(Exception, match="A256GCM"):
        register(plus, id_token_encrypted_response_enc="A128CBC-HS256")


def test_the_pivot_identity_of_somebody_born_in_france(france: Counter) -> None:
    """identite_pivot: given names, family name at birth, date, sex, INSEE code of the commune, 99100."""
    client, persona = register(france), france.bench.persona()
    told = claims_of_userinfo(france, signed_in(france, client, persona, scope="openid identite_pivot"))

    assert told["given_name"] == " ".join(persona.birth_given_names)
    assert told["given_name_array"] == list(persona.birth_given_names)
    assert told["family_name"] == persona.family_name
    assert told["birthdate"] == persona.birthdate
    assert told["gender"] in {"female", "male"}
    assert re.fullmatch(r"[0-9][0-9AB][0-9]{3}", told["birthplace"])
    assert told["birthcountry"] == "99100"
    assert "email" not in told
    assert "preferred_username" not in told  # no longer in identite_pivot with version 2
    assert (told["iss"], told["aud"]) == (france.realm.issuer, client.client_id)


def test_somebody_born_abroad_has_no_place_but_a_country(france: Counter) -> None:
    people = france.bench.space.part(People)
    people.settle(200)
    abroad = next(one for one in people.everyone() if one.birthplace.startswith("99"))
    told = claims_of_userinfo(france, signed_in(france, register(france), abroad, scope="openid birth"))

    assert told["birthplace"] == ""
    assert told["birthcountry"] == abroad.birthplace


@pytest.mark.parametrize(
    ("scope", "claims"),
    [
        ("openid", set()),
        ("openid email", {"email"}),
        ("openid given_name", {"given_name", "given_name_array"}),
        ("openid birth", {"birthplace", "birthcountry"}),
        ("openid rnipp_birthdate", {"birthdate", "rnipp_birthdate"}),
        (
            "openid profile",
            {"given_name", "given_name_array", "family_name", "birthdate", "gender"},
        ),
    ],
)
def test_a_scope_opens_its_claims_and_no_other(france: Counter, scope: str, claims: set[str]) -> None:
    told = claims_of_userinfo(france, signed_in(france, register(france), france.bench.persona(), scope=scope))

    assert set(told) - {"preferred_username"} == {"sub", "iss", "aud", "iat", *claims}


def test_the_register_agrees(france: Counter) -> None:
    told = claims_of_userinfo(
        france, signed_in(france, register(france), france.bench.persona(), scope="openid rnipp_identite_pivot")
    )

    names = ("given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry")
    assert all(told[f"rnipp_{name}"] == told[name] for name in names)


def test_the_subject_is_pairwise(counter: Counter) -> None:
    """64 hexadecimal characters (and `v1` at FranceConnect), another for each client, always the same for one."""
    one, two, persona = register(counter), register(counter), counter.bench.persona()
    seen = [claims_of_id_token(counter, signed_in(counter, client, persona))["sub"] for client in (one, one, two)]

    shape = r"[0-9a-f]{64}" if counter.provider is APCV else r"[0-9a-f]{64}v1"
    assert all(re.fullmatch(shape, subject) for subject in seen)
    assert seen[0] == seen[1] != seen[2]
    assert claims_of_id_token(counter, signed_in(counter, one, counter.bench.persona()))["sub"] not in seen


def test_the_vitale_app_tells_a_test_ins_and_no_other(apcv: Counter) -> None:
    client, persona = register(apcv), apcv.bench.persona()
    told = claims_of_userinfo(apcv, signed_in(apcv, client, persona, acr_values="eidas3"))

    assert told["ins_oid"] == INS_NIR_TEST_OID == "1.2.250.1.213.1.4.10"
    assert told["ins_matricule"] == persona.ins.matricule
    assert told["family_name"] == persona.family_name
    without = claims_of_userinfo(apcv, signed_in(apcv, client, persona, scope="openid identity"))
    assert not [name for name in without if name.startswith("ins")]


def test_the_vitale_app_reaches_both_levels(apcv: Counter) -> None:
    client, persona = register(apcv), apcv.bench.persona()
    for asked, reached in (("eidas2", "eidas2"), ("eidas3", "eidas3"), (None, "eidas2"), ("eidas3 eidas2", "eidas3")):
        claims = claims_of_id_token(apcv, signed_in(apcv, client, persona, acr_values=asked))
        assert claims["acr"] == reached


def test_lifetimes_of_franceconnect(france: Counter) -> None:
    """Sources of FranceConnect, `ttl`: code 30 s, access token 60 s, ID token 60 s."""
    client, persona = register(france), france.bench.persona()
    late = france.answer(client, persona.email, persona.password)["code"]
    france.bench.clock.advance(31)
    assert france.exchange(client, late).json["error"] == "invalid_grant"

    answer = signed_in(france, client, persona)
    claims = claims_of_id_token(france, answer)
    assert answer["expires_in"] == 60
    assert claims["exp"] - claims["iat"] == 60
    france.bench.clock.advance(59)
    assert france.userinfo(answer["access_token"]).status_code == 200
    france.bench.clock.advance(2)
    refused = france.userinfo(answer["access_token"])
    assert refused.status_code == 401
    assert "invalid_token" in refused.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"state": None}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"acr_values": "eidas9"}, "invalid_request"),
        ({"acr_values": "eidas1 eidas2 eidas3"}, "invalid_request"),
        ({"prompt": "none"}, "invalid_request"),
        ({"prompt": "select_account"}, "invalid_request"),
        ({"scope": "email"}, "invalid_scope"),
        ({"scope": "openid phone"}, "invalid_scope"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"request_uri": "https://app.example/r"}, "request_uri_not_supported"),
    ],
)
def test_a_request_that_asks_for_something_else_is_refused(
    counter: Counter, changes: dict[str, str | None], error: str
) -> None:
    told = parameters_of(counter.authorize(counter.bench.browser(), counter.request(register(counter), **changes)))

    assert told["error"] == error
    assert "code" not in told


def test_franceconnect_wants_the_level_said(france: Counter) -> None:
    told = parameters_of(france.authorize(france.bench.browser(), france.request(register(france), acr_values=None)))

    assert told["error"] == "invalid_request"


def test_nobody_is_taken_for_signed_in(counter: Counter) -> None:
    """`forcedPrompt` of the sources: each request asks anew for sign-in and consent."""
    client, persona, browser = register(counter), counter.bench.persona(), counter.bench.browser()
    counter.answer(client, persona.email, persona.password, browser)

    again = counter.authorize(browser, counter.request(client))

    assert "/sign-in?" in again.headers["Location"]


def test_a_citizen_sees_what_is_told_and_may_refuse(counter: Counter) -> None:
    client, persona, browser = register(counter), counter.bench.persona(), counter.bench.browser()
    page = counter.page(browser, client)
    assert parameters_of(counter.bench.submit(browser, page, decision="refuse"))["error"] == "access_denied"

    page = counter.page(browser, client)
    form = {"login": persona.email, "password": persona.password, "decision": "sign-in"}
    told = counter.bench.follow(browser, counter.bench.submit(browser, page, **form))
    shown = BeautifulSoup(told.text, "html.parser")
    assert persona.name in shown.main.text
    assert all(item.text.strip() for item in shown.select("main li"))
    assert parameters_of(counter.bench.submit(browser, told, decision="refuse"))["error"] == "access_denied"


def test_consent_is_not_reached_before_sign_in(counter: Counter) -> None:
    client, browser = register(counter), counter.bench.browser()
    sign_in = counter.authorize(browser, counter.request(client)).headers["Location"]

    answer = counter.bench.get(sign_in.replace("/sign-in", "/consent"), browser)

    assert answer.headers["Location"] == sign_in


def test_a_wrong_password_shows_the_form_again(counter: Counter) -> None:
    client, persona, browser = register(counter), counter.bench.persona(), counter.bench.browser()
    page = counter.page(browser, client)

    for fields in ({"login": persona.email, "password": "wrong"}, {"login": "nobody@patients.example", "password": ""}):
        answer = counter.bench.submit(browser, page, decision="sign-in", **fields)
        assert answer.status_code == 422
        assert BeautifulSoup(answer.text, "html.parser").select_one("[role=alert]") is not None


def test_a_code_is_good_once(counter: Counter) -> None:
    """RFC 6749, 4.1.2: used again, it revokes what came of it."""
    client, persona = register(counter), counter.bench.persona()
    code = counter.answer(client, persona.email, persona.password)["code"]
    answer = counter.exchange(client, code)

    assert counter.exchange(client, code).json["error"] == "invalid_grant"
    assert counter.userinfo(answer.json["access_token"]).status_code == 401


def test_a_token_is_revoked(counter: Counter) -> None:
    """RFC 7009."""
    client = register(counter)
    answer = signed_in(counter, client, counter.bench.persona())
    place = counter.discovered["revocation_endpoint"]
    assert counter.post(place, register(counter), token=answer["access_token"]).status_code in {200, 400, 401}
    assert counter.userinfo(answer["access_token"]).status_code == 200  # another client's word ends nothing

    assert counter.post(place, client, token=answer["access_token"]).status_code == 200
    assert counter.post(place, client, token="unknown").status_code == 200
    assert counter.userinfo(answer["access_token"]).status_code == 401


def test_the_session_ends_with_a_hint(counter: Counter) -> None:
    """OpenID Connect RP-Initiated Logout 1.0; of an encrypted ID token the client holds the JWS inside."""
    client, persona, browser = register(counter), counter.bench.persona(), counter.bench.browser()
    code = counter.answer(client, persona.email, persona.password, browser)["code"]
    hint = counter.exchange(client, code).json["id_token"]
    hint = decrypted(hint, "ECDH-ES") if counter.provider is FRANCECONNECT_PLUS else hint
    query = {"id_token_hint": hint, "state": "s-9", "post_logout_redirect_uri": f"{CALLBACK}/bye"}

    answer = counter.bench.get(counter.discovered["end_session_endpoint"], browser, query_string=query)

    assert answer.headers["Location"] == f"{CALLBACK}/bye?state=s-9"
    elsewhere = {**query, "post_logout_redirect_uri": "https://elsewhere.example/"}
    refused = counter.bench.get(counter.discovered["end_session_endpoint"], browser, query_string=elsewhere)
    assert refused.status_code == 400
    assert "Location" not in refused.headers


def test_whoever_sends_the_encrypted_id_token_back_is_told_what_to_send(plus: Counter) -> None:
    """OpenID Connect Core 3.1.2.1: the client decrypts an ID token before it is a hint."""
    client, persona, browser = register(plus), plus.bench.persona(), plus.bench.browser()
    code = plus.answer(client, persona.email, persona.password, browser)["code"]
    hint = plus.exchange(client, code).json["id_token"]

    refused = plus.bench.get(plus.discovered["end_session_endpoint"], browser, query_string={"id_token_hint": hint})

    assert refused.status_code == 400
    assert "send the signed ID token inside it" in refused.text


def test_whoever_signs_in_instead_of_whom_the_hint_names_is_not_answered_for(counter: Counter) -> None:
    """OpenID Connect Core 3.1.2.1: login_required, at every provider, whatever page the person came through."""
    client, persona, other = register(counter), counter.bench.persona(), counter.bench.persona()
    code = counter.answer(client, persona.email, persona.password)["code"]
    hint = counter.exchange(client, code).json["id_token"]
    hint = decrypted(hint, "ECDH-ES") if counter.provider is FRANCECONNECT_PLUS else hint

    told = counter.answer(client, other.email, other.password, id_token_hint=hint)

    assert told["error"] == "login_required"
    assert "code" not in told
    assert "code" in counter.answer(client, persona.email, persona.password, id_token_hint=hint)


def test_every_provider_speaks_oauth_whatever_its_path_looks_like(counter: Counter) -> None:
    wrong_method = counter.bench.get(counter.discovered["token_endpoint"])
    nothing_there = counter.bench.get(f"{counter.discovered['token_endpoint']}/nothing")

    assert (wrong_method.status_code, nothing_there.status_code) == (405, 404)
    for answer in (wrong_method, nothing_there):
        assert answer.json["error"] == "invalid_request"


def test_a_client_may_prove_itself_with_a_key(france: Counter) -> None:
    """RFC 7523, 2.2; the audience is this provider and no other."""
    key, persona = new_key(), france.bench.persona()
    client = france.register(token_endpoint_auth_method="private_key_jwt", jwks=public_set(key))

    def exchange(audience: str) -> dict[str, Any]:
        code = france.answer(client, persona.email, persona.password)["code"]
        proof = assertion(client.client_id, key, now=france.bench.clock.now(), aud=audience)
        form = {"client_assertion": proof, "client_assertion_type": ASSERTION_TYPE, "code_verifier": VERIFIER}
        form |= {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        return france.bench.post(france.realm.token_endpoint, data=form).json

    assert "id_token" in exchange(france.realm.issuer)
    assert exchange(france.bench.space.issuer)["error"] == "invalid_client"


def test_tokens_of_one_provider_open_nothing_at_another(france: Counter) -> None:
    other = Counter(APCV, france.bench)
    answer = signed_in(france, register(france), france.bench.persona())

    assert other.userinfo(answer["access_token"]).status_code == 401
    own = {"Authorization": f"Bearer {answer['access_token']}"}
    assert france.bench.get("/oauth2/userinfo", headers=own).status_code == 401
    mine = france.bench.get(france.discovered["jwks_uri"]).json["keys"]
    theirs = france.bench.get(other.discovered["jwks_uri"]).json["keys"]
    space = france.bench.get("/oauth2/jwks").json["keys"]
    kids = [key["kid"] for keys in (mine, theirs, space) for key in keys]
    assert len(kids) == len(set(kids))


def test_a_code_of_one_provider_is_nothing_to_another(france: Counter) -> None:
    other, persona = Counter(APCV, france.bench), france.bench.persona()
    mine = france.register()
    theirs = other.register(token_endpoint_auth_method="client_secret_post")
    code = france.answer(mine, persona.email, persona.password)["code"]

    assert other.exchange(theirs, code).json["error"] == "invalid_grant"
    assert other.exchange(mine, code).json["error"] == "invalid_client"
    assert france.exchange(mine, code).status_code == 200


def test_faults_of_an_episode_do_not_reach_the_providers(france: Counter) -> None:
    """The health space may lie; who vouches for identities does not."""
    fault = catalogue.load("id_token_wrong_nonce", {})
    france.bench.open_episode("e-1", fault, id_token=1.0, code=0.0)
    client = register(france)

    claims = claims_of_id_token(france, signed_in(france, client, france.bench.persona()))

    assert claims["nonce"] == "nonce-1"
    assert claims["exp"] - claims["iat"] == 60


def test_markup_in_names_stays_text(counter: Counter) -> None:
    client = register(counter)
    hint = '"><img src=x onerror=alert(1)>'

    shown = BeautifulSoup(counter.page(counter.bench.browser(), client, login_hint=hint).text, "html.parser")

    assert shown.find("img") is None
    assert shown.select_one("#login")["value"] == hint
