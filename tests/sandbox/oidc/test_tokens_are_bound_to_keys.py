"""DPoP at the space, by proofs that are made here with joserfc, each wrong in one way (RFC 9449)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from authlib.oauth2.rfc7591 import InvalidClientMetadataError
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from builders.spaces import CALLBACK, MAIN, TOKEN, VERIFIER, WEIGHT, Bench
from builders.tokens import b64, sign, unsigned
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from sandbox.faults import catalogue
from sandbox.faults.reading_unauthorized import ReadingUnauthorized
from sandbox.hooks import WireAnswer
from sandbox.oidc.client_metadata import read_client_metadata

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from sandbox.oidc.clients import RegisteredClient
    from sandbox.people.persona import Persona

TOKEN_URL = f"{TOKEN}/s/s1/oauth2/token"
PAR_URL = f"{TOKEN}/s/s1/oauth2/par"
MEASURES = "/api/mesures/fhir/Observation"
MEASURES_URL = f"{MAIN}/s/s1{MEASURES}"
USERINFO_URL = f"{MAIN}/s/s1/oauth2/userinfo"
KINDS = {
    "ES256": lambda: ECKey.generate_key("P-256"),
    "ES384": lambda: ECKey.generate_key("P-384"),
    "PS256": lambda: RSAKey.generate_key(2048),
    "Ed25519": lambda: OKPKey.generate_key("Ed25519"),
}


def ath_of(access_token: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()).rstrip(b"=").decode()


@dataclass
class App:
    """A client that registered bound tokens, and its key."""

    bench: Bench
    method: str = "client_secret_basic"
    key: Any = field(default_factory=lambda: ECKey.generate_key("P-256"))
    algorithm: str = "ES256"
    pushes: bool = False

    def __post_init__(self) -> None:
        self.client: RegisteredClient = self.bench.register(
            dpop_bound_access_tokens=True,
            token_endpoint_auth_method=self.method,
            require_pushed_authorization_requests=self.pushes,
        )
        self.persona: Persona = self.bench.persona()

    def proof(self, method: str, url: str, *, header: dict[str, Any] | None = None, **claims: Any) -> str:  # noqa: ANN401
        """A proof; members that are given replace those of a good one, None leaves one out."""
        good = {"jti": secrets.token_urlsafe(8), "htm": method, "htu": url, "iat": int(time.time())}
        said = {name: value for name, value in {**good, **claims}.items() if value is not None}
        head = {"typ": "dpop+jwt", "alg": self.algorithm, "jwk": self.key.as_dict(private=False), **(header or {})}
        return sign({name: value for name, value in head.items() if value is not None}, said, self.key)

    def code(self, **changes: str) -> str:
        return self.bench.answer(self.client, self.persona, **changes)["code"]

    def push(self, proof: str | None, **changes: str) -> TestResponse:
        """Push an authorization request."""
        return self.ask(proof, PAR_URL, **self.bench.request(self.client, **changes))

    def ask(self, proof: str | None, url: str = TOKEN_URL, /, **form: str) -> TestResponse:
        """A token request, or another by the client itself, with a proof."""
        headers = {} if proof is None else {"DPoP": proof}
        if self.method == "none":
            form = {"client_id": self.client.client_id, **form}
        else:
            pair = f"{self.client.client_id}:{self.client.client_secret}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        return self.bench.post(url, data=form, headers=headers)

    def exchange(self, proof: str | None, code: str | None = None) -> TestResponse:
        form = {"redirect_uri": CALLBACK, "code_verifier": VERIFIER, "code": code or self.code()}
        return self.ask(proof, grant_type="authorization_code", **form)

    def refresh(self, tokens: dict[str, Any], proof: str | None) -> TestResponse:
        return self.ask(proof, grant_type="refresh_token", refresh_token=tokens["refresh_token"])

    def tokens(self) -> dict[str, Any]:
        answer = self.exchange(self.proof("POST", TOKEN_URL))
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    def userinfo(self, tokens: dict[str, Any], proof: str | None, scheme: str = "DPoP") -> TestResponse:
        headers = {"Authorization": f"{scheme} {tokens['access_token']}"}
        return self.bench.get("/oauth2/userinfo", headers=headers | ({} if proof is None else {"DPoP": proof}))

    def measures(self, tokens: dict[str, Any], proof: str | None) -> TestResponse:
        headers = {"Authorization": f"DPoP {tokens['access_token']}", "X-ID-Token": tokens["id_token"]}
        proven = headers | ({} if proof is None else {"DPoP": proof})
        return self.bench.get(MEASURES, query_string={"code": WEIGHT}, headers=proven)

    def good_for(self, tokens: dict[str, Any], **claims: Any) -> str:  # noqa: ANN401
        """A proof for UserInfo."""
        return self.proof("GET", USERINFO_URL, **{"ath": ath_of(tokens["access_token"]), **claims})


@pytest.fixture
def app(strict: Bench) -> App:
    return App(strict)


@pytest.mark.parametrize("algorithm", KINDS)
def test_tokens_are_bound_to_the_key_of_the_proof(strict: Bench, algorithm: str) -> None:
    app = App(strict, key=KINDS[algorithm](), algorithm=algorithm)
    tokens = app.tokens()

    answer = app.userinfo(tokens, app.good_for(tokens))

    assert tokens["token_type"] == "DPoP"
    assert (answer.status_code, answer.json["name"]) == (200, app.persona.name)
    assert strict.exchange.facts["proof"] == {"wrong": [], "nonce": None, "given": None, "asked_again": False}


def test_a_business_call_wants_a_proof_as_userinfo_does(app: App) -> None:
    tokens = app.tokens()
    good = app.measures(tokens, app.proof("GET", MEASURES_URL, ath=ath_of(tokens["access_token"])))
    bare = app.measures(tokens, None)

    assert good.status_code != 401
    assert (bare.status_code, bare.json["resourceType"]) == (401, "OperationOutcome")
    assert bare.headers["WWW-Authenticate"].startswith('DPoP realm="')
    assert 'error="invalid_dpop_proof"' in bare.headers["WWW-Authenticate"]
    assert 'algs="ES256 ' in bare.headers["WWW-Authenticate"]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_bound_token_is_no_bearer_token(app: App, scheme: str) -> None:
    tokens = app.tokens()

    answer = app.userinfo(tokens, app.good_for(tokens), scheme)

    assert (answer.status_code, answer.json["error"]) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"].startswith('DPoP realm="')
    assert app.bench.exchange.facts["proof"] == {"wrong": ["scheme"]}


def test_a_bearer_token_is_not_bound(strict: Bench) -> None:
    paired = strict.pair()
    headers = {"Authorization": f"DPoP {paired.answer['access_token']}"}

    answer = strict.get("/oauth2/userinfo", headers=headers)

    assert paired.answer["token_type"] == "Bearer"
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="')


def test_a_proof_of_a_client_that_did_not_ask_is_left_aside(strict: Bench) -> None:
    client = strict.register()
    app = App(strict)
    app.client = client

    answer = app.exchange("not a proof at all")

    assert (answer.status_code, answer.json["token_type"]) == (200, "Bearer")
    assert "proof" not in strict.exchange.facts


WRONG_CLAIMS = [
    ("htm", {"htm": "GET"}),
    ("htm", {"htm": "post"}),
    ("htm", {"htm": None}),
    ("htu", {"htu": f"{TOKEN_URL}/more"}),
    ("htu", {"htu": "https://elsewhere.example/s/s1/oauth2/token"}),
    ("htu", {"htu": "https://[/"}),
    ("htu", {"htu": 7}),
    ("iat", {"iat": int(time.time()) - 3600}),
    ("iat", {"iat": int(time.time()) + 3600}),
    ("iat", {"iat": "now"}),
    ("iat", {"iat": True}),
    ("iat", {"iat": None}),
    ("jti", {"jti": None}),
    ("jti", {"jti": ""}),
    ("jti", {"jti": "x" * 1001}),
    ("jti", {"jti": 7}),
]


@pytest.mark.parametrize(("member", "claims"), WRONG_CLAIMS)
def test_a_proof_of_another_request_is_refused_by_name(app: App, member: str, claims: dict[str, Any]) -> None:
    answer = app.exchange(app.proof("POST", TOKEN_URL, **claims))

    assert (answer.status_code, answer.json["error"]) == (400, "invalid_dpop_proof")
    assert answer.json["error_description"].endswith(f": {member}")
    assert app.bench.exchange.facts["proof"]["wrong"] == [member]


@pytest.mark.parametrize(("member", "claims"), WRONG_CLAIMS)
def test_in_a_conformance_run_it_is_noted_and_taken(bench: Bench, member: str, claims: dict[str, Any]) -> None:
    app = App(bench)

    answer = app.exchange(app.proof("POST", TOKEN_URL, **claims))

    assert (answer.status_code, answer.json["token_type"]) == (200, "DPoP")
    assert bench.exchange.facts["proof"]["wrong"] == [member]


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"typ": None},
        {"jwk": None},
        {"jwk": "key"},
        {"jwk": {"kty": "EC"}},
        {"jwk": OctKey.generate_key(256).as_dict()},
        {"jwk": ECKey.generate_key("P-256").as_dict(private=False)},
        {"jwk": RSAKey.generate_key(2048).as_dict(private=False)},
        {"alg": "ES384"},
    ],
)
@pytest.mark.parametrize("mode", ["strict", "suite"])
def test_what_is_no_proof_is_refused_everywhere(mode: Any, header: dict[str, Any]) -> None:  # noqa: ANN401
    app = App(Bench(mode=mode))
    head, claims, signature = app.proof("POST", TOKEN_URL).split(".")
    said = {"typ": "dpop+jwt", "alg": "ES256", "jwk": app.key.as_dict(private=False), **header}
    head = b64(json.dumps({name: value for name, value in said.items() if value is not None}).encode())

    answer = app.exchange(f"{head}.{claims}.{signature}")

    assert (answer.status_code, answer.json["error"]) == (400, "invalid_dpop_proof")
    assert app.bench.exchange.facts["proof"] == {"wrong": ["unreadable"]}


@pytest.mark.parametrize("shown", ["a", "a.b.c", "..", "é", "[" * 3000, "null.null.null"])
def test_bytes_that_are_no_jwt_are_refused(app: App, shown: str) -> None:
    assert app.exchange(shown).json["error"] == "invalid_dpop_proof"


def test_an_unsigned_proof_is_refused(app: App) -> None:
    header = {"typ": "dpop+jwt", "jwk": app.key.as_dict(private=False)}
    claims = {"jti": "1", "htm": "POST", "htu": TOKEN_URL, "iat": int(time.time())}

    assert app.exchange(unsigned(header, claims)).json["error"] == "invalid_dpop_proof"


def test_two_proofs_are_none(app: App) -> None:
    proof = ", ".join(app.proof("POST", TOKEN_URL) for _ in range(2))

    assert app.exchange(proof).json["error"] == "invalid_dpop_proof"


def test_without_a_proof_there_is_no_token(app: App) -> None:
    answer = app.exchange(None)

    assert (answer.status_code, answer.json["error"]) == (400, "invalid_dpop_proof")
    assert app.bench.exchange.facts["proof"] == {"wrong": ["missing"]}


def test_a_proof_is_good_once_and_a_refused_one_does_not_spend_the_code(app: App) -> None:
    code, proof = app.code(), app.proof("POST", TOKEN_URL)

    first = app.exchange(proof, "another code")
    again = app.exchange(proof, code)
    fresh = app.exchange(app.proof("POST", TOKEN_URL), code)

    assert first.json["error"] == "invalid_grant"
    assert again.json["error_description"].endswith(": jti")
    assert fresh.status_code == 200


def test_addresses_are_compared_as_addresses(app: App) -> None:
    host, _, path = TOKEN_URL.removeprefix("https://").partition("/")
    spelled = f"HTTPS://{host.upper()}/{path.replace('oauth2', 'o%61uth2')}"

    assert app.exchange(app.proof("POST", spelled)).status_code == 200


def test_the_private_key_does_not_belong_into_a_proof(app: App, bench: Bench) -> None:
    lenient = App(bench)

    refused = app.exchange(app.proof("POST", TOKEN_URL, header={"jwk": app.key.as_dict(private=True)}))
    taken = lenient.exchange(lenient.proof("POST", TOKEN_URL, header={"jwk": lenient.key.as_dict(private=True)}))

    assert refused.json["error_description"].endswith(": private_key")
    assert taken.status_code == 200
    assert bench.exchange.facts["proof"]["wrong"] == ["private_key"]


@pytest.mark.parametrize("ath", [None, "", "another", ath_of("another")])
def test_at_a_resource_the_proof_names_the_token(app: App, ath: str | None) -> None:
    tokens = app.tokens()

    answer = app.userinfo(tokens, app.good_for(tokens, ath=ath))

    assert (answer.status_code, answer.json["error"]) == (401, "invalid_dpop_proof")
    assert 'error="invalid_dpop_proof"' in answer.headers["WWW-Authenticate"]


def test_another_key_does_not_do(app: App) -> None:
    tokens = app.tokens()
    app.key = ECKey.generate_key("P-256")

    answer = app.userinfo(tokens, app.good_for(tokens))

    assert (answer.status_code, answer.json["error"]) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"].startswith('DPoP realm="')


@pytest.mark.parametrize(("method", "status"), [("client_secret_basic", 200), ("none", 400)])
def test_the_refresh_token_of_a_public_client_is_bound_as_well(strict: Bench, method: str, status: int) -> None:
    app = App(strict, method)
    tokens = app.tokens()
    own = app.key

    app.key = ECKey.generate_key("P-256")
    other = app.refresh(tokens, app.proof("POST", TOKEN_URL))

    assert other.status_code == status
    if status == 200:  # a client that authenticates may change its key
        assert app.userinfo(other.json, app.good_for(other.json)).status_code == 200
        return
    assert other.json["error"] == "invalid_grant"
    app.key = own
    assert app.refresh(tokens, app.proof("POST", TOKEN_URL)).json["token_type"] == "DPoP"


def test_a_refresh_wants_a_proof(app: App) -> None:
    tokens = app.tokens()

    assert app.refresh(tokens, None).json["error"] == "invalid_dpop_proof"
    assert app.refresh(tokens, app.proof("POST", TOKEN_URL)).status_code == 200


def test_a_code_can_be_bound_to_a_key_beforehand(app: App) -> None:
    code = app.code(dpop_jkt=app.key.thumbprint())
    own, app.key = app.key, ECKey.generate_key("P-256")

    stolen = app.exchange(app.proof("POST", TOKEN_URL), code)
    app.key = own
    honest = app.exchange(app.proof("POST", TOKEN_URL), code)

    assert (stolen.json["error"], honest.status_code) == ("invalid_grant", 200)


@pytest.mark.parametrize("told_by", ["parameter", "proof", "both"])
def test_a_pushed_request_can_bind_its_code_to_a_key(strict: Bench, told_by: str) -> None:
    app = App(strict, pushes=True)
    jkt = app.key.thumbprint()
    named = {} if told_by == "proof" else {"dpop_jkt": jkt}
    proof = None if told_by == "parameter" else app.proof("POST", PAR_URL)
    pushed = app.push(proof, **named)
    code = app.code(request_uri=pushed.json["request_uri"])
    own, app.key = app.key, ECKey.generate_key("P-256")

    stolen = app.exchange(app.proof("POST", TOKEN_URL), code)
    app.key = own
    honest = app.exchange(app.proof("POST", TOKEN_URL), code)

    assert (stolen.json["error"], honest.status_code) == ("invalid_grant", 200)


def test_a_pushed_request_with_two_keys_is_refused(strict: Bench) -> None:
    app = App(strict, pushes=True)

    two = app.push(app.proof("POST", PAR_URL), dpop_jkt=ECKey.generate_key("P-256").thumbprint())
    elsewhere = app.push(app.proof("POST", TOKEN_URL))

    assert (two.json["error"], elsewhere.json["error"]) == ("invalid_request", "invalid_dpop_proof")


@pytest.mark.parametrize("fault", ["userinfo_invalid_token", "measures_refused"])
def test_faults_challenge_by_the_scheme_of_the_token(bench: Bench, fault: str) -> None:
    app = App(bench)
    bench.open_episode(
        "e-1", catalogue.load(fault, {"refusal": "token_revoked"} if fault == "measures_refused" else {})
    )
    tokens = app.exchange(app.proof("POST", TOKEN_URL), app.code(episode="e-1")).json

    if fault == "userinfo_invalid_token":
        answer = app.userinfo(tokens, app.good_for(tokens))
    else:
        answer = app.measures(tokens, app.proof("GET", MEASURES_URL, ath=ath_of(tokens["access_token"])))

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'DPoP error="invalid_token"'
    assert bench.exchange.scheme == "DPoP"


@pytest.mark.parametrize("scheme", ["Bearer", "DPoP"])
def test_so_does_a_fault_of_the_wire(scheme: str) -> None:
    read = WireAnswer("measures_read", 200, (), b"{}", scheme=scheme)

    assert ReadingUnauthorized().answer(read).headers == (("WWW-Authenticate", f'{scheme} error="invalid_token"'),)


def test_what_is_no_thumbprint_is_refused(app: App) -> None:
    answer = app.bench.authorize(app.bench.browser(), app.bench.request(app.client, dpop_jkt="short"))

    assert "error=invalid_request" in answer.headers["Location"]


@pytest.mark.parametrize("at", ["token", "resources"])
def test_a_nonce_can_be_demanded(bench: Bench, at: str) -> None:
    app = App(bench)
    bench.open_episode("e-1", catalogue.load("proof_nonce_demanded", {"at": at, "scheme": "dPOP"}))
    code = app.code(episode="e-1")
    if at == "token":
        refused = app.exchange(app.proof("POST", TOKEN_URL), code)
        assert (refused.status_code, refused.json["error"]) == (400, "use_dpop_nonce")
        assert app.exchange(app.proof("POST", TOKEN_URL, nonce="of mine"), code).json["error"] == "use_dpop_nonce"
        good = app.exchange(app.proof("POST", TOKEN_URL, nonce=refused.headers["DPoP-Nonce"]), code)
        userinfo = app.userinfo(good.json, app.good_for(good.json))
    else:
        good = app.exchange(app.proof("POST", TOKEN_URL), code)
        refused = app.userinfo(good.json, app.good_for(good.json))
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"].startswith('dPOP realm="')
        assert 'error="use_dpop_nonce"' in refused.headers["WWW-Authenticate"]
        userinfo = app.userinfo(good.json, app.good_for(good.json, nonce=refused.headers["DPoP-Nonce"]))

    assert (good.status_code, userinfo.status_code) == (200, 200)
    assert "DPoP-Nonce" not in good.headers
    assert "DPoP-Nonce" not in userinfo.headers


def test_a_nonce_grows_old(bench: Bench) -> None:
    app = App(bench)
    bench.open_episode("e-1", catalogue.load("proof_nonce_demanded"))
    code = app.code(episode="e-1")
    nonce = app.exchange(app.proof("POST", TOKEN_URL), code).headers["DPoP-Nonce"]
    bench.clock.advance(30)
    assert bench.space.part(type(bench.clock)) is bench.clock
    late = app.proof("POST", TOKEN_URL, nonce=nonce, iat=int(bench.clock.now()))
    bench.clock.advance(290)

    assert app.exchange(late, code).json["error"] == "use_dpop_nonce"


def test_each_answer_can_bring_another_nonce(bench: Bench) -> None:
    app = App(bench)
    bench.open_episode("e-1", catalogue.load("proof_nonce_renewed"))
    code = app.code(episode="e-1")
    refused = app.exchange(app.proof("POST", TOKEN_URL), code)
    good = app.exchange(app.proof("POST", TOKEN_URL, nonce=refused.headers["DPoP-Nonce"]), code)
    read = app.userinfo(good.json, app.good_for(good.json, nonce=good.headers["DPoP-Nonce"]))

    assert (refused.status_code, good.status_code, read.status_code) == (400, 200, 200)
    assert len({answer.headers["DPoP-Nonce"] for answer in (refused, good, read)}) == 3


def test_it_is_published_once_a_client_asks_for_it(bench: Bench) -> None:
    bench.register(dpop_bound_access_tokens=False)
    before = bench.get("/.well-known/openid-configuration").json
    bench.register(dpop_bound_access_tokens=True)
    after = bench.get("/.well-known/openid-configuration").json

    AuthorizationServerMetadata(after).validate()
    assert after.keys() - before.keys() == {"dpop_signing_alg_values_supported"}
    assert {"ES256", "Ed25519"} <= {*after["dpop_signing_alg_values_supported"]}
    assert not {"HS256", "none"} & {*after["dpop_signing_alg_values_supported"]}


@pytest.mark.parametrize("value", ["true", 1, []])
def test_whether_tokens_are_bound_is_said_by_true_or_false(value: Any) -> None:  # noqa: ANN401
    with pytest.raises(InvalidClientMetadataError, match="dpop_bound_access_tokens"):
        read_client_metadata({"redirect_uris": [CALLBACK], "dpop_bound_access_tokens": value})
