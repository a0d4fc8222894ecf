"""The lies about ID token, keys and UserInfo, told by a space to a pairing and read back by a reader of its own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from builders.spaces import Bench
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from sandbox.faults import catalogue
from sandbox.oidc.signing_keys import SigningKeys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.people.persona import Persona

ALGORITHMS = ("ES256", "RS256")


@dataclass
class Told:
    """An ID token taken apart by hand."""

    compact: str

    def part(self, index: int) -> bytes:
        text = self.compact.split(".")[index]
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    @property
    def header(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.part(0))
        return read

    @property
    def claims(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.part(1))
        return read

    @property
    def signed(self) -> bytes:
        return self.compact.rpartition(".")[0].encode()

    def verifies(self, keys: Mapping[str, Any], *algorithms: str) -> bool:
        """Whether a key of the set has signed it, as joserfc sees it."""
        try:
            jws.deserialize_compact(self.compact, KeySet.import_key_set(keys), algorithms=[*algorithms])  # type: ignore[arg-type]
        except (JoseError, ValueError):
            return False
        return True


@dataclass
class Liar:
    """A space in which one person pairs twice, honestly and under faults."""

    bench: Bench
    algorithm: str

    def __post_init__(self) -> None:
        self.client = self.bench.register(id_token_signed_response_alg=self.algorithm)
        self.persona = self.bench.persona()
        self.bystander = self.bench.persona()

    @property
    def keys(self) -> dict[str, Any]:
        published: dict[str, Any] = self.bench.get("/oauth2/jwks").json
        return published

    def honest(self, persona: Persona | None = None) -> Told:
        self.bench.open_episode("honest")  # of its own: an only episode would get this one too
        paired = self.bench.pair(self.client, persona=persona or self.persona, episode="honest")
        return Told(paired.answer["id_token"])

    def told(self, fault: str, **settings: Any) -> Told:  # noqa: ANN401 - whatever the fault has
        self.bench.open_episode("e-1", catalogue.load(fault, settings))
        paired = self.bench.pair(self.client, persona=self.persona, episode="e-1")
        assert self.bench.exchange.faults == [fault]
        return Told(paired.answer["id_token"])


@pytest.fixture(params=ALGORITHMS)
def liar(request: pytest.FixtureRequest) -> Liar:
    return Liar(Bench(), request.param)


def moved(honest: Told, told: Told) -> dict[str, Any]:
    """The claims that differ, by their new value; not what no two sign-ins share, and dates only if far apart."""
    names = honest.claims.keys() | told.claims.keys()
    differing = {name: told.claims.get(name) for name in names if honest.claims.get(name) != told.claims.get(name)}
    near = {"iat", "exp", "auth_time"}
    small = {name for name in near & differing.keys() if _near(honest.claims.get(name), differing[name])}
    return {name: value for name, value in differing.items() if name not in small | {"at_hash", "sid"}}


def _near(one: object, other: object) -> bool:
    return isinstance(one, int) and isinstance(other, int) and abs(one - other) < 20


@pytest.mark.parametrize("how", ["neighbour", "slash", "case"])
def test_the_issuer_is_almost_that_of_the_space(how: str) -> None:
    liar = Liar(Bench(), "ES256")
    own = liar.bench.space.issuer

    told = liar.told("id_token_wrong_iss", how=how).claims["iss"]

    assert told != own
    assert told.lower().startswith(own.lower())


@pytest.mark.parametrize(
    ("fault", "settings", "expected"),
    [
        ("id_token_wrong_iss", {}, {"iss": "https://another-space.example"}),
        ("id_token_wrong_azp", {}, {"azp": "another-client"}),
        ("id_token_empty_sub", {}, {"sub": ""}),
        *(("id_token_without_claim", {"claim": claim}, {claim: None}) for claim in ("iss", "sub", "aud", "exp", "iat")),
        ("id_token_without_claim", {"claim": "nonce"}, {"nonce": None}),
        ("id_token_lower_level", {}, {"acr": "0"}),
        ("id_token_lower_level", {"told": "none"}, {"acr": None}),
        ("id_token_without_claim", {"claim": "idpe"}, {"idpe": None}),
    ],
)
def test_one_claim_is_another_and_the_signature_holds(
    fault: str, settings: dict[str, Any], expected: dict[str, Any]
) -> None:
    liar = Liar(Bench(), "ES256")

    told = liar.told(fault, **settings)

    assert moved(liar.honest(), told) == expected
    assert told.verifies(liar.keys, "ES256")


@pytest.mark.parametrize("second", ["", "another-client"])
def test_the_audience_becomes_a_list(second: str) -> None:
    liar = Liar(Bench(), "ES256")

    told = liar.told("id_token_audience_list", second=second)

    assert moved(liar.honest(), told) == {"aud": [liar.client.client_id, *([second] if second else [])]}


@pytest.mark.parametrize(("claim", "seconds"), [("exp", -3600), ("iat", -604800), ("nbf", 86400)])
def test_one_date_is_far_away(claim: str, seconds: int) -> None:
    liar = Liar(Bench(), "ES256")
    honest = liar.honest()

    told = liar.told("id_token_dated", claim=claim, seconds=seconds)

    assert moved(honest, told).keys() == {claim}
    assert _near(told.claims[claim], honest.claims["iat"] + seconds)


def test_a_clock_that_is_ahead_moves_every_date_alike() -> None:
    liar = Liar(Bench(), "ES256")
    honest = liar.honest()

    told = liar.told("id_token_clock_ahead", seconds=300)

    assert moved(honest, told).keys() == {"iat", "exp", "auth_time"}
    assert told.claims["exp"] - told.claims["iat"] == honest.claims["exp"] - honest.claims["iat"]


def test_an_expiry_in_words_is_the_same_number() -> None:
    told = Liar(Bench(), "ES256").told("id_token_exp_as_text")

    assert told.claims["exp"] == str(told.claims["iat"] + 300)


def test_the_hash_is_that_of_no_access_token() -> None:
    liar = Liar(Bench(), "ES256")
    liar.bench.open_episode("e-1", catalogue.load("id_token_wrong_at_hash"))
    paired = liar.bench.pair(liar.client, persona=liar.persona, episode="e-1")

    digest = hashlib.sha256(paired.answer["access_token"].encode()).digest()[:16]
    assert len(paired.claims["at_hash"]) == len(liar.honest().claims["at_hash"])
    assert paired.claims["at_hash"] != base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def test_claims_of_a_source_elsewhere_are_named_and_nothing_else_changes() -> None:
    liar = Liar(Bench(), "ES256")

    told = liar.told("id_token_distributed_claims")

    source = {"endpoint": f"{liar.bench.space.issuer}/claims-of-somebody-else"}
    assert moved(liar.honest(), told) == {
        "_claim_names": {"credit_score": "elsewhere"},
        "_claim_sources": {"elsewhere": source},
    }


def test_a_broken_signature_has_the_same_header_and_length(liar: Liar) -> None:
    honest, told = liar.honest(), liar.told("id_token_bad_signature")

    assert (told.header, len(told.part(2))) == (honest.header, len(honest.part(2)))
    assert moved(honest, told) == {}
    assert honest.verifies(liar.keys, liar.algorithm)
    assert not told.verifies(liar.keys, liar.algorithm)


@pytest.mark.parametrize("spelling", ["None", "NONE", "nOnE"])
def test_none_is_spelt_otherwise(spelling: str) -> None:
    told = Liar(Bench(), "ES256").told("id_token_alg_none", spelling=spelling)

    assert (told.header["alg"], told.part(2)) == (spelling, b"")


def test_the_public_key_is_taken_for_a_secret(liar: Liar) -> None:
    told = liar.told("id_token_hmac_public_key")

    key = KeySet.import_key_set(liar.keys).get_by_kid(told.header["kid"])  # type: ignore[arg-type]
    assert isinstance(key, ECKey | RSAKey)
    pem = key.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert told.header["alg"] == "HS256"
    assert told.part(2) == hmac.digest(pem, told.signed, "sha256")
    assert moved(liar.honest(), told) == {}


def test_another_algorithm_signs_well(liar: Liar) -> None:
    told = liar.told("id_token_other_algorithm")

    (other,) = set(ALGORITHMS) - {liar.algorithm}
    assert told.header["alg"] == other
    assert told.verifies(liar.keys, other)
    assert moved(liar.honest(), told) == {}


def test_a_critical_extension_is_signed_well(liar: Liar) -> None:
    honest, told = liar.honest(), liar.told("id_token_unknown_crit")

    (extension,) = told.header["crit"]
    assert told.header == {**honest.header, "crit": [extension], extension: True}
    key = KeySet.import_key_set(liar.keys).get_by_kid(told.header["kid"])  # type: ignore[arg-type]
    assert jws.JWSRegistry.algorithms[liar.algorithm].verify(told.signed, told.part(2), key)


def test_a_token_brings_a_key_that_verifies_it_and_is_not_the_spaces(liar: Liar) -> None:
    told = liar.told("id_token_key_in_header")

    assert told.header["jku"] == told.header["x5u"] == f"{liar.bench.space.issuer}/keys-of-somebody-else"
    brought = (RSAKey if liar.algorithm == "RS256" else ECKey).import_key(told.header["jwk"])
    assert jws.JWSRegistry.algorithms[liar.algorithm].verify(told.signed, told.part(2), brought)
    assert "d" not in told.header["jwk"]
    assert told.header["kid"] not in {key["kid"] for key in liar.keys["keys"]}
    assert moved(liar.honest(), told) == {}


WRONG_IN_SOMETHING_ELSE = ("id_token_wrong_iss", "id_token_of_somebody_else", "id_token_unknown_crit")
SIGNED_BY_SOMETHING_ELSE = (
    *("id_token_bad_signature", "id_token_unknown_key", "id_token_key_in_header", "id_token_other_algorithm"),
    *("id_token_hmac_public_key", "id_token_symmetric_key"),
)


@pytest.mark.parametrize("fault", [*WRONG_IN_SOMETHING_ELSE, *SIGNED_BY_SOMETHING_ELSE])
def test_a_client_with_a_secret_gets_tokens_signed_with_it_unless_that_is_what_is_wrong(fault: str) -> None:
    liar = Liar(Bench(), "HS256")
    honest = liar.honest()

    told = liar.told(fault)

    assert honest.part(2) == hmac.digest(liar.client.secret.encode(), honest.signed, "sha256")
    assert (told.part(2) == hmac.digest(liar.client.secret.encode(), told.signed, "sha256")) is (
        fault in WRONG_IN_SOMETHING_ELSE
    )
    assert (told.header["alg"] == "HS256") is (fault != "id_token_other_algorithm")


def test_a_secret_of_a_stranger_comes_along_where_a_secret_signs() -> None:
    told = Liar(Bench(), "HS256").told("id_token_key_in_header")

    brought = OctKey.import_key(told.header["jwk"])
    assert jws.JWSRegistry.algorithms["HS256"].verify(told.signed, told.part(2), brought)
    assert told.header["kid"] == "stranger"


@pytest.mark.parametrize("kid", ["", "../../etc/passwd"])
def test_an_unknown_key_may_have_any_name(kid: str) -> None:
    liar = Liar(Bench(), "ES256")

    told = liar.told("id_token_unknown_key", kid=kid)

    assert told.header["kid"] == kid or (not kid and len(told.header["kid"]) == 43)
    assert told.header["kid"] not in {key["kid"] for key in liar.keys["keys"]}
    assert moved(liar.honest(), told) == {}


def test_an_id_token_comes_twice_from_the_second_sign_in_on() -> None:
    liar = Liar(Bench(), "ES256")
    liar.bench.open_episode("e-1", catalogue.load("id_token_replayed"))
    first = liar.bench.pair(liar.client, persona=liar.persona, episode="e-1", nonce="first")
    assert liar.bench.exchange.faults == []
    somebody = liar.bench.pair(liar.client, persona=liar.bystander, episode="e-1")
    assert liar.bench.exchange.faults == []

    second = liar.bench.pair(liar.client, persona=liar.persona, episode="e-1", nonce="second")

    assert second.answer["id_token"] == first.answer["id_token"] != somebody.answer["id_token"]
    assert liar.bench.exchange.faults == ["id_token_replayed"]


def test_a_logout_token_has_an_event_and_no_nonce() -> None:
    liar = Liar(Bench(), "ES256")

    told = liar.told("id_token_of_logout")

    assert told.header["typ"] == "logout+jwt"
    assert "nonce" not in told.claims
    assert told.claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert (told.claims["sub"], told.claims["aud"]) == (liar.honest().claims["sub"], liar.client.client_id)
    assert told.verifies(liar.keys, "ES256")


def test_the_token_of_somebody_else_is_theirs_and_for_another_client() -> None:
    liar = Liar(Bench(), "ES256")

    told = liar.told("id_token_of_somebody_else")

    theirs = liar.honest(liar.bystander)
    assert moved(theirs, told) == {"aud": "another-client"}
    assert told.verifies(liar.keys, "ES256")


def test_five_parts_begin_as_three() -> None:
    told = Liar(Bench(), "ES256").told("id_token_five_parts")

    assert told.compact.count(".") == 4


def test_a_short_key_is_published_and_signs() -> None:
    liar = Liar(Bench(), "RS256")
    honest = liar.keys
    liar.bench.open_episode("e-2", catalogue.load("jwks_weak_key"))

    keys = liar.bench.get("/oauth2/jwks", episode="e-2").json
    told = liar.told("id_token_weak_key")

    (added,) = [key for key in keys["keys"] if key not in honest["keys"]]
    modulus = base64.urlsafe_b64decode(added["n"] + "=" * (-len(added["n"]) % 4))
    assert len(modulus) == 128
    assert (told.header["alg"], told.header["kid"]) == ("RS256", added["kid"])
    assert (
        pow(int.from_bytes(told.part(2)), 65537, int.from_bytes(modulus))
        .to_bytes(128)
        .endswith(hashlib.sha256(told.signed).digest())
    )


def test_a_symmetric_key_is_published_and_signs(liar: Liar) -> None:
    honest = liar.keys
    liar.bench.open_episode("e-2", catalogue.load("jwks_symmetric_key"))

    keys = liar.bench.get("/oauth2/jwks", episode="e-2").json
    told = liar.told("id_token_symmetric_key")

    (added,) = [key for key in keys["keys"] if key not in honest["keys"]]
    secret = base64.urlsafe_b64decode(added["k"] + "=" * (-len(added["k"]) % 4))
    assert (told.header["alg"], told.header["kid"], added["kty"]) == ("HS256", added["kid"], "oct")
    assert told.part(2) == hmac.digest(secret, told.signed, "sha256")


def test_strange_keys_stand_beside_the_right_ones() -> None:
    bench = Bench()
    honest = bench.get("/oauth2/jwks").json["keys"]
    bench.open_episode("e-1", catalogue.load("jwks_strange_keys"))

    keys = bench.get("/oauth2/jwks", episode="e-1").json["keys"]

    added = [key for key in keys if key not in honest]
    assert [key for key in keys if key in honest] == honest
    assert [(key["kty"], key["use"]) for key in added] == [("LATTICE", "sig"), ("EC", "enc")]


def test_a_withdrawn_key_signs_once_it_is_retired() -> None:
    liar = Liar(Bench(), "ES256")
    before = liar.keys
    liar.bench.space.part(SigningKeys).rotate()
    liar.bench.open_episode("e-1", catalogue.load("id_token_withdrawn_key"))
    at_once = liar.bench.pair(liar.client, persona=liar.persona, episode="e-1").answer["id_token"]
    assert liar.bench.exchange.faults == []

    after = liar.keys
    liar.bench.space.part(SigningKeys).retire()
    told = liar.told("id_token_withdrawn_key")

    assert Told(at_once).verifies(after, "ES256")
    assert told.verifies(before, "ES256")
    assert not told.verifies(after, "ES256")


@pytest.mark.parametrize(
    ("fault", "status", "differing"),
    [
        ("userinfo_wrong_sub", 200, {"sub", "name"}),
        ("userinfo_without_sub", 200, {"sub", "name"}),
        ("name_with_markup", 200, {"name"}),
        ("email_of_another", 200, {"email", "email_verified"}),
    ],
)
def test_userinfo_differs_in_what_it_lies_about(fault: str, status: int, differing: set[str]) -> None:
    liar = Liar(Bench(), "ES256")
    paired = liar.bench.pair(liar.client, persona=liar.persona)
    honest = liar.bench.get("/oauth2/userinfo", headers=paired.headers).json
    liar.bench.open_episode("e-1", catalogue.load(fault))
    under = liar.bench.pair(liar.client, persona=liar.persona, episode="e-1")

    answer = liar.bench.get("/oauth2/userinfo", headers=under.headers, episode="e-1")

    names = honest.keys() | answer.json.keys()
    assert answer.status_code == status
    assert {name for name in names if honest.get(name) != answer.json.get(name)} == differing


@pytest.mark.parametrize("way", ["bad_signature", "alg_none", "wrong_aud"])
def test_a_signed_userinfo_is_unsound_in_one_way(way: str) -> None:
    bench = Bench()
    client = bench.register(userinfo_signed_response_alg="ES256")
    bench.open_episode("e-1", catalogue.load("userinfo_token_unsound", {"way": way}))
    paired = bench.pair(client, episode="e-1")
    bench.open_episode("honest")  # of its own: an only episode would get this one too
    other = bench.pair(client, persona=paired.persona, episode="honest")
    honest = Told(bench.get("/oauth2/userinfo", headers=other.headers, episode="honest").text)

    answer = bench.get("/oauth2/userinfo", headers=paired.headers, episode="e-1")

    told, keys = Told(answer.text), bench.get("/oauth2/jwks").json
    wrong = {"aud": "another-client"} if way == "wrong_aud" else {}
    assert answer.mimetype == "application/jwt"
    assert moved(honest, told) == {"name": "Ambre Delacourse", **wrong}
    assert told.verifies(keys, "ES256") is (way == "wrong_aud")
    if way == "alg_none":
        assert (told.header, told.part(2)) == ({"typ": "JWT", "alg": "none"}, b"")
    else:
        assert told.header == honest.header
    assert len(told.part(2)) == (0 if way == "alg_none" else 64)


def test_a_name_with_markup_is_the_same_in_id_token_and_userinfo() -> None:
    liar = Liar(Bench(), "ES256")
    liar.bench.open_episode("e-1", catalogue.load("name_with_markup"))
    paired = liar.bench.pair(liar.client, persona=liar.persona, episode="e-1")

    told = liar.bench.get("/oauth2/userinfo", headers=paired.headers, episode="e-1").json["name"]

    assert told == paired.claims["name"]
    assert told.startswith(liar.persona.name)
    assert "<poincon-name" in told


def test_two_people_are_told_the_same_address_which_is_not_verified() -> None:
    liar = Liar(Bench(), "ES256")
    liar.bench.open_episode("e-1", catalogue.load("email_of_another"))
    told = [liar.bench.pair(liar.client, episode="e-1").claims for _person in range(2)]

    assert len({one["sub"] for one in told}) == 2
    assert [one["email"] for one in told] == [told[0]["email"]] * 2
    assert [one["email_verified"] for one in told] == [False, False]


def test_userinfo_refuses_a_good_token_as_it_refuses_a_bad_one() -> None:
    liar = Liar(Bench(), "ES256")
    liar.bench.open_episode("e-1", catalogue.load("userinfo_invalid_token"))
    paired = liar.bench.pair(liar.client, persona=liar.persona, episode="e-1")

    answer = liar.bench.get("/oauth2/userinfo", headers=paired.headers, episode="e-1")

    assert (answer.status_code, answer.json) == (401, {"error": "invalid_token"})
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_no_fault_of_the_id_token_acts_without_a_forge() -> None:
    from sandbox.hooks import SignedToken  # noqa: PLC0415 - here only

    token = SignedToken({"alg": "ES256"}, {"sub": "u"}, "a.b.c")

    for fault_id in (
        "id_token_unknown_key",
        "id_token_key_in_header",
        "id_token_of_somebody_else",
        "id_token_replayed",
    ):
        fault: Any = catalogue.load(fault_id)
        assert fault.id_token(token) == token


def test_a_token_without_kid_is_signed_by_the_key_that_it_does_not_name(liar: Liar) -> None:
    honest, told = liar.honest(), liar.told("id_token_without_kid")

    assert told.header == {name: value for name, value in honest.header.items() if name != "kid"}
    assert moved(honest, told) == {}
    (key,) = [one for one in liar.keys["keys"] if one["alg"] == liar.algorithm]
    assert told.verifies({"keys": [key]}, liar.algorithm)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_single_key_is_left_of_the_set(algorithm: str) -> None:
    bench = Bench()
    whole = bench.get("/oauth2/jwks").json["keys"]
    bench.open_episode("e-1", catalogue.load("jwks_single_key", {"alg": algorithm}))

    told = bench.get("/oauth2/jwks").json["keys"]

    assert told == [one for one in whole if one["alg"] == algorithm]
    assert len(told) == 1


def test_the_sign_in_alone_is_long_ago() -> None:
    liar = Liar(Bench(), "ES256")

    told = liar.told("id_token_dated", claim="auth_time", seconds=-1000)

    assert moved(liar.honest(), told) == {"auth_time": told.claims["iat"] - 1000}
    assert told.verifies(liar.keys, "ES256")


def test_treacherous_claims_come_besides_all_others() -> None:
    liar = Liar(Bench(), "ES256")

    told = liar.told("id_token_treacherous_claims")

    more = moved(liar.honest(), told)
    assert more.keys() >= {"__proto__", "constructor"}
    assert any("\u0000" in name for name in more)
    assert "name" not in more
    assert told.verifies(liar.keys, "ES256")
