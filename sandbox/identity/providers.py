"""The identity providers that there are."""

from typing import Final

from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.identity.provider import Provider

PROVIDERS: Final[tuple[Provider, ...]] = (PROSANTECONNECT,)
