"""What a new review begins with: read from data/review-templates.toml, where it is explained."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "review-templates.toml"


@dataclass(frozen=True)
class ReviewTemplate:
    """`milestones` are (title, calendar days after the start)."""

    key: str
    name: str
    kinds: tuple[str, ...]
    months: int
    methodology: str
    terms: str
    lead: tuple[str, ...]
    panel: tuple[str, ...]
    milestones: tuple[tuple[str, int], ...]


@cache
def every() -> dict[str, ReviewTemplate]:
    rows = tomllib.loads(FILE.read_text())["template"]
    return {row["key"]: _read(row) for row in rows}


def _read(row: dict) -> ReviewTemplate:
    return ReviewTemplate(
        key=row["key"], name=row["name"], kinds=tuple(row["kinds"]), months=row["months"], methodology=row["methodology"],
        terms=_with_questions(row["terms"].strip(), row["questions"]), lead=tuple(row["lead"]), panel=tuple(row["panel"]),
        milestones=tuple((one["title"], one["after"]) for one in row["milestone"]),
    )  # fmt: skip


def _with_questions(terms: str, questions: list[str]) -> str:
    lines = "\n".join(f"{number}. {question}" for number, question in enumerate(questions, 1))
    return f"{terms}\n\nQuestions\n\n{lines}"


def of_kind(kind: str) -> list[ReviewTemplate]:
    return [one for one in every().values() if kind in one.kinds]
