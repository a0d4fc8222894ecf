"""How long judging takes: a whole run on paper, every case and its controls, many times over.

Usage: python benchmarks/judge.py [PLAYS_OF_EACH_CASE]
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from builders.paper_apps import PaperRun

from conformance_suite import transcript
from conformance_suite.case import catalogue
from conformance_suite.judge import judge
from conformance_suite.weighing import weigh

TARGET = 2.0  # seconds for judging alone (design, section 6)


def main() -> None:
    """Write a run, judge it as a whole, then weigh its episodes one by one."""
    plays = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    with tempfile.TemporaryDirectory() as folder:
        run = PaperRun.whole()
        for _ in range(plays - 1):
            for case in catalogue():
                run.play_case(case, replay=True)
        run_dir = run.transcript.write(Path(folder))
        began = time.perf_counter()
        report = judge(run_dir)
        whole = time.perf_counter() - began
        read = transcript.load(run_dir)
        judged = [(case, episode) for case in catalogue() for episode in read.of_case(case.id)]
        began = time.perf_counter()
        for case, episode in judged:
            weigh(case, case.judge, episode)
        each = (time.perf_counter() - began) / len(judged)
    print(f"{len(run.transcript.events)} events, {len(judged)} judged episodes, {report.counts}")
    print(f"whole judgement: {whole:.2f} s (target {TARGET:g} s); one episode: {1000 * each:.2f} ms")


if __name__ == "__main__":
    main()
