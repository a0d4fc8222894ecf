from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("UI-02", requirement="REF-UI-01", play=sign_in("userinfo_without_sub", uses=("userinfo",)))
def test_rejects_userinfo_without_subject(episode: Episode) -> None:
    """UserInfo without `sub` is not used (OpenID Connect Core 5.3.2)."""
    assert_no_session(episode)
