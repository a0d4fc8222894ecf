from conformance_suite.case import case
from conformance_suite.cross_site import assert_not_unpaired
from conformance_suite.episode import Episode
from conformance_suite.scripts.surface import unpair_from_another_site


@case("SES-05", requirement="REF-SES-03", play=unpair_from_another_site())
def test_refuses_forms_of_other_sites(episode: Episode) -> None:
    """A form sent by another site does not unpair the person (OWASP ASVS 5.0 V3.5)."""
    assert_not_unpaired(episode)
