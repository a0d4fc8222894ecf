"""The ports of a sandbox process."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ports:
    """Wanted ports; 0 is any free one. `token` is for the first space made, further spaces get any free one."""

    main: int = 0
    token: int = 0
    control: int = 0
