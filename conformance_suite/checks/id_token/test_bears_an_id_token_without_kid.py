from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import KEYED, sign_in
from conformance_suite.witnesses import assert_journey_readable


@case("IDT-12", requirement="REF-IDT-10", play=sign_in("id_token_without_kid", algorithms=KEYED))
def test_bears_an_id_token_without_kid(episode: Episode) -> None:
    """With several keys in the set it is accepted, or refused with a page for people (OpenID Connect Core 10.1)."""
    assert_journey_readable(episode, "login")
