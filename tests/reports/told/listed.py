"""Lists: breaches and exceptions (F14), actions and plans (F3, F15)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.reports.told.forms import Reader, Told, counted, found


@dataclass(frozen=True)
class List:
    """`what` it counts (“breach”, “breaches”), and by which column too; of the JSON API by which field."""

    route: str
    resource: str
    nouns: tuple[str, str]
    column: str
    field: str
    query: str = ""
    keeps: Callable[[Mapping[str, Any]], bool] = lambda row: True
    """Which rows of the JSON API the list shows."""

    def address(self, reader: Reader) -> str:
        return reader.url(self.route, query=self.query)

    def _said(self, text: str) -> Told:
        return {"rows": found(rf"(\d+) (?:{'|'.join(self.nouns)})\b", text)[0]}

    def sentences(self, reader: Reader) -> Told:
        return self._said(reader.page(self.route, query=self.query).sentences)

    def tables(self, reader: Reader) -> Told:
        rows = reader.page(self.route, query=self.query).first_table()
        return counted(rows, "rows", lambda row: row[self.column])

    def files(self, kind: str) -> Callable[[Reader], Told]:
        return lambda reader: counted(
            getattr(reader, kind)(self.address(reader)), "rows", lambda row: row[self.column] or "–"
        )

    def as_json(self, reader: Reader) -> Told:
        rows = [row for row in reader.rows(self.resource) if self.keeps(row)]
        return counted(rows, "rows", lambda row: str(row[self.field] or "–"))

    def printed(self, reader: Reader) -> Told:
        address = self.address(reader)
        return self._said(reader.printed(f"{address}{'&' if '?' in address else '?'}format=pdf"))


BREACHES = List("reports:breaches", "breaches", ("breach", "breaches"), "Clause", "clause")
EXCEPTIONS = List(
    "actionplans:exceptions", "exceptions", ("exception", "exceptions"), "Now with", "rung", "?state=all"
)
ACTIONS = List(
    "actionplans:list", "actions", ("action", "actions"), "Days and evidence", "computed", "?state=all"
)
PLANS = List("actionplans:plans", "plans", ("plan", "plans"), "Light", "light")
