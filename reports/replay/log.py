"""Reads a year told as an event log: a Markdown file with a table of events (no, date, time, event, meeting, subject, detail)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from subgroup.clock import moment

COLUMNS = ("no", "date", "time", "event", "meeting", "subject", "detail")
_REFUSED = re.compile(r"refus|reject|not ?allowed|error|fail|denied")
_NOTED = re.compile(r"^(refused|rejected)\b|\b(be|is|are) (refused|rejected)\b|\brules? refuse")
_KEY = re.compile(r"^([A-Za-z_]+)=(.*)$", re.DOTALL)


def _says_refused(key: str, said: str) -> bool:
    if key.startswith("refus"):
        return said not in {"no", "false", "none"}
    if key.startswith(("expect", "result", "outcome")):
        return bool(_REFUSED.search(said))
    return key == "note" and bool(_NOTED.search(said))


class LogError(Exception):
    """The file is not an event log. The text says where and why."""


@dataclass(frozen=True)
class Event:
    """One line of the log. `detail` holds its `key=value` parts; `at` is the London moment (no time: the start of the day)."""

    number: str
    at: datetime
    kind: str
    meeting: str
    subject: str
    detail: dict[str, str]
    line: int

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def expects_refusal(self) -> bool:
        """The log says that the rules refuse this: `expect=refused`, `refused=yes`, `refusal=<why>`, `note=refused: …`."""
        return any(_says_refused(key.lower(), text.strip().lower()) for key, text in self.detail.items())

    def __str__(self) -> str:
        when = f"{self.day}" + (f" {self.at:%H:%M}" if (self.at.hour, self.at.minute) != (0, 0) else "")
        return " ".join(filter(None, [f"event {self.number}", when, self.kind, self.meeting, self.subject]))

    def value(self, *names: str) -> str | None:
        """The first of these details that is there (`from_` and `from` are the same)."""
        for name in names:
            if (found := self.detail.get(name, self.detail.get(f"{name}_"))) is not None:
                return found
        return None

    def day_of(self, *names: str) -> date | None:
        found = self.value(*names)
        return date.fromisoformat(found.strip()[:10]) if found else None


def read(text: str) -> list[Event]:
    """The events of a log, in its order. Raises LogError with the line of the file when a row cannot be read."""
    events = list(_events(text))
    if not events:
        raise LogError(f"There is no table of events with the columns {' | '.join(COLUMNS)}.")
    for before, after in pairwise(events):
        if after.at < before.at:
            raise LogError(
                f"Line {after.line}: {after} comes after {before}: the log is not in order of time."
            )
    return events


def _events(text: str) -> Iterator[Event]:
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        cells = _cells(line)
        if cells is None:
            inside = False
        elif tuple(cell.lower() for cell in cells) == COLUMNS:
            inside = True
        elif inside and not set("".join(cells)) <= set("-: "):
            yield _event(cells, number)


def _cells(line: str) -> list[str] | None:
    line = line.strip()
    if not (line.startswith("|") and line.endswith("|")):
        return None
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line[1:-1])]


def _event(cells: list[str], line: int) -> Event:
    if len(cells) != len(COLUMNS):
        raise LogError(f"Line {line}: {len(cells)} cells where {len(COLUMNS)} are wanted.")
    row = dict(zip(COLUMNS, cells, strict=True))
    try:
        at = moment(
            date.fromisoformat(row["date"]), time.fromisoformat(row["time"]) if row["time"] else time()
        )
    except ValueError as error:
        raise LogError(f"Line {line}: {error}.") from error
    return Event(row["no"], at, row["event"], row["meeting"], row["subject"], _detail(row["detail"]), line)


def _detail(text: str) -> dict[str, str]:
    """`key=value` parts divided by `; `. A part without a key belongs to the value before it."""
    found: dict[str, str] = {}
    last = ""
    for part in text.split("; "):
        match = _KEY.match(part.strip())
        if match:
            last = match[1]
            found[last] = match[2].strip()
        elif part.strip() and last:
            found[last] += f"; {part.strip()}"
        elif part.strip():
            last = "text"
            found[last] = part.strip()
    return found


def pairs(text: str | None) -> dict[str, str]:
    """`S01=P S02=A` as a mapping."""
    return dict(part.split("=", 1) for part in (text or "").split() if "=" in part)


def dates(text: str | None) -> list[date]:
    """Every ISO date in a text, in its order."""
    return [date.fromisoformat(found) for found in re.findall(r"\d{4}-\d\d-\d\d", text or "")]
