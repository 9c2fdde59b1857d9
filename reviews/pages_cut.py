"""Names that are cut at the end of a page, with a page number or a running head between the halves. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterator

BETWEEN = 4
"""Lines of a foot and a head that may lie between the halves."""
LONGEST = 40
SHORTEST = 5
"""Letters of a name that is cut without a hyphen."""
_LAST = re.compile(r"([^\W\d_]+)([-\u00ac]?) ?\Z")
_FIRST = re.compile(r" ?([^\W\d_]+)")
_FIGURES = re.compile(r"\d+")
_LINE_OF_A_PAGE = 80


def over_pages(plain: str, names: Collection[str]) -> Iterator[str]:
    """The names whose first half ends a line and whose second begins a later one. `names` are single words in small letters.

    Behind a hyphen any lines may lie between; without one they bear a page number, or stand more than once in the text.
    """
    names = {name for name in names if len(name) <= LONGEST}
    beginnings = {name[:length] for name in names for length in range(1, len(name))}
    if not beginnings:
        return
    lines = plain.split("\n")
    ends = [
        (place, end[1].casefold(), bool(end[2]))
        for place, line in enumerate(lines)
        if (end := _LAST.search(line[-LONGEST:])) and end[1].casefold() in beginnings
    ]
    if not ends:
        return
    often = Counter(map(_without_figures, lines))
    for place, half, has_hyphen in ends:
        for between in range(1, BETWEEN + 1):
            if place + between + 1 >= len(lines):
                break
            if not has_hyphen and not _is_of_a_page(lines[place + between], often):
                break
            other = _FIRST.match(lines[place + between + 1][: LONGEST + 1])
            whole = half + other[1].casefold() if other else ""
            if whole in names and (has_hyphen or len(whole) >= SHORTEST):
                yield whole


def _without_figures(line: str) -> str:
    return _FIGURES.sub("", line[: _LINE_OF_A_PAGE + 1])


def _is_of_a_page(line: str, often: Counter[str]) -> bool:
    """A page number, or a head or foot that other pages have too."""
    if len(line) > _LINE_OF_A_PAGE:
        return False
    return _FIGURES.search(line) is not None or often[_without_figures(line)] > 1
