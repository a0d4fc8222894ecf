"""What is wrong with the engine or an image, apart from the client of the engine, which takes long to load."""

from sandbox.isolation.process import IsolationError


class EngineError(IsolationError):
    """The engine, or an image, is not as it must be. `hint` is the next step."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint
