"""The screening panel: its worksheet, its members and their interests, the agencies' views, and the recommendation."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from members.models import Agency
from reviews import reading
from reviews.criteria import in_words
from reviews.enums import Answer, CaseState, Question
from reviews.forms.screening import PanelForm
from reviews.models import Assessment, Case, Panel, PanelMember, PanelRecommendation
from reviews.services import deciding, panels
from reviews.views.act import Act, refused
from reviews.views.base import CaseView
from reviews.views.requests import OVER, state_of
from reviews.views.requests import address as request_address
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.forms import GovForm
from subgroup.models import Person, StoredFile
from subgroup.views.base import GroupRequest

ANSWER_COLOURS = {Answer.YES: "red", Answer.NO: "green", Answer.NOT_YET: "yellow"}
HANDLING_COLOURS = {"stays": "green", "stands_down": "orange", "shut_out": "red"}


def worksheet(case: Case, slug: str) -> dict[str, Any]:
    """The criteria as they were answered last, limb by limb, and where they are answered."""
    held = panels.criteria(case)
    url = reverse("reviews:question", args=[slug, case.pk, Question.REVIEW])
    return {"assessment": held, "limbs": _limbs(held), "assess_url": url}


def _limbs(held: Assessment | None) -> list[dict[str, Any]]:
    if held is None:
        return []
    return [
        {
            "name": words, "evidence": one.evidence, "against": one.against, "met": one.get_met_display(),
            "colour": ANSWER_COLOURS[Answer(one.met)],
        }
        for words, one in in_words(held)
    ]  # fmt: skip


class OfPanel(CaseView):
    """A page of the panel `pk`; 404 for whom its worksheet is not there."""

    abstract = True
    permission = "view_cases"
    part = "the screening panel"

    @cached_property
    def panel(self) -> Panel:
        return self.find_panel(self.kwargs["pk"])

    def find_panel(self, pk: int) -> Panel:
        rows = reading.panels(self.request.user, self.group, self.request.permissions, at=clock.now())
        return get_object_or_404(
            rows.select_related("case__group", "case__agency", "called_by", "called_off_by"), pk=pk
        )

    @cached_property
    def case(self) -> Case:
        return self.panel.case

    @cached_property
    def sent(self) -> PanelRecommendation | None:
        return PanelRecommendation.objects.filter(panel=self.panel).select_related("sent_by").first()

    @property
    def is_open(self) -> bool:
        return self.sent is None and self.panel.called_off_at is None

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), ("Screening panel", panels.path(self.panel))]

    def back(self) -> str:
        return panels.path(self.panel)


class PanelPage(OfPanel):
    permission = "view_cases"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        panel, case, manages = self.panel, self.case, self.may("manage_cases")
        members = list(panel.members.select_related("person", "seat", "agency", "handled_by"))
        asked = list(case.requests.select_related("agency", "case__group", "file"))
        page: dict[str, Any] = {
            "title": f"Screening panel for {case}",
            "caption": case.reference,
            "purpose": "Whether the criteria for a review are met, with the evidence, and what the panel recommends.",
            "breadcrumbs": self.trail()[:-1],
            "panel": panel,
            "sent": self.sent,
            "without": self.without(),
            "decision": deciding.standing(case) if self.sent else None,
            "decision_url": self.url("decision", case.pk),
            "members": [self.row_of(one) for one in members],
            "not_named": [one.person for one in members if self.cannot_open(one)],
            "asked": [
                (
                    one,
                    *state_of(one),
                    request_address(one) if manages else "",
                    self.url("request_file", one.pk),
                )
                for one in asked
            ],
            "views": [
                (one, ANSWER_COLOURS[Answer(one.answer)])
                for one in panel.views.select_related("agency", "recorded_by")
            ],
            "manages": manages,
            "open": self.is_open,
            "edit_url": self.url("panel_edit", pk),
            "off_url": self.url("panel_off", pk)
            if self.is_open and manages and case.state == CaseState.SCREENING
            else "",
            "view_url": self.url("panel_view", pk) if self.is_open and self.speaks_for() else "",
            "recommend_url": self.url("panel_recommend", pk),
            "recommend_refused": refused(panels.check_recommend, panel, on=clock.today()),
            "send_url": self.url("requests_send", case.pk) if manages and case.state not in OVER else "",
            **worksheet(case, self.group.slug),
        }
        return render(request, "reviews/panel.html", page)

    def without(self) -> list[tuple[str, str]]:
        if self.sent is None:
            return []
        names = dict(Agency.objects.filter(group=self.group).values_list("code", "name"))
        return [(names.get(code, code), words) for code, words in sorted(self.sent.without.items())]

    def row_of(self, member: PanelMember) -> dict[str, Any]:
        mine = member.person_id == self.request.user.pk
        live = self.is_open
        return {
            "member": member,
            "state": _interest(member),
            "colour": _interest_colour(member),
            "declare_url": self.url("panel_interest", member.pk)
            if live and (mine or self.may("manage_cases"))
            else "",
            "handle_url": self.url("panel_handle", member.pk)
            if live and member.interest and self.may("decide_cases") and not mine
            else "",
            "mine": mine,
        }

    def cannot_open(self, member: PanelMember) -> bool:
        """A restricted case is there for the people named; a member who is not finds no worksheet."""
        if not self.case.is_restricted or member.handling in ("stands_down", "shut_out"):
            return False
        return bool(reading.hidden(member.person, self.group, [str(self.case.pk)], clock.now()))

    def speaks_for(self) -> bool:
        return self.may("manage_cases") or own_agencies(self.panel, self.request.user).exists()


def _interest(member: PanelMember) -> str:
    if member.handling:
        return member.get_handling_display()
    if member.interest:
        return "Waits for the chair"
    return "No interest" if member.declared_at else "Not declared yet"


def _interest_colour(member: PanelMember) -> str:
    if member.handling:
        return HANDLING_COLOURS[member.handling]
    return "orange" if member.interest else ("green" if member.declared_at else "grey")


def own_agencies(panel: Panel, person: Person) -> Any:
    """The agency for which a person sits on the panel."""
    mine = panel.members.filter(person=person).exclude(handling__in=["stands_down", "shut_out"])
    return Agency.objects.filter(pk__in=mine.values("agency_id"))


class PanelForms(Act):
    """Calling a panel, and changing it."""

    abstract = True
    permission = "manage_cases"
    form_class = PanelForm
    template = "shapes/confirm.html"

    @cached_property
    def able(self) -> dict[int, tuple[Person, Any]]:
        return panels.candidates(self.case, on=clock.today())

    def people(self) -> list[tuple[str, str]]:
        return [(str(pk), f"{person}, {seat.title}") for pk, (person, seat) in self.able.items()]

    def make_form(self, *data: Any, **more: Any) -> GovForm:
        return PanelForm(*data, people=self.people(), **more)

    def chosen(self, said: dict[str, Any]) -> dict[str, Any]:
        """As the services take it."""
        people = {
            person.pk: person
            for person in Person.objects.filter(pk__in=[*said["members"], said["chair"] or 0])
        }
        return {
            "meets_on": said["meets_on"], "starts_at": said["starts_at"], "place": said["place"], "note": said["note"],
            "members": [people[int(pk)] for pk in said["members"]],
            "chair": people[int(said["chair"])] if said["chair"] else None,
        }  # fmt: skip


class NewPanel(PanelForms):
    permission = "manage_cases"
    title, button = "Call a screening panel", "Call the panel"

    def check(self) -> None:
        panels.check_call(self.case)

    def page(self) -> dict[str, Any]:
        return {
            "happens": [
                "The members get a mail with the case’s reference, the day and a link.",
                "Each of them says whether they have an interest; the chair decides about one.",
            ],
            "cancel_text": "Cancel",
        }

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        self.made = panels.call(case=self.case, by=self.request.user, at=clock.now(), **self.chosen(said))
        return f"The panel is called for {long_date(self.made.meets_on)}. Its members are told."

    def back(self) -> str:
        return panels.path(self.made) if "made" in vars(self) else super().back()


class EditPanel(OfPanel, PanelForms):
    permission = "manage_cases"
    title, button = "Change the panel", "Save"

    def check(self) -> None:
        panels.check_open(self.panel)

    def people(self) -> list[tuple[str, str]]:
        there = [
            one.person
            for one in self.panel.members.select_related("person")
            if one.person_id not in self.able
        ]
        return super().people() + [(str(one.pk), str(one)) for one in there]

    def initial(self) -> dict[str, Any]:
        panel = self.panel
        members = list(panel.members.all())
        return {
            "meets_on": panel.meets_on, "starts_at": panel.starts_at, "place": panel.place, "note": panel.note,
            "members": [str(one.person_id) for one in members], "version": panel.version,
            "chair": next((str(one.person_id) for one in members if one.chairs), ""),
        }  # fmt: skip

    def page(self) -> dict[str, Any]:
        return {
            "happens": ["Who is new gets a mail; so does everybody else where the day or the place changes."],
            "cancel_text": "Cancel",
        }

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        panels.change(
            panel=self.panel, version=said["version"] or 0, by=self.request.user, at=clock.now(), **self.chosen(said)
        )  # fmt: skip
        return "The panel is changed."

    def version(self) -> int:
        return self.panel.version


def section(request: GroupRequest, case: Case) -> dict[str, Any] | None:
    """For the case's page: its panels, for those whose worksheet it is."""
    rows = reading.panels(request.user, request.group, request.permissions, at=clock.now()).filter(case=case)
    found = list(rows.select_related("case__group", "recommendation"))
    manages = request.may("manage_cases")
    if not found and not manages:
        return None
    return {
        "panels": [(one, panels.path(one), getattr(one, "recommendation", None)) for one in found],
        "call_url": reverse("reviews:panel_new", args=[case.group.slug, case.pk])
        if manages and case.state not in OVER
        else "",
        "call_refused": refused(panels.check_call, case),
        "screens": case.state == CaseState.SCREENING,
        "is_called": any(
            getattr(one, "recommendation", None) is None and not one.called_off_at for one in found
        ),
    }
