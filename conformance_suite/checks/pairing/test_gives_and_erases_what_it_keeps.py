from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_copy_given, assert_erased
from conformance_suite.scripts.pairing import ask_for_what_is_kept


@case("MES-18", requirement="REF-PAR-06", plays=ask_for_what_is_kept())
def test_gives_and_erases_what_it_keeps(episode: Episode) -> None:
    """Who has unpaired gets a copy and erasure, or is told when (GDPR 12.3, 15, 17, 20)."""
    if episode.variant == "copy":
        assert_copy_given(episode)
    else:
        assert_erased(episode)
