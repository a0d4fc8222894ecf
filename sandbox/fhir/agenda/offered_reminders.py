"""For whom reminders were written last, and on which day: they change as the days of the space go by."""

from datetime import date

from sandbox.spaces import Space


class OfferedReminders:
    """The day of each person's reminders."""

    def __init__(self, _space: Space) -> None:
        self._days: dict[str, date] = {}

    def are_of(self, persona_id: str, day: date) -> bool:
        """Tell whether a person's reminders are those of a day."""
        return self._days.get(persona_id) == day

    def note(self, persona_id: str, day: date) -> None:
        """Note that they are."""
        self._days[persona_id] = day

    def forget(self, persona_id: str) -> None:
        """Have them written anew: one was answered, or an answer was taken back."""
        self._days.pop(persona_id, None)
