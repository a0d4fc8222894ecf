"""FranceConnect v2 and FranceConnect+: two platforms, one interface (docs.partenaires.franceconnect.gouv.fr)."""

from typing import Final

from sandbox.identity.franceconnect.citizens import CLAIMS, FranceConnectCitizens
from sandbox.identity.jose import ENCRYPTION_ALGORITHMS
from sandbox.identity.provider import Levels, Places, Provider
from sandbox.inferred import Authentication, Lifetimes, inferred
from sandbox.oidc.client_metadata import AuthMethod, Offer

_RULES = inferred().identity_providers.franceconnect
_CODE_ALONE: Final = ("authorization_code",)
_AUTH_METHODS: Final[tuple[AuthMethod, ...]] = ("client_secret_post", "private_key_jwt")
_PROMPTS: Final = ("login", "consent")

# Sources of FranceConnect, oidc-provider.ts (`ttl`), and session.ts: seconds.
_LIFETIMES: Final = Lifetimes(
    interaction=600,
    sign_in=1800,
    code=30,
    access_token=60,
    id_token=60,
    refresh_token=0,  # there are none
    client_assertion=_RULES.client_assertion,
)


def _places(root: str) -> Places:
    return Places(
        root=root,
        issuer=f"{root}/api/v2",
        authorization=f"{root}/api/v2/authorize",
        token="/token",  # noqa: S106 - a path
        userinfo="/userinfo",
        jwks="/jwks",
        end_session="/session/end",
        revocation="/token/revocation",
    )


def _levels(*names: str, default: str | None) -> Levels:
    return Levels({name: Authentication(name, _RULES.methods[name]) for name in names}, default=default)


FRANCECONNECT: Final = Provider(
    name="franceconnect",
    title="FranceConnect",
    places=_places("/franceconnect"),
    offer=Offer(
        auth_methods=_AUTH_METHODS,
        scopes=tuple(CLAIMS),
        grant_types=_CODE_ALONE,
        default_grant_types=_CODE_ALONE,
        id_token_algorithms=("ES256", "RS256"),
        userinfo_algorithms=("ES256", "RS256"),
        assertion_algorithms=("ES256", "RS256"),
    ),
    lifetimes=_LIFETIMES,
    levels=_levels("eidas1", default=None),
    claims=CLAIMS,
    id_token_claims=(),
    subjects=FranceConnectCitizens,
    subject_type="pairwise",
    prompts=_PROMPTS,
    forced_prompts=frozenset(_PROMPTS),  # `forcedPrompt` of the sources
)

FRANCECONNECT_PLUS: Final = Provider(
    name="franceconnect-plus",
    title="FranceConnect+",
    places=_places("/franceconnect-plus"),
    offer=Offer(
        auth_methods=_AUTH_METHODS,
        scopes=tuple(CLAIMS),
        grant_types=_CODE_ALONE,
        default_grant_types=_CODE_ALONE,
        id_token_algorithms=("ES256",),
        userinfo_algorithms=("ES256",),
        assertion_algorithms=("ES256",),
        encryption_algorithms=ENCRYPTION_ALGORITHMS,
    ),
    lifetimes=_LIFETIMES,
    levels=_levels("eidas2", "eidas3", default="eidas3"),
    claims=CLAIMS,
    id_token_claims=(),
    subjects=FranceConnectCitizens,
    subject_type="pairwise",
    prompts=_PROMPTS,
    forced_prompts=frozenset(_PROMPTS),
)
