"""What the public catalogue shows of an app. Nothing is stored: a listing mirrors the labels of its app."""

from dataclasses import dataclass

from catalogue_portal.labels.claims import LabelClaims
from catalogue_portal.labels.models import Label, LabelState


@dataclass(frozen=True)
class ListedLabel:
    """One label of a listed app, with its state at the moment of asking."""

    label: Label
    state: LabelState

    @property
    def id(self) -> str:
        """The label's identifier, from which its mark is drawn."""
        return self.label.id

    @property
    def claims(self) -> LabelClaims:
        """What the label says."""
        return self.label.claims


@dataclass(frozen=True)
class Listing:
    """A listed app: the label that counts, and those before it. Whoever was listed once stays visible."""

    app_id: str
    name: str
    publisher: str
    kind: str
    current: ListedLabel
    former: tuple[ListedLabel, ...]

    @property
    def state(self) -> LabelState:
        """The state of the label that counts."""
        return self.current.state

    @property
    def is_tombstone(self) -> bool:
        """Whether the app was listed and is not any more: its page then says since when and why."""
        return self.state is not LabelState.VALID
