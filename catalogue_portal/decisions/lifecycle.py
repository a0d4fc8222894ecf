"""What the decision adds to the life of a dossier."""

from typing import Final

from catalogue_portal.actor import Role
from catalogue_portal.decisions.policy import did_not_write_the_opinion, opinion_is_favourable
from catalogue_portal.dossiers.lifecycle import NOUN, close, stop_the_clock
from catalogue_portal.dossiers.models import Dossier, DossierState
from catalogue_portal.dossiers.policy import is_impartial
from catalogue_portal.lifecycle import Lifecycle, Row

DECISION: Final = Lifecycle[Dossier](
    NOUN,
    initial=DossierState.OPINION_GIVEN,
    rows=(
        Row(
            DossierState.OPINION_GIVEN,
            "approve",
            (Role.DECIDER,),
            DossierState.APPROVED,
            "dossier_approved",
            guards=(is_impartial, did_not_write_the_opinion, opinion_is_favourable),
            effects=(stop_the_clock,),
        ),
        Row(
            DossierState.OPINION_GIVEN,
            "refuse",
            (Role.DECIDER,),
            DossierState.REFUSED,
            "dossier_refused",
            guards=(is_impartial, did_not_write_the_opinion),
            effects=(close,),
        ),
    ),
)
