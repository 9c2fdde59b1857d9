"""The register: every action, of plans and of minutes, to filter and take away."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from actionplans import reading
from actionplans.enums import Stage
from actionplans.forms.register import OPEN, ActionFilter
from actionplans.lights import faded_since, rule_for
from actionplans.models import Action
from actionplans.register import facts_of
from actionplans.services import saved
from actionplans.views.parts import parts
from subgroup import clock
from subgroup.lists import Column
from subgroup.stamps import kept
from subgroup.templatetags.ui import shortdate
from subgroup.terms.lights import LightTerms
from subgroup.views.base import GroupView
from subgroup.views.list_documents import DocumentList, as_it_was

CHUNK = 2000
FIELDS = (
    "pk", "reference", "at_text", "at_officer", "first_due_on", "at_agency_code", "at_owner_number", "at_owner_title", "at_asked",
    "at_stage", "at_due_on", "at_done_on", "at_extensions", "at_confirmed_on", "at_colour", "at_agreed", "at_evidence",
    "at_failed",
)  # fmt: skip
TAGS = {"blue": "blue", "green": "green", "amber": "orange", "red": "red", "grey": "grey", "": ""}
STAGES = dict(Stage.choices) | {Stage.PROPOSED: "Waits for sign-off"}


def who(row: Any) -> str:
    """The agency, and its seat or post that leads the action."""
    seat = f"S{row.at_owner_number:02d} {row.at_owner_title}" if row.at_owner_number else row.at_officer
    return f"{row.at_agency_code}: {seat}" if seat else row.at_agency_code


class Rows:
    """What the columns say of a row on a day."""

    def __init__(self, on: date, terms: LightTerms, base: str) -> None:
        self.on, self.terms, self.base = on, terms, base
        self.words = {"": "", **{one.key: one.word for one in terms.colours}}
        self._of: Any = None
        self._verdict = ""

    def link(self, row: Any) -> str:
        return f"{self.base}{row.pk}/"

    def computed(self, row: Any) -> str:
        if self._of is not row:
            self._of, self._verdict = row, rule_for(facts_of(row), self.on, self.terms).colour
        return self._verdict

    def says(self, row: Any) -> str:
        word = self.words[row.at_colour]
        faded = faded_since(row.at_confirmed_on, self.on, self.terms, stage=row.at_stage)
        return f"{word}, faded" if word and faded else word

    def moves(self, row: Any) -> str:
        if not row.at_extensions and row.at_due_on == row.first_due_on:
            return ""
        return f"{row.at_extensions}, first {shortdate(row.first_due_on)}" if row.first_due_on else ""

    def state(self, row: Any) -> str:
        if row.at_stage == Stage.OPEN and row.at_due_on and row.at_due_on < self.on:
            return "Overdue"
        return STAGES[row.at_stage]

    def columns(self) -> list[Column]:
        word = self.words.__getitem__
        return [
            Column("reference", "Action", link=self.link, sort="reference"),
            Column("text", "What", lambda row: row.at_text),
            Column("who", "Who", who, sort="at_agency_code"),
            Column("due", "Due", lambda row: row.at_due_on, sort="at_due_on"),
            Column("moved", "Moved", self.moves, sort="at_extensions"),
            Column("agency", "Agency says", self.says, colour=lambda row: TAGS[row.at_colour]),
            Column(
                "computed", "Days and evidence", lambda row: word(self.computed(row)),
                colour=lambda row: TAGS[self.computed(row)],
            ),
            Column("agreed", "Agreed", lambda row: word(row.at_agreed), colour=lambda row: TAGS[row.at_agreed]),
            Column("confirmed", "Last confirmed", lambda row: row.at_confirmed_on, sort="at_confirmed_on"),
            Column("state", "State", self.state),
        ]  # fmt: skip


class FormAsShown(SafeString):
    """The HTML of a form that was filled in without a fault."""

    is_bound = False


class ActionList(DocumentList, GroupView):
    permission = "view_actions"
    or_permission = "update_actions"
    title = "Actions"
    document = "Action log"
    purpose = "What the sub-group agreed should be done, by whom and by when; and how it stands."
    nouns = ("action", "actions")
    filterset_class = ActionFilter
    ordering = ["at_due_on"]
    phrases = {
        "as_of": as_it_was,
        "mine": lambda value: "mine",
        "changed": lambda value: "changed since the last meeting",
        "voice": lambda value: "as the agency says" if value == "agency" else "as days and evidence say",
    }
    empty_text = "Actions appear here as they are caught in the minutes, or asked for by a plan."
    template_name = "actionplans/register.html"

    def get_queryset(self) -> QuerySet[Action]:
        request = self.request
        return reading.visible(request.user, request.group, request.permissions, on=clock.today())

    @cached_property
    def filterset(self) -> ActionFilter:
        made = super()._filterset()
        assert isinstance(made, ActionFilter)  # noqa: S101 - the class above
        return made

    def _filterset(self) -> ActionFilter:
        return self.filterset

    @property
    def document_day(self) -> date:
        return self.filterset.on

    @cached_property
    def _columns(self) -> list[Column]:
        base = reverse("actionplans:list", args=[self.group.slug])
        return Rows(self.filterset.on, self.filterset.terms, base).columns()

    def get_columns(self) -> list[Column]:
        return self._columns

    def fetched(self, rows: QuerySet) -> Iterable[Any]:
        """Few columns, and no model made of them. A file is fetched in parts; for a page that would cost a cursor."""
        found = rows.values_list(*FIELDS, named=True)
        return found if rows.query.is_sliced else found.iterator(chunk_size=CHUNK)

    def _context(self, filterset: Any, rows: QuerySet) -> dict[str, Any]:
        context = super()._context(filterset, rows)
        asked = {name for name, value in self.request.GET.items() if value}
        is_plain = not asked & set(filterset.filters) or (
            asked == {"state"} and self.request.GET["state"] == OPEN
        )
        return context | {"is_filtered": not is_plain, "form": self._form_as_shown()}

    def _form_as_shown(self) -> Any:
        """The filter's form; its HTML is kept while it offers and holds the same, since it takes as long as the rows."""
        form = self.filterset.form
        if not form.is_valid():
            return form
        offered = tuple(
            (name, tuple(field.choices)) for name, field in form.fields.items() if hasattr(field, "choices")
        )
        key = "form of actions", offered, tuple(sorted(self.filterset.data.items()))
        return kept(self.group, key, lambda: FormAsShown(form))

    def list_context(self) -> dict[str, Any]:
        request, query = self.request, self._query("page", "more")
        on = self.filterset.on

        def to(name: str) -> str:
            return f"{reverse(f'actionplans:{name}', args=[request.group.slug])}?{query}"

        return {
            "as_of": on if on < self.filterset.today else None,
            "parts": parts(request, "list"),
            "has_all": self.filterset.has_all,
            "more_query": query,
            "saved": saved.offered(request.group, request.user, request.permissions, on=self.filterset.today),
            "save_url": to("filter_new") if query else "",
            "bulk_url": to("bulk") if request.may("manage_actions") else "",
            "lights_url": reverse("actionplans:lights", args=[request.group.slug]),
            "agency_url": self.agency_url(),
        }

    def agency_url(self) -> str:
        """Of one agency there is a page for its own board: of the one asked for, or the only one that the reader is shown."""
        form = self.filterset.form
        asked = form.cleaned_data.get("agency") if form.is_valid() else ""
        field = form.fields.get("agency")  # a file that is refused asks for no more than it was asked with
        offered = [value for value, _ in field.choices if value] if field else []
        asked = asked or (offered[0] if len(offered) == 1 else "")
        return reverse("actionplans:agency", args=[self.group.slug, asked]) if asked else ""
