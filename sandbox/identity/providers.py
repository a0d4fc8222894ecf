"""The identity providers that there are."""

from typing import Final

from sandbox.identity.apcv.provider import APCV
from sandbox.identity.franceconnect.provider import FRANCECONNECT, FRANCECONNECT_PLUS
from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.identity.provider import Provider

PROVIDERS: Final[tuple[Provider, ...]] = (PROSANTECONNECT, FRANCECONNECT, FRANCECONNECT_PLUS, APCV)
