"""Is the app up? Asked without cookies, redirects or patience."""

from __future__ import annotations

import socket

import requests

ATTEMPT = 2.0  # seconds for one try
_OK = range(200, 300)


def answers(url: str) -> bool:
    """Whether a GET of `url` is answered by 2xx."""
    return status_of(url) in _OK


def status_of(url: str) -> int | None:
    """The status that a GET of `url` is answered with, None when nothing answers."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            request = requests.Request("GET", url, headers={"Connection": "close"}).prepare()
            with session.send(request, timeout=ATTEMPT, stream=True, allow_redirects=False) as response:
                return response.status_code
    except (requests.RequestException, OSError, ValueError):
        return None


def listens(host: str, port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((host, port), timeout=ATTEMPT):
            return True
    except OSError:
        return False
