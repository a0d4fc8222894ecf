"""Keeps the cookies of the space in one jar for everybody."""

import http.cookiejar
import urllib.error
import urllib.request

from relying_party import Answer, Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-22"


JAR = http.cookiejar.CookieJar()


class RelyingParty(Conformant):
    """A client made for one person."""

    def call(self, method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        """With whatever cookies there are."""
        cookies = urllib.request.HTTPCookieProcessor(JAR)
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=self.tls), cookies)
        request = urllib.request.Request(url, data=body, method=method, headers=headers)  # noqa: S310 - https only
        try:
            with opener.open(request, timeout=self.patience()) as response:
                return Answer(response.status, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read())
        except (OSError, ValueError) as error:
            raise Refused("L'espace de santé ne répond pas comme il faut. Réessayez plus tard.") from error
