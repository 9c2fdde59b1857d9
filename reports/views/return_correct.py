"""Correcting a return that was sent (R1): what is written is shown with all that would read otherwise before it is frozen and sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from meetings.services.seen import Changed
from reports import corrections, document, returns
from reports.forms_returns import CorrectReturnForm
from reports.models import Return
from reports.views.return_page import ReturnView
from reports.views.shared import url
from subgroup import clock, registry
from subgroup.errors import NotAllowed
from subgroup.views.base import GroupRequest

READ_AGAIN = "What you wrote is held against it below: what would undo it stands there too."


class CorrectReturn(ReturnView):
    permission = "approve_returns"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.the_return(pk)
        corrections.check(row)
        return self.show(row, CorrectReturnForm(texts=corrections.texts_of(row)))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.the_return(pk)
        corrections.check(row)
        form = CorrectReturnForm(request.POST, texts=corrections.texts_of(row))
        place, now = f"The return to {row.meeting.name}", clock.now()
        if not registry.passes(form, place=place, group=self.group, by=request.user, at=now):
            return self.show(row, form, status=422)
        number = str(corrections.number_of(row))
        because, texts = form.cleaned_data["because"], form.texts
        seen, status = request.POST.get("seen", ""), 200
        if seen:
            try:
                made = corrections.correct(
                    the_return=row, texts=texts, because=because, by=request.user, at=now, seen=seen
                )
            except Changed as refusal:
                form.add_error(None, str(refusal))
                status = 409
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
                return self.show(row, form, status=422)
            else:
                messages.success(request, f"Version {made.number} is sent. Its figures are frozen.")
                return self.back(pk)
        elif request.POST.get("of", number) != number:
            last = corrections.newest(row)
            form.add_error(
                None, f"{last.sent_by if last else 'Somebody'} sent version {number} in between. {READ_AGAIN}"
            )
            status = 409
        would = corrections.proposed(row, texts=texts, because=because, by=request.user, on=clock.today())
        if not would["correction"]["changes"]:
            form.add_error(None, corrections.NOTHING)
            return self.show(row, form, status=422)
        return self.show(row, form, would, status=status)

    def show(
        self,
        row: Return,
        form: CorrectReturnForm,
        would: dict[str, Any] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        request, number = self.request, corrections.number_of(row) + 1
        context = {
            "title": f"Send version {number} of the return?" if would else "Correct the return",
            "caption": str(row.meeting),
            "breadcrumbs": [
                ("Returns", url(request, "returns")),
                (row.meeting.name, url(request, "return", row.meeting_id)),
            ],
            "form": form,
            "number": number,
            "cancel_url": url(request, "return", row.meeting_id),
            "button": f"Freeze and send version {number}" if would else "See what would change",
            "correction": document.correction_of(would) if would else None,
            "as_at": clock.today(),
            "hidden": {"of": number - 1} | ({"seen": corrections.word_of(would)} if would else {}),
            "happens": [
                f"Version {number} is frozen with the figures of today, and begins with the changes above.",
                f"Version {number - 1} stays as it was sent, and can still be read.",
                "A PDF is made of it and kept.",
            ]
            if would
            else [],
            "told": [person.name for person in returns.readers(request.group, on=clock.today())]
            if would
            else None,
        }
        return render(request, "reports/return_correct.html", context, status=status)
