"""Shows its access token in the URL of UserInfo too."""

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = ("LEAK-01", "UI-08")


class RelyingParty(Conformant):
    """Twice is safer."""

    def userinfo(self, access_token: str) -> Answer:
        """In the header, and in the URL."""
        url = self.metadata()["userinfo_endpoint"] + "?access_token=" + access_token
        return self.call("GET", url, {"Authorization": "Bearer " + access_token})
