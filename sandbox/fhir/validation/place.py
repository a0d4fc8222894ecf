"""Where an element stands in a resource: a chain that costs little while all is well, written out for an issue."""

from typing import TypeAlias

# The place of what holds it, the element's name, its number in an array or -1.
Place: TypeAlias = "tuple[Place | None, str, int]"


def root(name: str) -> Place:
    """Return the place of a whole resource."""
    return (None, name, -1)


def written(place: Place) -> str:
    """Write a place as FHIRPath, such as `Observation.component[1].valueQuantity.code`."""
    steps: list[str] = []
    at: Place | None = place
    while at is not None:
        at, name, index = at
        steps.append(name if index < 0 else f"{name}[{index}]")
    return ".".join(reversed(steps))
