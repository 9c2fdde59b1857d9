"""The two ways in which the application says no."""


class NotAllowed(Exception):
    """An act that the rules do not allow now. Its text is a whole sentence for the user: why, and who can do it or when."""


class Conflict(Exception):
    """Somebody else saved in between. `theirs` is what stands now, `mine` what was sent: nothing is lost."""

    def __init__(self, sentence: str, *, theirs: str, mine: str):
        super().__init__(sentence)
        self.theirs = theirs
        self.mine = mine
