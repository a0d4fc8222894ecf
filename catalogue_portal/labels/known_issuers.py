"""The keys of issuers met before, kept in a folder: without a network a label can then still be called genuine."""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from catalogue_portal.labels.trust import IssuerDocument
from catalogue_portal.signed_statement import StatementError


@dataclass(frozen=True)
class KnownIssuers:
    """A folder of issuers' documents, one file each. A folder that cannot be written is no obstacle."""

    folder: Path

    def remember(self, document: dict[str, Any]) -> None:
        """Keep what an issuer published just now."""
        path = self._path(str(document["issuer"]))
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            written = path.with_suffix(".new")
            written.write_text(json.dumps(document), "utf-8")
            written.replace(path)

    def recall(self, issuer: str) -> IssuerDocument | None:
        """Return what an issuer published when it was last met, or None."""
        with suppress(OSError, ValueError, StatementError, RecursionError):
            document = IssuerDocument.from_json(json.loads(self._path(issuer).read_text("utf-8")))
            return replace(document, is_remembered=True) if document.issuer == issuer else None
        return None

    def _path(self, issuer: str) -> Path:
        return self.folder / f"{hashlib.sha256(issuer.encode()).hexdigest()[:32]}.json"
