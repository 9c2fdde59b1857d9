"""What comes from an address or a form field that no form class reads."""

LONGEST = 18  # digits: what a database takes for a number of its own


def whole(text: str) -> int | None:
    """The whole number that was typed, or None. `str.isdigit` alone lets through what `int` refuses: ², 5,000 digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
