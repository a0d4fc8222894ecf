"""How fast people are made up, and how much memory those who were met take: `python benchmarks/population.py`."""

import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime

from sandbox.people.directory import Directory
from sandbox.people.history.record import history
from sandbox.people.residents import Residents

TODAY = datetime(2026, 11, 27, 12, tzinfo=UTC)
MOST = 100_000


def seconds(act: Callable[[], object]) -> float:
    """Return how long an act takes, in seconds."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def whole(residents: Residents) -> None:
    """Make up everybody with their records."""
    directory = Directory(residents.seed, len(residents))
    for number in range(len(residents)):
        history(residents.person(number), TODAY, directory, number)


def main() -> None:
    """Print the figures."""
    large = Residents(1, TODAY, MOST)
    print(f"first of {MOST:,} people: {1000 * seconds(lambda: large.person(MOST - 1)):.1f} ms")
    print(f"identities per second: {10_000 / seconds(lambda: [large.person(number) for number in range(10_000)]):,.0f}")
    met = [large.person(number * 97 % MOST) for number in range(2000)]
    by_ins = seconds(lambda: [large.by_ins(person.ins.matricule) for person in met])
    print(f"look-ups by INS per second: {2000 / by_ins:,.0f}")
    directory = Directory(1, MOST)
    drawn = seconds(lambda: [history(person, TODAY, directory) for person in met[:1000]])
    print(f"full histories per second: {1000 / drawn:,.0f}")
    print(f"1,000 people whole: {seconds(lambda: whole(Residents(2, TODAY, 1000))):.1f} s")

    tracemalloc.start()
    everyone = [large.person(number) for number in range(MOST)]
    print(f"memory of {MOST:,} identities met: {tracemalloc.get_traced_memory()[0] / 2**20:.0f} MiB")
    tracemalloc.stop()
    print(f"distinct INS among them: {len({person.ins.matricule for person in everyone}):,}")


if __name__ == "__main__":
    main()
