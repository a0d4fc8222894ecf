"""Pro Santé Connect, declared as in its bac à sable: `scope_all`, eidas1, CIBA by poll (industriels.esante.gouv.fr)."""

from typing import Final

from sandbox.identity.backchannel.grant import CIBA
from sandbox.identity.prosanteconnect.claims import CLAIMS
from sandbox.identity.prosanteconnect.professionals import Professionals
from sandbox.identity.provider import Levels, Places, Provider
from sandbox.inferred import Authentication, inferred
from sandbox.oidc.client_metadata import GRANT_TYPES, Offer

_RULES = inferred().identity_providers.prosanteconnect

PROSANTECONNECT: Final = Provider(
    name="prosanteconnect",
    title="Pro Santé Connect",
    places=Places(
        root="/psc",
        issuer="/psc/auth/realms/esante-wallet",
        authorization="/psc/wallet/auth",  # another host than that of the realm, in reality
        token="/protocol/openid-connect/token",  # noqa: S106 - a path
        userinfo="/protocol/openid-connect/userinfo",
        jwks="/protocol/openid-connect/certs",
        end_session="/protocol/openid-connect/logout",
        discovery=("/.well-known/wallet-openid-configuration", "/.well-known/openid-configuration"),
        introspection="/protocol/openid-connect/token/introspect",
        backchannel_authentication="/protocol/openid-connect/ext/ciba/auth",
    ),
    offer=Offer(
        auth_methods=("client_secret_basic", "client_secret_post"),
        scopes=("openid", "scope_all"),
        grant_types=(*GRANT_TYPES, CIBA),
        default_grant_types=GRANT_TYPES,  # CIBA is activated on demand
    ),
    lifetimes=_RULES.lifetimes,
    # The broker library of the ANS knows eidas1 only, and the DMN referential (PSC 6) demands it.
    levels=Levels({"eidas1": Authentication("eidas1", _RULES.methods)}),
    claims={"scope_all": tuple(claim for claim in CLAIMS if claim != "sub")},
    id_token_claims=("preferred_username",),
    subjects=Professionals,
    subject_type="public",
    prompts=("none", "login"),
    page="identity/professional.html",
    way_back="/pro/callback",
    after_sign_out=("/pro/sign-in",),
)
