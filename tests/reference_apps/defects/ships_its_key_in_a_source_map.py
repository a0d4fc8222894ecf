"""The source map of a script holds what its sources held: a private key, in a file that the script itself left out."""

import base64
import json
import secrets

from scripted import KIND, ScriptedDiary
from serve import Content, Page

KILLED_BY = "LEAK-08"
KEY = base64.encodebytes(secrets.token_bytes(138)).decode()
PEM = f"-----BEGIN PRIVATE KEY-----\n{KEY}-----END PRIVATE KEY-----\n"
MAP = {"version": 3, "sources": ["settings.js"], "sourcesContent": [f"export const key = `{PEM}`"], "mappings": ""}


class Diary(ScriptedDiary):
    """Whoever reads the script is told where its sources are."""

    SCRIPT = "//# sourceMappingURL=page.js.map"

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """One more file."""
        if (method, path) == ("GET", "/page.js.map"):
            return Page(200, "", content=Content(KIND, json.dumps(MAP).encode()))
        return super().handle(method, path, query, form, sid)
