from __future__ import annotations

import pytest

from conformance_suite.last_words import LONGEST, last_words

MISSING_MODULE = """node:internal/modules/cjs/loader:1147
  throw err;
  ^

Error: Cannot find module 'express'
Require stack:
- /srv/app/server.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1144:15)
    at node:internal/main/run_main_module:28:49 {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '/srv/app/server.js' ]
}

Node.js v20.11.1
"""
TAKEN_PORT = """node:events:495
      throw er; // Unhandled 'error' event
      ^

Error: listen EADDRINUSE: address already in use :::3000
    at Server.setupListenHandle [as _listen2] (node:net:1817:16)
Emitted 'error' event on Server instance at:
    at emitErrorNT (node:net:1796:8) {
  code: 'EADDRINUSE',
  errno: -98
}

Node.js v20.11.1
npm ERR! Lifecycle script `start` failed with error:
"""
PYTHON = """Traceback (most recent call last):
  File "/srv/app/serve.py", line 3, in <module>
    import flask
ModuleNotFoundError: No module named 'flask'
"""


@pytest.mark.parametrize(
    ("log", "words"),
    [
        (MISSING_MODULE, "Error: Cannot find module 'express'"),
        (TAKEN_PORT, "Error: listen EADDRINUSE: address already in use :::3000"),
        (PYTHON, "ModuleNotFoundError: No module named 'flask'"),
        ("ValueError: handled\nno configuration\n", "no configuration"),
        ("  at nothing\n\n", "at nothing"),
        ("Node.js v20.11.1\n", "Node.js v20.11.1"),
        ("", ""),
        ("x" * 1000, "x" * LONGEST),
    ],
)
def test_the_line_that_names_the_error_is_told(log: str, words: str) -> None:
    assert last_words(log) == words
