"""Start the command `poincon` in an isolated Python, whatever lies in the caller's folder or PYTHONPATH."""

import os
import sys


def main() -> None:
    """Replace this process by Python in isolated mode (-I) running `app.main`; names like `app` then mean ours."""
    arguments = [sys.executable, "-I", "-c", "from app import main; main(prog_name='poincon')", *sys.argv[1:]]
    os.execv(sys.executable, arguments)  # noqa: S606 - replacing the process by our own interpreter is the purpose
