"""The endpoints of the INSi service."""

from typing import Final

from sandbox.endpoint import Endpoint
from sandbox.ins.openapi import openapi
from sandbox.ins.service import search, verify

ENDPOINTS: Final = (
    Endpoint("insi_openapi", "/insi/openapi.json", ("GET",), openapi),
    Endpoint("insi_search", "/insi/search", ("POST",), search, largest_body=16 * 1024),
    Endpoint("insi_verify", "/insi/verify", ("POST",), verify, largest_body=16 * 1024),
)
