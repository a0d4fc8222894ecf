"""Where a portal publishes its labels and their status: every address derives from the issuer's name."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from catalogue_portal.labels.claims import Environment
from catalogue_portal.settings import Settings


@dataclass(frozen=True)
class Publication:
    """The issuer of labels. A demonstration issues under a name of its own, so that its labels cannot be mistaken."""

    issuer: str
    environment: Environment

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Derive the issuer from the operator's settings."""
        public = settings.public_url.rstrip("/")
        environment = Environment(settings.environment)
        return cls(public if environment is Environment.PRODUCTION else f"{public}/demo", environment)

    @property
    def prefix(self) -> str:
        """The path below which the issuer answers, empty at the root of the site."""
        return urlsplit(self.issuer).path

    @property
    def status_list_uri(self) -> str:
        """Where the status list token is fetched."""
        return f"{self.issuer}/status-lists/1"

    @property
    def status_list_jwks_uri(self) -> str:
        """Where the keys of the status list are."""
        return f"{self.issuer}/status-lists/jwks"

    @property
    def label_jwks_uri(self) -> str:
        """Where the keys of the labels are."""
        return f"{self.issuer}/labels/jwks"

    @property
    def editions_uri(self) -> str:
        """Below which the editions of the doctrine are, each as `NAME.json` with its signature `NAME.json.jws`."""
        return f"{self.issuer}/doctrine/editions"

    @property
    def statement_jwks_uri(self) -> str:
        """Where the keys of the software statements are."""
        return f"{self.issuer}/software-statements/jwks"
