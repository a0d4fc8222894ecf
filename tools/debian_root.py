"""A small Debian with Python in it, from packages alone: prints the path of a tar of its files, for `docker import`.

No registry is asked, nothing is executed of what is unpacked, and nobody need be root: packages are downloaded by apt
and put one over the other. What was made once is kept in var/debian-root/, which git does not see.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1] / "var" / "debian-root"
PACKAGES = (
    *("python3.11-minimal", "libpython3.11-minimal", "libpython3.11-stdlib", "libc6", "libgcc-s1", "zlib1g"),
    *("libexpat1", "libssl3", "libffi8", "libsqlite3-0", "liblzma5", "libbz2-1.0", "libuuid1", "ca-certificates"),
    *("tzdata", "busybox-static"),
)
MERGED = ("bin", "lib", "lib64", "sbin")  # are in /usr (Debian 12), so that packages that say either meet
FOLDERS = ("dev", "etc", "proc", "run", "sys", "tmp", "usr")
LEFT_OUT = ("usr/share/doc/", "usr/share/man/", "usr/share/locale/", "usr/share/lintian/")
CERTIFICATES = "usr/share/ca-certificates/mozilla/"


def main() -> int:
    """Make the tar unless it has been made; print its path."""
    made = ROOT / "root.tar"
    if not made.exists():
        ROOT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=ROOT) as folder:
            download = ["apt-get", "-qq", "download", *PACKAGES]
            subprocess.run(download, cwd=folder, check=True, stdout=sys.stderr)  # noqa: S603 - names of ours
            fresh = Path(folder) / "root.tar"
            _assemble(sorted(Path(folder).glob("*.deb")), fresh)
            fresh.rename(made)
    sys.stdout.write(f"{made}\n")
    return 0


def _assemble(packages: list[Path], target: Path) -> None:
    """Put the files of packages into one tar, each path once."""
    seen = set(FOLDERS)
    roots: list[bytes] = []
    with tarfile.open(target, "w") as root:
        _skeleton(root)
        for package in packages:
            unpacked = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], check=True, capture_output=True).stdout  # noqa: S603, S607 - idem
            with tarfile.open(fileobj=io.BytesIO(unpacked)) as files:
                for member in files:
                    _take(root, files, member, seen, roots)
        _write(root, "etc/ssl/certs/ca-certificates.crt", b"".join(roots))
        for name in ("python3", "python"):
            _link(root, f"usr/bin/{name}", "python3.11")
        _link(root, "usr/bin/sh", "busybox")


def _skeleton(root: tarfile.TarFile) -> None:
    for name in FOLDERS:
        folder = tarfile.TarInfo(name)
        folder.type, folder.mode = tarfile.DIRTYPE, 0o1777 if name == "tmp" else 0o755
        root.addfile(folder)
    for name in MERGED:
        _link(root, name, f"usr/{name}")


def _take(
    root: tarfile.TarFile, files: tarfile.TarFile, member: tarfile.TarInfo, seen: set[str], certificates: list[bytes]
) -> None:
    name = member.name.removeprefix("./").rstrip("/")
    if name.partition("/")[0] in MERGED:
        name = f"usr/{name}"
    if not name or name in seen or f"{name}/".startswith(LEFT_OUT):
        return
    content = files.extractfile(member) if member.isreg() else None
    seen.add(name)
    member.name = name
    if member.islnk():
        member.linkname = member.linkname.removeprefix("./")
    if content is not None and name.startswith(CERTIFICATES):
        certificates.append(content.read())
        content.seek(0)
    root.addfile(member, content)


def _write(root: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o644
    root.addfile(entry, io.BytesIO(content))


def _link(root: tarfile.TarFile, name: str, target: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = tarfile.SYMTYPE, target
    root.addfile(entry)


if __name__ == "__main__":
    sys.exit(main())
