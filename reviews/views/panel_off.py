"""Calling off a screening panel while its case goes on being screened (F6)."""

from typing import Any

from reviews.forms.screening import CallOffForm
from reviews.services import panels
from reviews.views.act import Act
from reviews.views.panels import OfPanel
from subgroup import clock
from subgroup.models import StoredFile


class CallOff(OfPanel, Act):
    permission = "manage_cases"
    form_class = CallOffForm
    title, button = "Call off the screening panel?", "Call it off"
    template = "shapes/confirm.html"

    def check(self) -> None:
        panels.check_call_off(self.panel)

    def page(self) -> dict[str, Any]:
        return {
            "happens": [
                "The panel does not meet. What its members declared and agencies think stays on record.",
                "The case goes on being screened: agencies still owe what they were asked, and another panel can be called.",
            ],
            "told": [str(one) for one in panels.told_of_end(self.panel, at=clock.now())],
            "destructive": True,
        }

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        panels.call_off(panel=self.panel, because=said["because"], by=self.request.user, at=clock.now())
        return "The panel is called off. Its members are told."
