"""What an app may ask of this portal with its own token: its own checks and dossiers, never a person's data."""

from typing import Final

PORTAL_SCOPES: Final = ("apps:read", "dossiers:read", "runs:read", "runs:write")
