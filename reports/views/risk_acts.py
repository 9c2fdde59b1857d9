"""What is done to the risks (P8)."""

from functools import cached_property
from typing import Any

from django import forms

from reports.forms_programme import ReasonForm
from reports.forms_risks import ChangeRiskForm, ReopenRiskForm, ReviewForm, RiskForm, say_lights
from reports.views.acts import Act, OwnersAct
from reports.views.risks import risk_of
from reports.views.shared import owner_of, owners, url
from subgroup import clock, risks
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Risk
from subgroup.risks import RISKS, RiskLights


class AddRisk(Act):
    form_class = RiskForm
    page = {"title": "Add a risk", "button": "Add it"}
    place = "Risks"

    @property
    def back(self) -> str:
        return url(self.request, "risks")

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [("Risks", self.back)]

    def form(self, *data: Any) -> forms.Form:
        form = RiskForm(*data, owners=owners(self))
        say_lights(form, RiskLights(self.group).on(clock.today()))
        return form

    def act(self, said: dict[str, Any]) -> str:
        one = risks.add(
            group=self.group, **said | {"owner": owner_of(said)}, by=self.request.user, at=clock.now()
        )
        return f"{one} is added."


class _Risk(Act):
    abstract = True

    @cached_property
    def risk(self) -> Risk:
        return risk_of(self)

    @property
    def place(self) -> str:
        return str(self.risk)

    @property
    def back(self) -> str:
        return url(self.request, "risk", self.risk.pk)

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [("Risks", url(self.request, "risks")), (str(self.risk), self.back)]

    def check(self) -> None:
        RISKS.check_open(self.risk)

    def more(self) -> dict[str, Any]:
        return {"caption": f"{self.place}: {self.risk.title}"}


class ChangeRisk(_Risk):
    form_class = ChangeRiskForm
    page = {"title": "Change the risk", "button": "Save"}

    def form(self, *data: Any) -> forms.Form:
        one = self.risk
        names = ("title", "cause", "effect", "controls", "due_on", "version")
        initial = {name: getattr(one, name) for name in names} | {"owner": ":".join(one.owner)}
        return ChangeRiskForm(*data, owners=owners(self), initial=initial)

    def act(self, said: dict[str, Any]) -> str:
        seen = said.pop("version")
        risks.change(
            risk=self.risk,
            seen=seen,
            **said | {"owner": owner_of(said)},
            by=self.request.user,
            at=clock.now(),
        )
        return f"{self.risk} is changed."


class ReviewRisk(_Risk, OwnersAct):
    form_class = ReviewForm
    page = {"title": "Review this risk", "button": "Save the review"}

    @property
    def owner(self) -> tuple[str, str]:
        return self.risk.owner

    def form(self, *data: Any) -> forms.Form:
        initial = {
            "likelihood": self.risk.likelihood,
            "impact": self.risk.impact,
            "version": self.risk.version,
        }
        form = ReviewForm(*data, initial=initial)
        say_lights(form, RiskLights(self.group).on(clock.today()))
        return form

    def act(self, said: dict[str, Any]) -> str:
        seen = said.pop("version")
        risks.review(risk=self.risk, seen=seen, by=self.request.user, at=clock.now(), **said)
        return f"{self.risk} is reviewed; its next review is due on {long_date(self.risk.due_on)}."


class CloseRisk(_Risk):
    form_class = ReasonForm
    shape = "shapes/confirm.html"
    page = {"title": "Close this risk?", "button": "Close it", "destructive": True, "told": []}

    def more(self) -> dict[str, Any]:
        return super().more() | {
            "happens": ["It is reviewed no more. It stays in the register as closed, with your reason."]
        }

    def act(self, said: dict[str, Any]) -> str:
        risks.close(risk=self.risk, by=self.request.user, at=clock.now(), **said)
        return f"{self.risk} is closed."


class ReopenRisk(_Risk):
    form_class = ReopenRiskForm
    shape = "shapes/confirm.html"
    page = {"title": "Open this risk again?", "button": "Open it again", "told": []}

    def check(self) -> None:
        if self.risk.is_open:
            raise NotAllowed(f"{self.risk} is open.")

    def more(self) -> dict[str, Any]:
        return super().more() | {
            "happens": ["It stands in the register again, rated as it was. Its review is owed again."]
        }

    def act(self, said: dict[str, Any]) -> str:
        risks.reopen(risk=self.risk, by=self.request.user, at=clock.now(), **said)
        return f"{self.risk} is open again."
