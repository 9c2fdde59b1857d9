"""What a plot is: a sentence that states what was found, its picture, and a table of all that the picture shows.

Colours stand as attributes, since no style stands in a page; every mark is told by its place, letter or shape too.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

WIDTH = 420
"""Units across a picture. On a telephone a unit is less than a pixel, on a desk or on paper more."""
INK, FAINT, LINE, PAPER = "#0b0c0c", "#505a5f", "#b1b4b6", "#ffffff"
BLUE, PALE = "#1d70b8", "#bbd4ea"


@dataclass(frozen=True)
class Text:
    """`y` is the foot of its letters."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    size: float = 13
    weight: int = 400
    ink: str = INK


@dataclass(frozen=True)
class Box:
    """A tile or a bar, and what stands in it."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    ink: str = INK
    letter: str = ""
    small: str = ""
    """Below the letter."""

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def letter_y(self) -> float:
        return round(self.y + self.height / 2 + (1 if self.small else 5), 1)

    @property
    def small_y(self) -> float:
        return round(self.y + self.height - 4, 1)


@dataclass(frozen=True)
class Stroke:
    """A line through points, `12,40 60,40`; dashed for what is a target or a comparison."""

    points: str
    width: float = 1
    ink: str = INK
    dashes: str = ""


@dataclass(frozen=True)
class Dot:
    """Filled, or a ring; as large as what lies there is many."""

    x: float
    y: float
    radius: float
    fill: str = INK


@dataclass(frozen=True)
class Picture:
    """The marks of a plot, in the order in which they are drawn over each other: strokes, boxes, dots, texts."""

    height: float
    texts: tuple[Text, ...] = ()
    boxes: tuple[Box, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[Dot, ...] = ()
    width: float = WIDTH

    @property
    def svg(self) -> SafeString:
        return SafeString(render_to_string("reports/_plot.svg", {"picture": self}))


@dataclass(frozen=True)
class Plot:
    """`head` and `rows` as the component `table` takes them. Without rows there is nothing to show yet, and `sentence` says when."""

    key: str
    title: str
    sentence: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    picture: Picture | None = None
    note: str = ""
    """What is counted, and how the picture is read."""
    is_wide: bool = False
    """Whether its table has a column for each meeting."""

    @property
    def data_url(self) -> str:
        """The picture for a printed document."""
        return data_url(self.picture.svg if self.picture else "")


def data_url(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def with_code(code: str, name: str) -> str:
    """In a table: the code that stands in the picture, and what it stands for."""
    return name if name.upper().startswith(code) else f"{code} {name}"


def explained(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """Below a picture: what the codes in it stand for."""
    told = [with_code(code, names[code]) for code in codes if names[code].upper() != code]
    return f"{'; '.join(told)}." if told else ""


def points(found: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in found)


def steps(found: Sequence[tuple[float, float]]) -> str:
    """A stair through the points: each height holds until the next one."""
    path = list(found[:1])
    for x, y in found[1:]:
        path += [(x, path[-1][1]), (x, y)]
    return points(path)


def wrapped(text: str, longest: int) -> list[str]:
    """In lines of so many letters, broken between words."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > longest:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def down(
    x: float, y: float, text: str, longest: int, *, anchor: str = "start", size: float = 12
) -> list[Text]:
    """Text in lines below each other, the last of them at `y`."""
    lines = wrapped(text, longest)
    first = y - (len(lines) - 1) * (size + 2)
    return [Text(x, first + at * (size + 2), line, anchor, size) for at, line in enumerate(lines)]
