"""Start the command `poincon` in an isolated Python, whatever lies in the caller's folder or PYTHONPATH."""

import os
import sys

# Ctrl-C while modules are still being imported ends the process without a word; from then on it is told.
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.SIG_DFL)
from app import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main(prog_name="poincon")
"""


def main() -> None:
    """Replace this process by Python in isolated mode (-I) running `app.main`; names like `app` then mean ours."""
    os.execv(sys.executable, [sys.executable, "-I", "-c", PROGRAM, *sys.argv[1:]])  # noqa: S606 - replacing the process by our own interpreter is the purpose
