class NotReadable(ValueError):
    """A document cannot be read; says why, for the person who brought it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
