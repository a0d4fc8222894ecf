"""A national identity provider, declared: where it answers, what it offers, what it asks, what it tells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.identity.subjects import Subjects
from sandbox.inferred import Authentication, Lifetimes
from sandbox.oidc.authorization_checks import COMMON_CHECKS, Check
from sandbox.oidc.client_metadata import Offer
from sandbox.spaces import Space


@dataclass(frozen=True)
class Places:
    """Where it answers: `root`, `issuer` and `authorization` are paths below the space, the others below `issuer`.

    Attributes:
        root: all of the provider is below it, and so its cookie.
        discovery: the discovery document; a provider may have an older address for it beside the standard one.
        backchannel_authentication: of CIBA.
    """

    root: str
    issuer: str
    authorization: str
    token: str
    userinfo: str
    jwks: str
    end_session: str
    discovery: tuple[str, ...] = ("/.well-known/openid-configuration",)
    revocation: str | None = None
    introspection: str | None = None
    backchannel_authentication: str | None = None


@dataclass(frozen=True)
class Levels:
    """Levels of authentication (`acr`), and how each is told to have been reached.

    Attributes:
        methods: by level, in the order of the discovery document.
        default: of a request without `acr_values`; None where they must be given.
    """

    methods: Mapping[str, Authentication]
    default: str | None = None


@dataclass(frozen=True, eq=False)
class Provider:
    """What one identity provider is.

    Attributes:
        name: how the control interface and the journal call it.
        title: how people know it; the same in every language.
        claims: what each scope opens in UserInfo.
        id_token_claims: which of them are in the ID token as well.
        subject_type: whether two clients know a person by the same `sub` (OpenID Connect Core, 8).
        prompts: the values of `prompt` taken; `forced_prompts` hold for every request, asked or not.
        checks: of an authorization request, run in this order.
        page: the template of its sign-in page.
        way_back: where the health space takes its own browsers back, below its issuer; None for `sign-in/from/NAME`.
        after_sign_out: where they land that were signed out here, below the issuer of the health space.
        account_words: the key of the sentence there that says with which account people sign in.
    """

    name: str
    title: str
    places: Places
    offer: Offer
    lifetimes: Lifetimes
    levels: Levels
    claims: Mapping[str, tuple[str, ...]]
    id_token_claims: tuple[str, ...]
    subjects: Callable[[Space], Subjects]
    subject_type: str
    prompts: tuple[str, ...]
    forced_prompts: frozenset[str] = frozenset()
    checks: tuple[Check, ...] = COMMON_CHECKS
    page: str = "identity/sign_in.html"
    way_back: str | None = None
    after_sign_out: tuple[str, ...] = ()
    account_words: str = "demonstration_account"

    @property
    def cookie(self) -> str:
        """The name of the cookie by which it knows browsers."""
        return f"poincon_{self.name.replace('-', '_')}"
