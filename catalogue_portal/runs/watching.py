"""How many live views one person may keep open: each holds a thread of the server."""

import threading
from collections import Counter
from dataclasses import dataclass, field

from catalogue_portal.errors import TooManyAttempts


@dataclass
class Place:
    """A place among the watchers; left once."""

    watchers: "Watchers"
    who: str
    taken: bool = True

    def leave(self) -> None:
        """Give the place back."""
        if self.taken:
            self.taken = False
            self.watchers.release(self.who)


@dataclass
class Watchers:
    """Who watches how many runs live: `each` is the most for one person, `all` for everybody together."""

    each: int
    all: int
    _places: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, who: str) -> Place:
        """Take a place; TooManyAttempts when the person has them all (the page then asks again and again instead)."""
        with self._lock:
            if self._places[who] >= self.each or self._places.total() >= self.all:
                raise TooManyAttempts("Too many live views are open; this one is refreshed instead.", retry_after=5)
            self._places[who] += 1
        return Place(self, who)

    def release(self, who: str) -> None:
        """Give one place back."""
        with self._lock:
            self._places[who] -= 1
            if self._places[who] <= 0:
                del self._places[who]
