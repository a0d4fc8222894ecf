"""An app that refused to start in a faulty space is started again where nothing is wrong, if there is such a space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from builders.manifests import write_manifest

from conformance_suite.manifest.loader import load_manifest
from conformance_suite.production import Production
from sandbox.client import SandboxError

if TYPE_CHECKING:
    from pathlib import Path

NOT_ASKED = cast("Any", None)  # for what is not come to


def test_a_space_that_cannot_be_made_confirms_no_start_and_ends_no_run(tmp_path: Path) -> None:
    asked: list[dict[str, Any]] = []

    def no_space(**wish: Any) -> Any:  # noqa: ANN401 - the space's own
        asked.append(wish)
        raise SandboxError("the space is gone")

    manifest = load_manifest(write_manifest(tmp_path))
    production = Production(manifest, NOT_ASKED, NOT_ASKED, no_space, cancelled=lambda: False)
    production.confirm_starts()
    assert not asked, "nothing refused to start"

    production.starts.refused = True
    production.confirm_starts()

    assert len(asked) == 1
    assert production.starts.failed == 1
