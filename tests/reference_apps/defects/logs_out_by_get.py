"""Sends the logout request by GET: the ID token stands in an address."""

from logout import Logout as Conformant

KILLED_BY = "LEAK-09"


class Logout(Conformant):
    """A link would have done."""

    def method(self) -> str:
        """By GET."""
        return "get"
