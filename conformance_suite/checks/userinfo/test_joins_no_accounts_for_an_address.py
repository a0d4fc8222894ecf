from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.returning import sign_in_with_one_address
from conformance_suite.signing_in import assert_accounts_apart


@case("UI-06", requirement="REF-UI-05", play=sign_in_with_one_address())
def test_joins_no_accounts_for_an_address(episode: Episode) -> None:
    """People are known by `iss` and `sub`: the same unverified address joins no accounts (OpenID Connect Core 5.7)."""
    assert_accounts_apart(episode)
