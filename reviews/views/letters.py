"""A letter to Ofsted, the DfE or the national panel (F8), and what is owed to them on the page of its case."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from meetings.services import seen
from reviews import guarding, review_reading
from reviews import letter_policies as policies
from reviews.enums import DateKind, StatutoryLetterState
from reviews.forms import letters as letter_forms
from reviews.models import Case, StatutoryLetter
from reviews.models.cases import current_dates
from reviews.services import clocks, letters, statutory
from reviews.views.base import CaseView
from reviews.views.form_act import FormAct, why_not
from subgroup import clock
from subgroup.errors import Conflict, NotAllowed
from subgroup.files.storage import serve
from subgroup.models import Deadline, StoredFile
from subgroup.views.base import GroupRequest

COLOURS = {
    StatutoryLetterState.DRAFTED: "yellow",
    StatutoryLetterState.APPROVED: "blue",
    StatutoryLetterState.SENT: "green",
    StatutoryLetterState.NOT_NEEDED: "grey",
}


def address(letter: StatutoryLetter, name: str = "letter") -> str:
    return reverse(f"reviews:{name}", args=[letter.case.group.slug, letter.pk])


def section(request: GroupRequest, case: Case) -> Mapping[str, Any] | None:
    """What each body must have of this case: state, day and proof. Two queries."""
    rows = review_reading.letters(request.user, request.group, request.permissions, at=clock.now())
    if not any(map(request.may, review_reading.READS_LETTERS)):
        return None
    found = list(rows.filter(case=case).select_related("case__group", "proof", "review"))
    ids = [str(letter.pk) for letter in found]
    owed = Deadline.objects.filter(group=request.group, subject_kind=letters.SUBJECT, subject_id__in=ids)
    due = {row.subject_id: row for row in owed}
    today = clock.today()
    return {
        "rows": [_line(letter, due.get(str(letter.pk)), today) for letter in found],
        "new_url": reverse("reviews:letter_asked", args=[request.group.slug, case.pk])
        if request.may("manage_cases")
        else "",
    }


def _line(letter: StatutoryLetter, due: Deadline | None, today: Any) -> dict[str, Any]:
    late = bool(due and due.is_open and due.due_on < today)
    return {
        "letter": letter,
        "url": address(letter),
        "due": due.due_on if due and not due.released_at else None,
        "late": late,
        "state": "Late" if late else letter.get_state_display(),
        "colour": "red" if late else COLOURS[StatutoryLetterState(letter.state)],
    }


class LetterView(CaseView):
    """One letter (`pk` in the address), for those to whom its case is open and who read letters."""

    abstract = True
    permission = "view_all_cases"
    part = "a letter"

    @cached_property
    def letter(self) -> StatutoryLetter:
        rows = review_reading.letters(
            self.request.user, self.group, self.request.permissions, at=clock.now()
        ).select_related("case__group", "decision", "review", "approved_by", "recorded_by", "pdf", "proof")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def case(self) -> Case:
        return self.letter.case

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (str(self.letter.get_kind_display()), address(self.letter))]

    def save(self) -> HttpResponse | None:
        """Saves what stands in the box; answers the page again where that is refused."""
        form = letter_forms.LetterForm(self.request.POST)
        if not guarding.passes(
            form, case=self.case, place=str(self.letter), by=self.request.user, at=clock.now()
        ):
            return self.page(form, status=422)
        try:
            letters.edit(letter=self.letter, by=self.request.user, at=clock.now(), **form.cleaned_data)
        except Conflict as conflict:
            merged = letter_forms.LetterForm(initial={"text": conflict.mine, "version": self.letter.version})
            return self.page(merged, theirs=conflict.theirs, status=409)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, status=422)
        return None

    def page(
        self, form: letter_forms.LetterForm | None = None, *, theirs: str = "", status: int = 200
    ) -> HttpResponse:
        letter, case = self.letter, self.case
        drafted = letter.state == StatutoryLetterState.DRAFTED
        chair = self.may("decide_cases")
        shown: dict[str, Any] = {
            "title": f"{letter.get_kind_display()}: {letter.get_addressee_display()}",
            "caption": f"{case}, {case.reference}",
            "breadcrumbs": self.trail()[:-1],
            "letter": letter,
            "case": case,
            "addressee": statutory.body_name(case, letter.addressee),
            "form": form or letter_forms.LetterForm(initial={"text": letter.text, "version": letter.version}),
            "theirs": theirs,
            "colour": COLOURS[StatutoryLetterState(letter.state)],
            "due": Deadline.objects.filter(group=self.group).about(letters.SUBJECT, letter.pk).first(),
            "from_decision": clocks.FROM_DECISION
            if letter.decision and DateKind.CHAIR_DECIDED not in current_dates(case)
            else "",
            "seen": seen.word(str(letter.version), clock.now()),
            "may_edit": self.may("manage_cases") and drafted,
            "chair": chair,
            "approve_refused": why_not(policies.check_approve, letter)
            or ("" if chair else "The chair or the vice chair approves letters."),
            "may_manage": self.may("manage_cases"),
        }
        return render(self.request, "reviews/letter.html", shown, status=status)


class Letter(LetterView):
    permission = "view_all_cases"
    or_permission = "decide_reviews"
    acts: ClassVar[dict[str, str]] = {"post": "manage_cases"}

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.page()

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        if refused := self.save():
            return refused
        messages.success(request, "The letter is saved. The chair approves it before it is sent.")
        return redirect(address(self.letter))


class ApproveLetter(LetterView):
    """Approves what stands in the box: words typed and not saved are saved first."""

    permission = "decide_cases"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        letter = self.letter
        typed = request.POST.get("text", letter.text).replace("\r\n", "\n")
        word: str | None = request.POST.get("seen", "")
        if typed != letter.text and letter.state == StatutoryLetterState.DRAFTED:
            if refused := self.save():
                return refused
            word = None
        try:
            letters.approve(letter=letter, by=request.user, at=clock.now(), seen=word)
            messages.success(
                request, "The letter is approved. Send it by hand, then record that it was sent."
            )
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect(address(letter))


class LetterAct(LetterView, FormAct):
    """A form about one letter."""

    abstract = True

    def back(self) -> str:
        return address(self.letter)

    def more(self) -> dict[str, Any]:
        return {"caption": f"{self.letter.get_kind_display()}: {self.letter.get_addressee_display()}"}


class TakeBackLetter(LetterAct):
    permission = "decide_cases"
    form_class = letter_forms.ReasonForm
    title = "Take the approval back"
    button = "Take it back"
    done = "The letter is a draft again."

    def refuse(self) -> None:
        policies.check_take_back(self.letter)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        letters.take_back(letter=self.letter, because=said["because"], by=self.request.user, at=clock.now())


class LetterSent(LetterAct):
    permission = "manage_cases"
    form_class = letter_forms.SendingForm
    title = "Record that it was sent"
    button = "Record it"
    done = "It is recorded that the letter was sent."

    def refuse(self) -> None:
        policies.check_send(self.letter)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        letters.record_sending(
            letter=self.letter, sent_on=said["sent_on"], how=said["how"], proof_note=said["proof_note"], proof=file,
            by=self.request.user, at=clock.now(),
        )  # fmt: skip


class LetterNotNeeded(LetterAct):
    permission = "manage_cases"
    form_class = letter_forms.ReasonForm
    title = "The letter is not needed"
    button = "It is not needed"
    done = "The letter is owed no more."

    def refuse(self) -> None:
        policies.check_not_needed(self.letter)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        letters.not_needed(letter=self.letter, because=said["because"], by=self.request.user, at=clock.now())


class LetterNeeded(LetterView):
    permission = "manage_cases"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        letters.need_again(letter=self.letter, by=request.user, at=clock.now())
        messages.success(request, "The letter is a draft again, and is owed.")
        return redirect(address(self.letter))


class _LetterFile(LetterView):
    abstract = True
    which: ClassVar[str]

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        file: StoredFile | None = getattr(self.letter, self.which)
        if file is None:
            raise Http404("There is no such file of the letter.")
        return serve(file, as_attachment="save" in request.GET)


class LetterPdf(_LetterFile):
    permission = "view_all_cases"
    or_permission = "decide_reviews"
    which = "pdf"


class LetterProof(_LetterFile):
    permission = "view_all_cases"
    or_permission = "decide_reviews"
    part = "the proof that a letter was sent"
    which = "proof"


class InformationAsked(CaseView, FormAct):
    """A body asked for information about the case (`pk`): the answer to it is drafted, and owed."""

    permission = "manage_cases"
    form_class = letter_forms.InformationForm
    title = "Information was asked for"
    button = "Draft the answer"
    made: StatutoryLetter | None = None

    def initial(self) -> dict[str, Any]:
        return {"asked_on": clock.today()}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        self.made = letters.draft_information(case=self.case, by=self.request.user, at=clock.now(), **said)
        return "The answer is drafted. Write into it what was asked for."

    def back(self) -> str:
        return address(self.made) if self.made else self.url("case", self.case.pk)

    def trail(self) -> list[tuple[str, str]]:
        return CaseView.trail(self)

    def more(self) -> dict[str, Any]:
        return {
            "purpose": "By Ofsted, the Department for Education or the national panel. Say what, and the answer is drafted."
        }
