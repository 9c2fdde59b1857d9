"""A picture in rows and columns: in each cell a bar as long as it is much, and its figure."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.plots.plot import LINE, PAPER, WIDTH, Box, Picture, Stroke, Text, down, points

BAR, SIZE, HEAD = 16, 12, 11
LEADING = SIZE + 2
WIDE = 680
"""The longest label of four columns takes a quarter of it."""
LETTER = 7.2
"""Units that a letter of this size takes at most, on average."""


@dataclass(frozen=True)
class Column:
    word: str
    fill: str


@dataclass(frozen=True)
class Cell:
    """`length`: the part of the longest bar, 0 to 1."""

    text: str
    length: float


def counts(numbers: Sequence[Sequence[int]]) -> list[list[Cell]]:
    """Cells of counts, the greatest the longest."""
    most = max((number for row in numbers for number in row), default=0) or 1
    return [[Cell(str(number), number / most) for number in row] for row in numbers]


def grid(
    rows: Sequence[str], columns: Sequence[Column], cells: Sequence[Sequence[Cell]], *, of_whole: bool = False
) -> Picture:
    """`of_whole`: a bar stands in the frame of the whole, with its figure below."""
    left = min(max(max(len(line) for line in rows) * LETTER, 60), WIDE / len(columns))
    step = (WIDTH - left) / len(columns)
    room = step - (10 if of_whole else 26)
    heads = [
        down(left + at * step, 0, one.word, int(step / LETTER), size=HEAD) for at, one in enumerate(columns)
    ]
    labels = [down(0, 0, label, int(left / LETTER), size=SIZE) for label in rows]
    high = max(34, max(len(label) for label in labels) * LEADING + 6)
    top = max(len(head) for head in heads) * (HEAD + 2) + 6
    texts = [
        Text(round(one.x, 1), one.y + top - 6, one.text, size=one.size) for head in heads for one in head
    ]
    boxes, strokes = [], []
    for line, (label, row) in enumerate(zip(labels, cells, strict=True)):
        y = top + line * high
        strokes.append(Stroke(points([(0, y), (WIDTH, y)]), ink=LINE))
        foot = y + high / 2 + 4 + (len(label) - 1) * LEADING / 2
        texts += [Text(0, one.y + foot, one.text, size=SIZE) for one in label]
        for column, (at, cell) in zip(columns, enumerate(row), strict=True):
            x, width = round(left + at * step, 1), round(room * cell.length, 1)
            bar_y = y + (3 if of_whole else (high - BAR) / 2)
            if of_whole and cell.text != "–":
                boxes.append(Box(x, bar_y, round(room, 1), BAR - 2, PAPER))
            if width:
                boxes.append(Box(x, bar_y, width, BAR - 2 if of_whole else BAR, column.fill))
            texts.append(
                Text(x, y + high - 4, cell.text, size=SIZE)
                if of_whole
                else Text(
                    round(x + width + (5 if width else 0), 1),
                    y + high / 2 + 5,
                    cell.text,
                    weight=700 if width else 400,
                )
            )
    return Picture(top + len(rows) * high, tuple(texts), tuple(boxes), tuple(strokes))
