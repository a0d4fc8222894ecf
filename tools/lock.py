"""Write requirements/*.txt: every dependency at one exact version, with the hashes of its files. Needs uv."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = {
    "runtime.txt": ["pyproject.toml"],
    "dev.txt": ["pyproject.toml", "requirements/dev.in"],
    "postgresql.txt": ["pyproject.toml", "requirements/dev.in", "requirements/postgresql.in"],
    "mutation.txt": ["pyproject.toml", "requirements/dev.in", "requirements/mutation.in"],
}
OPTIONS = [
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-strip-extras",
    "--no-annotate",
    "--no-header",
    "--universal",
    "--quiet",
]


def main() -> None:
    """Resolve each lock from its sources."""
    for name, sources in LOCKS.items():
        command = ["uv", "pip", "compile", *OPTIONS, "--python-version", "3.11", *sources, "-o", f"requirements/{name}"]
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own arguments


if __name__ == "__main__":
    main()
