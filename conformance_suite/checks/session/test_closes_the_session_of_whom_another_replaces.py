from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.surface import sign_in_as_another
from conformance_suite.witnesses import assert_other_person_read


@case("SES-07", requirement="REF-SES-02", play=sign_in_as_another())
def test_closes_the_session_of_whom_another_replaces(episode: Episode) -> None:
    """Once another subject comes back from the space, the first one's session is over (OpenID Connect Core 3.1.2.6)."""
    assert_other_person_read(episode, "second", "old")
