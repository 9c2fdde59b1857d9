"""The rows of a previewed tracker on one page: by verdict, with a form beside each that a person is asked about."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from actionplans.forms.imports import RowForm
from actionplans.importing.kept import row_from_json
from actionplans.importing.preview import COLOUR, OUT, VERDICTS, Preview, Shown
from actionplans.importing.settling import settle
from actionplans.trackers.records import CHANGED, NEW, UNCHANGED, UNCLEAR, WRONG
from subgroup import clock
from subgroup.models import SubGroup

PAGE = 25
ANSWERED = "answered"
WITH_FORMS = (UNCLEAR, WRONG, OUT, ANSWERED)
COLOURS = {UNCLEAR: "yellow", WRONG: "red", NEW: "green", CHANGED: "blue", UNCHANGED: "grey", OUT: "grey"}


@dataclass(frozen=True)
class Line:
    """One row as the page shows it. `form` asks where something is to be answered."""

    shown: Shown
    lead: str
    others: str
    light: str
    state: str
    colour: str
    form: RowForm | None


class Rows:
    """The rows of one verdict, a page of them. `data` are answers that were sent."""

    def __init__(
        self, group: SubGroup, found: Preview, query: Mapping[str, str], data: QueryDict | None = None
    ) -> None:
        self.found, self.data = found, data
        self.lights = group.terms_on(clock.today()).content.lights
        self.agencies = sorted(found.names.items(), key=lambda one: one[1])
        self.known = set(found.names)
        asked = query.get("show", "")
        first = next((one for one in VERDICTS if found.counts[one]), NEW)
        self.verdict = asked if asked in (*VERDICTS, ANSWERED, "all") else first
        rows = [one for one in found.rows if self._is_listed(one)]
        self.page: Page[Shown] = Paginator(rows, PAGE).get_page(query.get("page"))
        self.take_all = bool(data and "all" in data)
        self._lines: list[Line] | None = None

    def _is_listed(self, one: Shown) -> bool:
        if self.verdict == ANSWERED:
            return bool(one.kept.answer)
        return self.verdict in ("all", one.verdict)

    @property
    def asks(self) -> bool:
        return self.verdict in WITH_FORMS and bool(self.page.object_list)

    @property
    def asks_all(self) -> bool:
        """Whether all rows of the page can be taken as they are shown, in one press."""
        return self.verdict == UNCLEAR and bool(self.page.object_list)

    @property
    def forms(self) -> list[RowForm]:
        return [line.form for line in self.lines if line.form]

    @property
    def lines(self) -> list[Line]:
        if self._lines is None:
            self._lines = [self._line(one) for one in self.page.object_list]
        return self._lines

    def only(self, refused: Collection[int]) -> "Rows":
        """Those rows alone, with what was typed and what is wrong with it."""
        self._lines = [line for line in self.lines if line.shown.kept.pk in refused]
        return self

    def _line(self, one: Shown) -> Line:
        names = [self.found.names.get(code) or self.found.words.name(code) for code in one.settled.codes]
        return Line(
            one, names[0] if names else "", ", ".join(names[1:]), self.lights.word(COLOUR[one.row.rag]), one.verdict.capitalize(),
            COLOURS[one.verdict], self._form(one) if self.verdict in WITH_FORMS else None,
        )  # fmt: skip

    def _form(self, one: Shown) -> RowForm:
        """It asks what the row as it was read leaves open, also where that was answered."""
        agencies: Mapping[str, str] = self.found.tracker_import.answers.get("agencies", {})
        unanswered = settle(row_from_json(one.kept.read), {}, agencies, self.found.words, self.known)
        data = (self.data,) if self.data is not None else ()
        return RowForm(
            *data, prefix=f"r{one.kept.pk}", shown=one, asks=unanswered.asks, agencies=self.agencies, lights=self.lights,
            take_all=self.take_all,
        )  # fmt: skip

    def answers(self) -> tuple[dict[int, dict[str, Any]], set[int]]:
        """What was said, by row, and the rows of which something typed is wrong. Rows that the page did not hold are left."""
        said: dict[int, dict[str, Any]] = {}
        refused: set[int] = set()
        for line in self.lines:
            pk, form = line.shown.kept.pk, line.form
            if form is None or f"r{pk}-what" not in form.data:
                continue
            if not form.is_valid():
                refused.add(pk)
            elif (answer := form.answer()) is not None:
                said[pk] = answer
        return said, refused

    def tabs(self) -> Iterator[dict[str, Any]]:
        counts = self.found.counts
        answered = sum(bool(one.kept.answer) for one in self.found.rows)
        listed = [(one, counts[one], one.capitalize()) for one in VERDICTS]
        for key, number, label in [
            *listed,
            (ANSWERED, answered, "Answered"),
            ("all", len(self.found.rows), "All"),
        ]:
            if number or key == self.verdict:
                yield {"label": f"{label} {number}", "url": f"?show={key}", "current": key == self.verdict}
