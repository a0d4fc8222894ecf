"""The words of API Messages that no standard has: canonicals, systems and codes of ours."""

from typing import Final

_OURS: Final = "https://poincon.example/fhir"
PROFILE: Final = f"{_OURS}/StructureDefinition/poincon-message"
THREAD: Final = f"{_OURS}/StructureDefinition/message-thread"  # the thread that a message is of
CLOSING: Final = f"{_OURS}/StructureDefinition/thread-closing"  # on the first message: who closed the thread, and when
MAILBOX: Final = f"{_OURS}/StructureDefinition/mssante-mailbox"  # on a Reference: the address written from or to
THREAD_SYSTEM: Final = f"{_OURS}/sid/thread"
MESSAGE_SYSTEM: Final = f"{_OURS}/sid/message"

CATEGORY_SYSTEM: Final = f"{_OURS}/CodeSystem/message-category"
FROM_PROFESSIONAL: Final = "from-professional"
FROM_CITIZEN: Final = "from-citizen"

STATE_SYSTEM: Final = f"{_OURS}/CodeSystem/thread-state"  # a tag of the first message
OPEN: Final = "open"
CLOSED: Final = "closed"

# Communication.status (FHIR R4, event-status): sent, and read by the recipient.
SENT: Final = "in-progress"
READ: Final = "completed"
