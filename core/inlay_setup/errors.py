"""What installing, examining and removing Inlay raise on purpose."""


class InstallationError(Exception):
    """Installing, updating or removing did not work.

    Attributes
    ----------
    message, hint : str
        What is wrong, and what to do about it (may be empty), in a sentence each.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint
