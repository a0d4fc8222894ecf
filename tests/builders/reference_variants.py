"""The conformant reference app as what else an app may be: what its manifest then says, for the cases about that."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CONFORMANT_APP = Path(__file__).parents[1] / "reference_apps" / "conformant"
ALGORITHM = "ES256"  # with which ID tokens are signed for the conformant app
REGISTERED = "<registered>"  # stands for the algorithm with which they are signed for the app at hand

_ENV = "\n  env: {"
_FEATURES = "features: []"
_CLIENT = "\nclient:\n"
_TARGET = "\ntarget:\n"
_LOGIN = "  login: {get: /login}\n"
_SECOND_ISSUER = 'ISSUER_2: "{issuer_2}", CLIENT_ID_2: "{client_id_2}", CLIENT_SECRET_2: "{client_secret_2}"'
_PSC = 'PSC_ISSUER: "{psc_issuer}", PSC_CLIENT_ID: "{psc_client_id}", PSC_CLIENT_SECRET: "{psc_client_secret}"'
_CLIENT_PSC = """client_psc:
  redirect_uris: ["{app_url}/pro/callback"]
  scope: openid scope_all
  id_token_signed_response_alg: ES256
"""
_SERVICE = 'PRIVATE_JWK: "{private_jwk_file}", AGENDA_BASE: "{agenda_base}"'
_CLIENT_SERVICE = """\
  token_endpoint_auth_method: private_key_jwt
  token_endpoint_auth_signing_alg: ES384
  grant_types: [authorization_code, refresh_token, client_credentials]
"""

Edit = tuple[str, str]  # of the manifest's text: what stands there, and what stands there instead


@dataclass(frozen=True)
class Variant:
    """What the app is besides, the cases that concern it as that alone, and the edits that make its manifest so."""

    of: str
    cases: frozenset[str]
    edits: tuple[Edit, ...]


def _env(more: str) -> Edit:
    return (_ENV, f"{_ENV}{more}, ")


def _client(more: str) -> Edit:
    return (_CLIENT, f"{_CLIENT}  {more}\n")


def _second_client() -> str:
    told = (CONFORMANT_APP / "poincon.yaml").read_text(encoding="utf-8")
    return told.partition(_CLIENT)[2].partition(_TARGET)[0].replace(ALGORITHM, REGISTERED)


VARIANTS = (
    Variant(
        "a SMART client",
        frozenset({"AREQ-09", "DISC-14", "DISC-15", "FHIR-33"}),
        (("scope: openid", "scope: launch/patient openid"), _env('SMART_BASE: "{fhir_base}/fhir"')),
    ),
    Variant(
        "one that knows a second issuer",
        frozenset({"ARSP-08"}),
        (
            _env(_SECOND_ISSUER),
            (_FEATURES, "features: [multi_issuer]"),
            (_TARGET, f"\nclient_2:\n{_second_client()}{_TARGET}"),
            (_LOGIN, f"{_LOGIN}  login_2: {{get: /login-2}}\n"),
        ),
    ),
    Variant(
        "one in which professionals sign in",
        frozenset({"AREQ-11"}),
        (
            _env(_PSC),
            (_FEATURES, "features: [professionals]"),
            (_TARGET, f"\n{_CLIENT_PSC}{_TARGET[1:]}"),
            (_LOGIN, f"{_LOGIN}  login_professional: {{get: /pro/login}}\n"),
        ),
    ),
    Variant(
        "one that speaks TLS itself",
        frozenset({"TLS-15"}),
        (_env('TLS_PEM: "{tls_pem}"'), (_ENV, f"\n  front: own{_ENV}")),
    ),
    Variant(
        "one that asks how, and when, people signed in",
        frozenset({"IDT-36", "IDT-37"}),
        (_env("DEMANDING: 'yes'"),),
    ),
    Variant(
        "one whose service has tokens of its own",
        frozenset({"BSA-01", "BSA-03"}),
        (
            ("  token_endpoint_auth_method: client_secret_basic\n", _CLIENT_SERVICE),
            ("measures.write launch\n", "measures.write launch system/Practitioner.rs\n"),
            _env(_SERVICE),
            (_LOGIN, f"{_LOGIN}  job: {{post: /job}}\n"),
        ),
    ),
    Variant(
        "one that has UserInfo signed",
        frozenset({"UI-04"}),
        (_env("SIGNED_USERINFO: 'yes'"), _client(f"userinfo_signed_response_alg: {REGISTERED}")),
    ),
    Variant(
        "one that pushes its authorization requests",
        frozenset({"AREQ-14", "PAR-01", "PAR-02", "PAR-03"}),
        (_env("PUSHING: 'yes'"), _client("require_pushed_authorization_requests: true")),
    ),
    Variant(
        "one that signs its authorization requests",
        frozenset({"JAR-01"}),
        (_env("SIGNING_KEY: '{private_jwk_file}'"), _client("request_object_signing_alg: ES256")),
    ),
    Variant(
        "one that has authorization responses signed",
        frozenset({"JARM-01", "JARM-02", "JARM-03", "JARM-04", "JARM-05", "JARM-06"}),
        (_env(f"RESPONSE_ALG: {REGISTERED}"), _client(f"authorization_signed_response_alg: {REGISTERED}")),
    ),
    Variant(
        "one that proves to have the key of its access tokens",
        frozenset({"DPOP-01", "DPOP-02", "DPOP-03", "DPOP-04", "DPOP-05"}),
        (_env("DPOP: 'yes'"), _client("dpop_bound_access_tokens: true")),
    ),
    Variant(
        "one that is known by its certificate",
        frozenset({"DISC-13", "MTLS-01", "MTLS-02"}),
        (
            _env("CLIENT_TLS_PEM: '{client_tls_pem}'"),
            ("auth_method: client_secret_basic\n", "auth_method: self_signed_tls_client_auth\n"),
        ),
    ),
    Variant(
        "one whose pages load a script",
        frozenset({"LEAK-08"}),
        (_env("SCRIPTED: 'yes'"),),
    ),
    Variant(
        "one that takes signed metadata only",
        frozenset({"DISC-17"}),
        (_env("METADATA_JWKS_FILE: '{metadata_jwks_file}'"), (_FEATURES, "features: [signed_metadata]")),
    ),
)
