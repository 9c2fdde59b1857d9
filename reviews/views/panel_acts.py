"""What is done at a screening panel: interests declared and handled, the agencies' views taken, the recommendation sent."""

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404

from members.models import Agency
from reviews import outcome_kinds, reading
from reviews.enums import InterestHandling
from reviews.forms.screening import HandleForm, InterestForm, RecommendForm, ViewForm
from reviews.models import Panel, PanelMember
from reviews.services import panels
from reviews.views.act import Act
from reviews.views.panels import OfPanel, own_agencies
from subgroup import clock
from subgroup.deadlines.wording import listing
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.models import StoredFile


class OfMember(OfPanel, Act):
    abstract = True

    @cached_property
    def member(self) -> PanelMember:
        rows = reading.panels(self.request.user, self.group, self.request.permissions, at=clock.now())
        found = PanelMember.objects.select_related("person", "panel__case__group").filter(panel__in=rows)
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @cached_property
    def panel(self) -> Panel:
        return self.member.panel


class DeclareInterest(OfMember):
    permission = "view_cases"
    form_class = InterestForm
    button = "Declare"

    def allow(self) -> None:
        if self.member.person_id != self.request.user.pk:
            self.refuse_without(
                "manage_cases", f"{self.member.person}, or business support for them,", "declare this"
            )

    def check(self) -> None:
        panels.check_open(self.panel)

    def initial(self) -> dict[str, Any]:
        member = self.member
        return {
            "has": ("yes" if member.interest else "no") if member.declared_at else None,
            "interest": member.interest,
        }

    def page(self) -> dict[str, Any]:
        mine = self.member.person_id == self.request.user.pk
        return {
            "title": "Your interest in the case" if mine else f"Interest of {self.member.person}",
            "intro": "An interest is anything that could be thought to bear on how the case is judged: work with the family, "
            "a hand in what was done, a tie to somebody concerned. The chair decides what follows from it.",
        }  # fmt: skip

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        interest = said["interest"] if said["has"] == "yes" else ""
        panels.declare(member=self.member, interest=interest, by=self.request.user, at=clock.now())
        return (
            "The interest is recorded. The chair decides about it." if interest else "Recorded: no interest."
        )


class HandleInterest(OfMember):
    permission = "decide_cases"
    form_class = HandleForm
    button = "Decide"
    template = "shapes/confirm.html"

    def check(self) -> None:
        panels.check_handle(self.member, self.request.user)

    def initial(self) -> dict[str, Any]:
        return {"handling": self.member.handling or None, "because": ""}

    def page(self) -> dict[str, Any]:
        return {
            "title": f"The interest of {self.member.person}",
            "intro": self.member.interest,
            "cancel_text": "Cancel",
        }

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        handling = InterestHandling(said["handling"])
        panels.handle(
            member=self.member,
            handling=handling,
            because=said["because"],
            by=self.request.user,
            at=clock.now(),
        )
        return f"{self.member.person}: {handling.label.lower()}."


class TakeView(OfPanel, Act):
    permission = "view_cases"
    form_class = ViewForm
    title, button = "What an agency thinks", "Record"

    def allow(self) -> None:
        if not self.may("manage_cases") and not own_agencies(self.panel, self.request.user).exists():
            raise NotAllowed(
                "Who sits on the panel for an agency, or business support, can record what it thinks."
            )

    def check(self) -> None:
        panels.check_open(self.panel)

    def make_form(self, *data: Any, **more: Any) -> GovForm:
        agencies = Agency.objects.filter(group=self.group).order_by("name")
        if not self.may("manage_cases"):
            agencies = own_agencies(self.panel, self.request.user)
        return ViewForm(*data, agencies=agencies, **more)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        panels.take_view(panel=self.panel, by=self.request.user, at=clock.now(), **said)
        return f"What {said['agency']} thinks is recorded."


class Recommend(OfPanel, Act):
    permission = "manage_cases"
    button = "Send to the Independent Chair"
    template = "shapes/confirm.html"
    title = "Send the panel’s recommendation?"

    def check(self) -> None:
        panels.check_recommend(self.panel, on=clock.today())

    def make_form(self, *data: Any, **more: Any) -> GovForm:
        waiting, kinds = panels.open_requests(self.case), outcome_kinds.of_guidance(self.case)
        return RecommendForm(*data, waiting=waiting, kinds=kinds, **more)

    def page(self) -> dict[str, Any]:
        happens = [
            "The recommendation is frozen, with the agencies’ views and the interests declared.",
            "The case is with the Board’s Independent Chair, who decides and may decide otherwise.",
        ]
        rows = self.panel.members.filter(declared_at=None).select_related("person")
        if silent := [str(one.person) for one in rows]:
            has = "has" if len(silent) == 1 else "have"
            happens.append(
                f"{listing(silent)} {has} not said whether there is an interest. It cannot be declared afterwards."
            )
        return {
            "happens": happens,
            "told": [str(one) for one in panels.deciders(self.case, clock.now())],
            "cancel_text": "Cancel",
        }

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        without = {name.removeprefix("without_"): said[name] for name in said if name.startswith("without_")}
        panels.recommend(
            panel=self.panel, outcome=said["outcome"], because=said["because"], without=without, by=self.request.user,
            at=clock.now(),
        )  # fmt: skip
        return "The recommendation is with the Independent Chair."
