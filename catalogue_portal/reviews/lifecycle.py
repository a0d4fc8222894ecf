"""What the evaluation adds to the life of a dossier: the committee's opinion."""

from typing import Final

from catalogue_portal.actor import Role
from catalogue_portal.dossiers.lifecycle import NOUN
from catalogue_portal.dossiers.models import Dossier, DossierState
from catalogue_portal.dossiers.policy import is_impartial
from catalogue_portal.lifecycle import Lifecycle, Row
from catalogue_portal.reviews.policy import every_requirement_is_weighed

OPINION: Final = Lifecycle[Dossier](
    NOUN,
    initial=DossierState.UNDER_REVIEW,
    rows=(
        Row(
            DossierState.UNDER_REVIEW,
            "give_opinion",
            (Role.REVIEWER,),
            DossierState.OPINION_GIVEN,
            "opinion_given",
            guards=(is_impartial, every_requirement_is_weighed),
        ),
    ),
)
