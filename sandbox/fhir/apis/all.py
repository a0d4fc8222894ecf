"""The APIs of the space; a new one is one line here."""

from typing import Final

from sandbox.fhir.apis.agenda import AGENDA
from sandbox.fhir.apis.measures import MEASURES

APIS: Final = (MEASURES, AGENDA)
