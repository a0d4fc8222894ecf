from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in_by_signed_userinfo
from conformance_suite.signing_in import assert_userinfo_not_used


@case(
    "UI-04",
    requirement="REF-UI-06",
    plays=sign_in_by_signed_userinfo("userinfo_token_unsound", "way", "alg_none", "wrong_aud", "bad_signature"),
)
def test_rejects_unsound_signed_userinfo(episode: Episode) -> None:
    """Of UserInfo that is not signed, badly signed or for another app nothing is used (OIDC Core 5.3.2, 5.3.4)."""
    assert_userinfo_not_used(episode)
