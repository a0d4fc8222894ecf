"""The APIs of the space; a new one is one line here."""

from typing import Final

from sandbox.fhir.apis.agenda import AGENDA
from sandbox.fhir.apis.documents import DOCUMENTS
from sandbox.fhir.apis.imaging import IMAGING
from sandbox.fhir.apis.measures import MEASURES
from sandbox.fhir.apis.messages import MESSAGES
from sandbox.fhir.apis.prescriptions import PRESCRIPTIONS

APIS: Final = (MEASURES, DOCUMENTS, PRESCRIPTIONS, IMAGING, AGENDA, MESSAGES)
