"""What we serve of others is unchanged, licensed, and on record in one file."""

from __future__ import annotations

import json
from hashlib import sha256

from catalogue_portal.web.assets import STATIC

RECORD = json.loads((STATIC / "third_party.json").read_text(encoding="utf-8"))


def test_each_file_has_the_digest_on_record() -> None:
    for package in RECORD["packages"]:
        for name, digest in package["files"].items():
            assert sha256((STATIC / name).read_bytes()).hexdigest() == digest, name


def test_each_package_names_version_and_licence() -> None:
    for package in RECORD["packages"]:
        assert package["version"]
        assert package["licence"] in {"0BSD", "OFL-1.1"}
        assert (STATIC / package["licence_file"]).read_text(encoding="utf-8")


def test_no_file_of_others_is_off_the_record() -> None:
    recorded = {name for package in RECORD["packages"] for name in package["files"]}
    recorded |= {package["licence_file"] for package in RECORD["packages"]}
    served = {
        path.relative_to(STATIC).as_posix() for folder in ("fonts", "vendor") for path in (STATIC / folder).iterdir()
    }
    assert served == recorded
