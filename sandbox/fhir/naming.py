"""How a patient is named: each app knows a person by another identifier, so the store knows them by none.

Resources are kept with two marks in place of assigning authority and idPe. The marks hold a control character, which no
resource that comes in may hold, so nothing else can be taken for one.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from sandbox.json_value import JsonObject, JsonValue

_ASSIGN_AUTH: Final = "\x1aassign_auth"
_IDPE: Final = "\x1aidpe"
PATIENT_IDENTIFIER: Final[JsonObject] = {"system": _ASSIGN_AUTH, "value": _IDPE}
PATIENT_ID: Final = _IDPE
PATIENT_REFERENCE: Final = f"Patient/{_IDPE}"
_MARK: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u001a(assign_auth|idpe)")
CONDITIONAL: Final = "Patient?identifier="  # a reference that names the patient by a search (FHIR R4, 3.1.0.11.2)


@dataclass(frozen=True)
class Naming:
    """The names by which one app knows one person; `ins` is `system|matricule`, which all may know."""

    assign_auth: str
    idpe: str
    ins: str = ""

    def kept(self, resource: JsonObject) -> JsonObject:
        """Return the resource as it is kept: these names replaced by the marks wherever they name the patient."""
        return {name: self._kept(value) for name, value in resource.items()}

    def told(self, text: str) -> str:
        """Return a kept JSON text as this app reads it."""
        if r"\\u001a" in text:  # somebody wrote a backslash before the name of the control character: that is no mark
            names = {"assign_auth": self.assign_auth, "idpe": self.idpe}
            return _MARK.sub(lambda mark: mark[1] + names[mark[2]], text)
        return text.replace(r"\u001aassign_auth", self.assign_auth).replace(r"\u001aidpe", self.idpe)

    def asked(self, system: str | None, code: str) -> tuple[str | None, str]:
        """Return what a search asks of a token or a reference as it is kept, if it names the patient."""
        if code != self.idpe or system not in {None, "Patient", self.assign_auth}:
            return system, code
        return (_ASSIGN_AUTH if system == self.assign_auth else system), _IDPE

    def _kept(self, value: JsonValue) -> JsonValue:
        if isinstance(value, dict):
            if value.get("system") == self.assign_auth and value.get("value") == self.idpe:
                return {**value, **PATIENT_IDENTIFIER}
            return {name: self._kept(member) for name, member in value.items()}
        if isinstance(value, list):
            return [self._kept(part) for part in value]
        return PATIENT_REFERENCE if isinstance(value, str) and self._refers(value) else value

    def _refers(self, value: str) -> bool:
        if value.startswith(CONDITIONAL):
            return unquote(value.removeprefix(CONDITIONAL)) in {f"{self.assign_auth}|{self.idpe}", self.ins}
        return value == f"Patient/{self.idpe}" or value.endswith(f"/Patient/{self.idpe}")
