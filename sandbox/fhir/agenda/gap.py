"""Names of GAP, Gestion d'agendas partagés 3.0.0 (ANS)."""

from typing import Final

_PREFIX: Final = "https://interop.esante.gouv.fr/ig/fhir/gap/StructureDefinition/"
GAP_SCHEDULE: Final = f"{_PREFIX}gap-fr-schedule"
GAP_SLOT: Final = f"{_PREFIX}gap-fr-slot"
GAP_APPOINTMENT: Final = f"{_PREFIX}gap-fr-appointment"
