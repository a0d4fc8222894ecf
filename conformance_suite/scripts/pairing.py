"""A person pairs only half, stops on the way, changes their mind or leaves, and the app has to follow."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import (
    BROWSER,
    Act,
    ActForPersona,
    Arm,
    ChoosePerson,
    Consent,
    HandOver,
    Journey,
    NewBrowser,
    Play,
    Prepare,
    Probe,
    Settle,
    Step,
)
from conformance_suite.scripts.fhir import WRITE
from conformance_suite.scripts.measures import read_after_sign_in, write_after_sign_in
from conformance_suite.scripts.parts import END, OTHER, READ, SIGN_IN, armed
from conformance_suite.scripts.sign_in import sign_in

WITHDRAW_WRITE = Act("withdraw_consent", (("family", "measures"), ("direction", "write")), hostile=True)


def refuse_then_read() -> Play:
    """A person refuses the pairing, then looks at their measures all the same.

    Alone in its space, which else could not tell whose call it was that came without a token.
    """
    steps = (*_signing_in("refuse"), *READ, *END)
    needs = ("read_measures",)
    return Play("refuse_and_read", steps, lane="twin", needs=needs, reached="baseline", honestly=sign_in())


def consent_to_write_only() -> Play:
    """A person lets the app write and not read, adds a measure, then looks at their measures."""
    steps = (*_signing_in("write"), *WRITE, *READ, *END)
    return Play("write_only", steps, needs=("write_measure", "read_measures"), honestly=write_after_sign_in())


def withdraw_write() -> Play:
    """A person reads and writes, withdraws the consent to write, tries to write again twice, and reads."""
    steps = (*SIGN_IN, *READ, *WRITE, WITHDRAW_WRITE, *WRITE, Settle(), *WRITE, *READ, *END)
    honest = write_after_sign_in()
    return Play("write_less", steps, needs=("write_measure", "read_measures"), reached="reading", honestly=honest)


def unpair_then_read() -> Play:
    """A person reads, unpairs in the app, then looks at their measures all the same."""
    steps = (*SIGN_IN, *READ, Journey("unpair"), Settle(), *READ, *END)
    needs = ("unpair", "read_measures")
    return Play("unpair_again", steps, needs=needs, reached="reading", honestly=read_after_sign_in())


def ask_for_what_is_kept() -> tuple[Play, ...]:
    """Who has read and unpaired asks for a copy of what the app keeps, or has it erased and looks: a play each."""
    copy, erasure, look = "export_data", "erase_data", "read_measures"
    asked = {"copy": (copy,), "erasure": (erasure, look), "copy after erasure": (erasure, copy)}
    return tuple(
        Play(
            "ask_after_unpairing",
            (*SIGN_IN, *READ, Journey("unpair"), *map(Journey, journeys), *END),
            needs=("unpair", *journeys, look),
            reached="reading",
            honestly=read_after_sign_in(),
            variant=variant,
        )
        for variant, journeys in asked.items()
    )


def refuse_secondary_use_then_read() -> Play:
    """A person reads, refuses that their data serve other ends than their care, and looks again."""
    steps = (*SIGN_IN, *READ, Journey("refuse_secondary_use"), *READ, *END)
    needs = ("refuse_secondary_use", "read_measures")
    return Play("refuse_secondary_use", steps, needs=needs, reached="reading", honestly=read_after_sign_in())


def pair_another_person() -> Play:
    """A person reads their measures; somebody else pairs from the same account of the app and looks at theirs."""
    second: tuple[Step, ...] = (NewBrowser(OTHER, person="other"), HandOver(OTHER), Journey("login"), Probe("second"))
    steps = (*SIGN_IN, *READ, *second, *READ, *END)
    honest = read_after_sign_in()
    return Play("pair_another", steps, needs=("read_measures",), reached="reading", honestly=honest)


def pair_for_a_relative(fault: str | None = None) -> Play:
    """A person pairs and reads; then, as a parent does for a child, they pair the space of somebody else and read.

    Where the app asks for whom they act, they choose the second. A fault is met only where the app lets the same
    browser pair a second space: it lies in wait.
    """
    faults = tuple(replace(one, lure=True) for one in armed(fault, {}))
    own: tuple[Step, ...] = (NewBrowser(person="relative"), *SIGN_IN[1:], *READ)
    second: tuple[Step, ...] = (ActForPersona(), Journey("login"), ChoosePerson(), Probe("second"))
    lie: tuple[Step, ...] = (Arm(faults), *READ) if faults else ()
    steps = (*own, *second, *READ, *lie, *END)
    honest = read_after_sign_in()
    return Play("pair_relative", steps, faults=faults, needs=("read_measures",), reached="reading", honestly=honest)


def suspend_and_come_back() -> Play:
    """A person reads, their space is suspended, they look, it is active again, they look once more."""
    suspended, active = Act("suspend_account", hostile=True), Act("reactivate_account", hostile=True)
    steps = (*SIGN_IN, *READ, suspended, *READ, active, *READ, *END)
    return Play("suspend", steps, needs=("read_measures",), reached="reading", honestly=read_after_sign_in())


def interrupted_sign_in() -> Play:
    """A person leaves at the space before they are sent back, looks at the app, and begins again."""
    begun: tuple[Step, ...] = (NewBrowser(), Probe("baseline"), Prepare(), Journey("login", BROWSER, hold=True))
    steps = (*begun, Probe("interrupted"), *READ, Journey("login"), Probe("after_login"), *READ, *END)
    needs = ("read_measures",)
    return Play("interrupt", steps, needs=needs, reached="baseline", honestly=read_after_sign_in())


def _signing_in(consent: Consent) -> tuple[Step, ...]:
    return tuple(replace(step, consent=consent) if isinstance(step, Journey) else step for step in SIGN_IN)
