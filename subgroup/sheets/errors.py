from subgroup.errors import NotAllowed


class Unreadable(NotAllowed):
    """The file cannot be read. Its text is a whole sentence: why, and what to do."""
