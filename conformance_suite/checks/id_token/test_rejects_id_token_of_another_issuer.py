from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in_in_ways
from conformance_suite.witnesses import assert_no_session


@case(
    "IDT-14",
    requirement="REF-IDT-01",
    plays=sign_in_in_ways("id_token_wrong_iss", "how", "stranger", "neighbour", "slash", "case"),
)
def test_rejects_id_token_of_another_issuer(episode: Episode) -> None:
    """The app must refuse an ID token of another issuer (OpenID Connect Core 3.1.3.7, 2)."""
    assert_no_session(episode)
