"""The scopes of bearer tokens: reading and writing, noun by noun."""

from catalogue_portal.discovery import NOUNS

SCOPES = frozenset(f"{noun}:{mode}" for noun in NOUNS for mode in ("read", "write"))
