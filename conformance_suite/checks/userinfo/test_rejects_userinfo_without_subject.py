from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.signing_in import SOMEBODY_ELSE, assert_userinfo_not_used


@case("UI-02", requirement="REF-UI-01", play=sign_in("userinfo_without_sub", uses=("userinfo",), name=SOMEBODY_ELSE))
def test_rejects_userinfo_without_subject(episode: Episode) -> None:
    """UserInfo without `sub` is not used (OpenID Connect Core 5.3.2)."""
    assert_userinfo_not_used(episode)
