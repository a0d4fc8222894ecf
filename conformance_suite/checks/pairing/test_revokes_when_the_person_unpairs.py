from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_revoked_then_quiet
from conformance_suite.scripts.pairing import unpair_then_read


@case("MES-05", requirement="REF-PAR-02", play=unpair_then_read())
def test_revokes_when_the_person_unpairs(episode: Episode) -> None:
    """Unpaired in the app, it revokes its token and asks for no data any more (RFC 7009 2)."""
    assert_revoked_then_quiet(episode)
