from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-24", requirement="REF-IDT-02", play=sign_in("id_token_dated", claim="exp", seconds=-3600))
def test_rejects_an_expired_id_token(episode: Episode) -> None:
    """The current time must be before `exp` (OpenID Connect Core 3.1.3.7, 9)."""
    assert_no_session(episode)
