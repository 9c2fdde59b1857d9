"""The register: every action, of plans and of minutes, to filter and take away."""

from django.db.models import QuerySet

from actionplans.forms.register import ActionFilter
from actionplans.models import Action
from actionplans.views.shared import COLOURS, address, state_of, visible
from subgroup import clock
from subgroup.lists import Column, ListPage
from subgroup.views.base import GroupView


class ActionList(ListPage, GroupView):
    permission = "view_actions"
    or_permission = "update_actions"
    title = "Actions"
    purpose = "What the sub-group agreed should be done, by whom and by when."
    nouns = ("action", "actions")
    filterset_class = ActionFilter
    ordering = ["done_on", "due_on"]
    phrases = {"state": lambda value: value, "mine": lambda value: "mine"}
    empty_text = "Actions appear here as they are caught in the minutes."
    columns = [
        Column("reference", "Action", link=address, sort="line__number"),
        Column("text", "What"),
        Column(
            "owner__title", "Who", lambda one: f"{one.owner.code} {one.owner.title}", sort="owner__number"
        ),
        Column("due_on", "Due", sort="due_on"),
        Column(
            "state",
            "State",
            lambda one: state_of(one, clock.today()),
            colour=lambda one: COLOURS[state_of(one, clock.today())],
        ),
        Column("done_on", "Done", sort="done_on"),
        Column("line__meeting__code", "Agreed at"),
    ]

    def get_queryset(self) -> QuerySet[Action]:
        rows = (
            visible(self.request)
            .filter(withdrawn_at=None)
            .select_related(None)
            .select_related("group", "owner", "line__meeting")
        )
        return rows.only(
            "reference", "text", "due_on", "done_on", "withdrawn_at", "group__slug", "owner__number", "owner__title",
            "line__meeting__number", "line__meeting__plan",
        )  # fmt: skip
