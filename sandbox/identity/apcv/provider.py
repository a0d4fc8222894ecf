"""The carte Vitale app (ApCV) as an identity provider: no interface for publishers is public, all of it is supposed."""

from typing import Final

from sandbox.identity.apcv.holders import CLAIMS, AppHolders
from sandbox.identity.provider import Levels, Places, Provider
from sandbox.inferred import Authentication, inferred
from sandbox.oidc.client_metadata import Offer

_RULES = inferred().identity_providers.apcv
_CODE_ALONE: Final = ("authorization_code",)

APCV: Final = Provider(
    name="apcv",
    title="Appli carte Vitale",
    places=Places(
        root="/apcv",
        issuer="/apcv",
        authorization="/apcv/authorize",
        token="/token",  # noqa: S106 - a path
        userinfo="/userinfo",
        jwks="/jwks",
        end_session="/logout",
        revocation="/revoke",
    ),
    offer=Offer(
        auth_methods=("client_secret_basic", "client_secret_post", "private_key_jwt"),
        scopes=tuple(CLAIMS),
        grant_types=_CODE_ALONE,
        default_grant_types=_CODE_ALONE,
        id_token_algorithms=("ES256",),
        assertion_algorithms=("ES256",),
    ),
    lifetimes=_RULES.lifetimes,
    levels=Levels(
        {level: Authentication(level, methods) for level, methods in _RULES.methods.items()},
        default=next(iter(_RULES.methods)),
    ),
    claims=CLAIMS,
    id_token_claims=(),
    subjects=AppHolders,
    subject_type="pairwise",
    prompts=("login", "consent"),
    forced_prompts=frozenset({"login", "consent"}),
    account_words="apcv_account",
)
