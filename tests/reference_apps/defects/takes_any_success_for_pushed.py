"""Takes any answer without an error for the one that says that its request was pushed."""

from dataclasses import replace

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = "PAR-02"


class RelyingParty(Conformant):
    """200 is as good as 201."""

    def request_uri_of(self, answer: Answer) -> str:
        """Whatever its status, as long as it is a good one."""
        return super().request_uri_of(replace(answer, status=201) if answer.status == 200 else answer)
