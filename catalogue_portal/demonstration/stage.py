"""What the story needs from outside of the portal, as protocols that `app.py` fills. What fails raises RuntimeError."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class DeployedApp(Protocol):
    """The labelled app, running for real people, with the key and the client of its registration."""

    def pair(self) -> str:
        """A person signs in and pairs; return who the app says is there ("" when it refused)."""
        ...

    def read(self) -> str:
        """The person looks at their measures; return what the page says."""
        ...

    def pair_again(self) -> str:
        """Another person tries; return what the page says."""
        ...

    def stop(self) -> None:
        """End the app."""
        ...


class ProductionSpace(Protocol):
    """A strict health space that lets in only whoever shows a statement of the portal that it trusts."""

    @property
    def issuer(self) -> str:
        """The issuer of the space."""
        ...

    def register(self, statement: str) -> str:
        """Register by software statement (RFC 7591); return the client identifier. Raises RuntimeError when refused."""
        ...

    def deploy(self, client_id: str, private_jwk: Mapping[str, object]) -> DeployedApp:
        """Start the app with what it was given here."""
        ...

    def stop(self) -> None:
        """End the space."""
        ...


class Stage(Protocol):
    """Everything outside of the portal."""

    def releases(self) -> tuple[Path, Path]:
        """Return the folders of two releases of one app: one with a defect, and the mended one."""
        ...

    def production_redirect_uris(self) -> tuple[str, ...]:
        """Where the app will be reached by people, and so where the space sends them back."""
        ...

    def open_production(self, *, statement_issuer: str, statement_jwks_uri: str) -> ProductionSpace:
        """Open the production space, which trusts this issuer of statements."""
        ...

    def verify(self, label: str) -> tuple[int, str]:
        """Verify a label with the command `poincon verify`; return its exit code and what it said."""
        ...
