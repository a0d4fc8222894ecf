from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.refreshing import read_and_go_away
from conformance_suite.token_use import assert_nothing_done_in_absence


@case("RFR-13", requirement="REF-RFR-07", play=read_and_go_away())
def test_does_nothing_while_nobody_is_there(episode: Episode) -> None:
    """Without `offline_access` no data is asked for once the person has signed out (OpenID Connect Core 11)."""
    assert_nothing_done_in_absence(episode)
