"""Small numbers of cases, child deaths, referrals and reviews are not published: one to four could be recognised.

Nothing else in a report may give them away: a whole stands beside one part of it at most, and what is said of that part leaves
at least four numbers open. No table breaks a whole down in numbers.
"""

LEAST = 5
FEW = f"fewer than {LEAST}"


def is_small(number: int) -> bool:
    return 0 < number < LEAST


def published(number: int) -> str:
    return FEW if is_small(number) else str(number)


def of_whole(part: int, whole: int) -> str:
    """How much of a whole, as it may be published: “all 12”, “all but fewer than 5 of 20”, “some of 7”."""
    rest = whole - part
    if not whole:
        return "none"
    if is_small(whole):
        return FEW
    if not part or not rest:
        return f"{'all' if part else 'none of'} {whole}"
    if whole < 2 * LEAST:
        return f"some of {whole}"
    if is_small(part):
        return f"{FEW} of {whole}"
    if is_small(rest):
        return f"all but {FEW} of {whole}"
    return f"{part} of {whole}"


def in_words(part: int, whole: int) -> str:
    """The same where the whole may not be told either: it stands beside others from which it could be subtracted."""
    if is_small(whole):
        return f"asked {FEW} times"
    if part in (0, whole):
        return "all" if part else "none"
    if whole < 2 * LEAST:
        return "some"
    return "half or more" if 2 * part >= whole else "less than half"
