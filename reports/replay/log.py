"""Reads a year told as an event log: a Markdown file with a table of events (no, date, time, event, meeting, subject, detail)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from subgroup import typed
from subgroup.clock import moment

COLUMNS = ("no", "date", "time", "event", "meeting", "subject", "detail")
_REFUSED = re.compile(r"refus|reject|not ?allowed|error|fail|denied")
_NOTED = re.compile(r"^(refused|rejected)\b|\b(be|is|are) (refused|rejected)\b|\brules? refuse")
_KEY = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)=(.*)$", re.DOTALL)
_PARTS = re.compile(r";\s+|;(?=[A-Za-z_][A-Za-z0-9_]*=)|;$")


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

    @property
    def reason(self) -> str:
        """What the log gives as the reason. Our rules ask for one, so it says where there is none, unless a refusal is expected."""
        said = self.value("reason", "note", "why")
        return said or ("" if self.expects_refusal else "The log gives no reason.")

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
        """Raises ValueError with a sentence for a value that does not begin with a date."""
        found = self.value(*names)
        try:
            return date.fromisoformat(found.strip()[:10]) if found else None
        except ValueError:
            raise ValueError(f"“{found}” is no date such as 2017-10-05.") from None

    def whole(self, name: str) -> int | None:
        """Raises ValueError with a sentence for a value that is no whole number."""
        found = self.value(name)
        return whole(found) if found else None

    def needed(self, *names: str) -> str:
        """Raises ValueError with a sentence where none of these details is there."""
        if found := self.value(*names):
            return found
        raise ValueError(f"“{names[0]}” is missing.")

    def needed_day(self, name: str) -> date:
        found = self.day_of(name)
        if found is None:
            raise ValueError(f"“{name}” is missing.")
        return found

    def needed_whole(self, name: str) -> int:
        return whole(self.needed(name))

    def times(self) -> tuple[time, time] | None:
        """When it starts and ends, from `time=14:00-15:30`; two hours after where only the start is told."""
        found = (self.value("time", "times") or "").replace("–", "-").strip()
        if not found:
            return None
        first, _, last = found.partition("-")
        starts = _time(first)
        return starts, _time(last) if last.strip() else time(min(starts.hour + 2, 23), starts.minute)


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
    """Further columns say nothing to us; an empty line is no end of the table, any other text is."""
    columns: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = _cells(line)
        if cells is None:
            columns = columns if not line.strip() else []
        elif set(COLUMNS) <= {cell.lower() for cell in cells}:
            columns = [cell.lower() for cell in cells]
        elif columns and not set("".join(cells)) <= set("-: "):
            yield _event(columns, cells, number)


def _cells(line: str) -> list[str] | None:
    line = line.strip()
    if not line.startswith("|"):
        return None
    inner = line[1:-1] if len(line) > 1 and line.endswith("|") and not line.endswith("\\|") else line[1:]
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _event(columns: list[str], cells: list[str], line: int) -> Event:
    if len(cells) != len(columns):
        raise LogError(f"Line {line}: {len(cells)} cells where {len(columns)} are wanted.")
    row = dict(zip(columns, cells, strict=True))
    try:
        at = moment(date.fromisoformat(row["date"]), _time(row["time"]) if row["time"] else time())
    except ValueError as error:
        raise LogError(f"Line {line}: {str(error).rstrip('.')}.") from error
    return Event(row["no"], at, row["event"], row["meeting"], row["subject"], _detail(row["detail"]), line)


def _detail(text: str) -> dict[str, str]:
    """`key=value` parts divided by `; `. A part without a key belongs to the value before it."""
    found: dict[str, str] = {}
    last = ""
    for part in _PARTS.split(text):
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


def _time(text: str) -> time:
    """14:00, also 9:30. Raises ValueError with a sentence."""
    text = text.strip()
    try:
        return time.fromisoformat(text if text[1:2] != ":" else f"0{text}")
    except ValueError:
        raise ValueError(f"“{text}” is no time such as 09:30.") from None


def whole(text: str) -> int:
    """Raises ValueError with a sentence for a text that is no whole number."""
    found = typed.whole(text.strip())
    if found is None:
        raise ValueError(f"“{text}” is no whole number.")
    return found


def pairs(text: str | None) -> dict[str, str]:
    """`S01=P S02=A` as a mapping."""
    return dict(part.split("=", 1) for part in (text or "").split() if "=" in part)


def dates(text: str | None) -> list[date]:
    """Every ISO date in a text, in its order."""
    return [date.fromisoformat(found) for found in re.findall(r"\d{4}-\d\d-\d\d", text or "")]
