"""A portal served for real, on granian, whose suite is the slow stand-in: `python slow_portal.py DATA PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from builders.slow_suite import ports_and_settings

from catalogue_portal.serving import serve


def main() -> None:
    """Serve until killed."""
    ports, settings = ports_and_settings(Path(sys.argv[1]))
    serve(settings, ports, host="127.0.0.1", port=int(sys.argv[2]))


if __name__ == "__main__":
    main()
