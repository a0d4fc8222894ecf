from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.measures import read_in_ways_if_signed_in
from conformance_suite.signing_in import assert_no_data_below_the_level

PLAYS = read_in_ways_if_signed_in("id_token_lower_level", "told", "lowest", "none")


@case("IDT-36", requirement="REF-IDT-09", plays=PLAYS)
def test_opens_nothing_at_a_lower_level(episode: Episode) -> None:
    """An app that asked for a level (`acr_values`) reads no data at a lower one (OpenID Connect Core 3.1.3.7, 12)."""
    assert_no_data_below_the_level(episode)
