"""Referrals (F4): the list, and one as it is read, sent, returned or thrown away."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from reviews import guarding, openings, reading, referring
from reviews.enums import ReferralState
from reviews.forms.referrals import ReferralFilter, ReturnForm, WordsForm
from reviews.models import Case, Referral
from reviews.services import referrals
from reviews.views.base import MARKING
from reviews.views.parts import parts
from subgroup import clock, registry
from subgroup.errors import NotAllowed
from subgroup.lists import Column, ListPage
from subgroup.views.base import GroupRequest, GroupView

COLOURS = {
    ReferralState.DRAFT: "grey",
    ReferralState.CHECKING: "yellow",
    ReferralState.RETURNED: "orange",
    ReferralState.SENT: "green",
}


def address(referral: Referral, name: str = "referral") -> str:
    return reverse(f"reviews:{name}", args=[referral.group.slug, referral.pk])


def step_address(referral: Referral, step: referring.Step) -> str:
    return reverse("reviews:referral_step", args=[referral.group.slug, referral.pk, step.key])


def case_address(referral: Any) -> str | None:
    """Where the case opens to the reader."""
    return (
        reverse("reviews:case", args=[referral.group.slug, referral.case_id]) if referral.case_opens else None
    )


class ReferralList(ListPage, GroupView):
    permission = "refer_cases"
    title = "Referrals"
    purpose = "What agencies have referred, or are about to: yours, and those of your agency to check."
    marking = MARKING
    nouns = ("referral", "referrals")
    filterset_class = ReferralFilter
    template_name = "reviews/referrals.html"
    empty_text = "A referral appears here as soon as you begin one."
    ordering: ClassVar[list[str]] = ["-started_at"]
    columns: ClassVar[list[Column]] = [
        Column("reference", "Referral", link=address, sort="pk"),
        Column("agency__code", "Agency", sort="agency__code"),
        Column("started_by", "By", lambda one: one.started_by.name, sort="started_by__name"),
        Column("started_at", "Begun", lambda one: clock.day_of(one.started_at), sort="started_at"),
        Column(
            "state", "State", lambda one: one.get_state_display(), colour=lambda one: COLOURS[ReferralState(one.state)],
            sort="state",
        ),
        Column("case", "Case", lambda one: one.case.codename if one.case else "", link=case_address),
    ]  # fmt: skip

    def get_queryset(self) -> QuerySet[Referral]:
        who = self.request.user, self.group, self.request.permissions
        cases = reading.visible(*who, at=clock.now()).filter(pk=OuterRef("case_id"))
        rows = reading.referrals(*who, at=clock.now()).annotate(case_opens=Exists(cases))
        return rows.select_related("agency", "group", "started_by", "case")

    def list_context(self) -> dict[str, Any]:
        return {
            "parts": parts(self.request, "referrals"),
            "new_url": reverse("reviews:referral_new", args=[self.group.slug]),
        }


class ReferralView(GroupView):
    """A page of one referral; for whom it is not there, it is 404. A look at one that was sent is a look at its case."""

    abstract = True
    permission = "refer_cases"

    @cached_property
    def referral(self) -> Referral:
        rows = reading.referrals(self.request.user, self.group, self.request.permissions, at=clock.now())
        rows = rows.select_related("agency", "group", "started_by", "checked_by", "sent_by", "case__group")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def is_author(self) -> bool:
        return self.referral.started_by_id == self.request.user.pk

    @property
    def may_write(self) -> bool:
        return self.is_author and self.referral.state in (ReferralState.DRAFT, ReferralState.RETURNED)

    @cached_property
    def may_check(self) -> bool:
        if self.referral.agency is None or self.referral.state != ReferralState.CHECKING:
            return False
        people = referrals.representatives(self.referral.agency, on=clock.today())
        return self.request.user in people

    def check_writer(self) -> None:
        referrals.check_write(self.referral)
        if not self.is_author:
            raise PermissionDenied(f"{self.referral.started_by} writes this referral.")

    def check_checker(self) -> None:
        if self.referral.state != ReferralState.CHECKING:
            raise NotAllowed(f"This referral is “{self.referral.get_state_display()}”.")
        if not self.may_check:
            raise PermissionDenied(f"Who holds a seat of {self.referral.agency} checks this referral.")

    def trail(self, *, inner: bool = True) -> list[tuple[str, str]]:
        found = [("Referrals", reverse("reviews:referrals", args=[self.group.slug]))]
        return [*found, (str(self.referral), address(self.referral))] if inner else found

    def answers(self) -> list[dict[str, Any]]:
        """What was answered, page by page, with the way back to each while it is being written."""
        referral = self.referral
        return [
            {
                "title": step.title,
                "rows": [row for row in rows if row[2] or self.may_write],
                "url": step_address(referral, step) if self.may_write else "",
            }
            for step, rows in referring.told(referral.facts)
        ]

    def who(self) -> list[str]:
        """Of who the child is, that it is said and not what."""
        if self.referral.case_id:
            return []
        people = referrals.people_of(self.referral)
        given = [("name", "a name"), ("born_on", "a date of birth"), ("nhs_number", "an NHS number")]
        said = [words for name, words in given if any(person.get(name) for person in people)]
        return said or ["nothing yet"]


class ReferralDetail(ReferralView):
    permission = "refer_cases"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        referral = self.referral
        case = self._case()
        if case:
            openings.note(case=case, person=request.user, part="the referral", at=clock.now())
        sends = self.may_write or self.may_check
        page = {
            "title": str(referral),
            "caption": referral.origin,
            "breadcrumbs": self.trail(inner=False),
            "referral": referral,
            "colour": COLOURS[ReferralState(referral.state)],
            "answers": self.answers(),
            "who": self.who(),
            "who_url": step_address(referral, referring.BY_KEY["who"]) if self.may_write else "",
            "missing": self.missing() if self.may_write else [],
            "send_url": address(referral, "referral_send") if sends else "",
            "return_url": address(referral, "referral_return") if self.may_check else "",
            "discard_url": address(referral, "referral_discard") if self.may_write else "",
            "case": case,
            "case_url": self._case_url(case),
            "alike": self._alike(),
        }
        return render(request, "reviews/referral.html", page)

    def missing(self) -> list[tuple[str, str]]:
        found = referring.missing(self.referral.facts, referrals.people_of(self.referral))
        return [(sentence, step_address(self.referral, step)) for step, sentence in found]

    def _case(self) -> Case | None:
        return self.referral.case

    def _visible(self) -> QuerySet[Case]:
        return reading.visible(self.request.user, self.group, self.request.permissions, at=clock.now())

    def _case_url(self, case: Case | None) -> str:
        """Where the reader may open the case, its page."""
        if case is None or not self.may("view_cases") or not self._visible().filter(pk=case.pk).exists():
            return ""
        return reverse("reviews:case", args=[self.group.slug, case.pk])

    def _alike(self) -> list[tuple[str, str]]:
        """The cases that looked alike when it was sent, as far as they are there for the reader."""
        seen = self.referral.duplicates_seen
        rows = self._visible().filter(pk__in=seen) if seen and self.may("manage_cases") else []
        return [(str(one), reverse("reviews:case", args=[self.group.slug, one.pk])) for one in rows]


class SendReferral(ReferralView):
    """Everything once more, what will happen, and what the leak guard and the look for a duplicate ask."""

    permission = "refer_cases"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check_sender()
        return self.show(WordsForm({}, answers=self.said))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check_sender()
        referral, at = self.referral, clock.now()
        form = WordsForm(request.POST.dict(), answers=self.said)
        referrals.check_send(referral)
        if not guarding.passes_before(
            form, people=referrals.people_of(referral), group=self.group, place=referrals.place_of(referral),
            by=request.user, at=at,
        ):  # fmt: skip
            return self.show(form, status=422, asks=True)
        if self.goes_to_check:
            referrals.hand_over(referral=referral, by=request.user, at=at)
            messages.success(request, f"{referral} is with {referral.agency}’s representative, who was told.")
            return redirect(address(referral))
        found = referrals.alike(referral)
        shown = constant_time_compare(request.POST.get("alike", ""), self.word(found))
        try:
            case = referrals.send(
                referral=referral, by=request.user, at=at, seen_alike={case.pk for case in found if shown}
            )
        except referrals.LooksAlike as alike:
            return self.show(form, status=409, alike=alike, asks=bool(request.POST.get(guarding.BECAUSE)))
        if not referral.is_referred:
            messages.success(request, f"{case} is opened, and being screened.")
            return redirect(reverse("reviews:case", args=[self.group.slug, case.pk]))
        messages.success(
            request, f"{referral} is sent. Business support acknowledges it within two working days."
        )
        return redirect(address(referral))

    def check_sender(self) -> None:
        if self.referral.state == ReferralState.CHECKING:
            self.check_checker()
        else:
            self.check_writer()
        if not self.referral.is_referred and not self.may("manage_cases"):
            raise PermissionDenied(
                "Business support, the business manager or the chair opens a case that no agency referred."
            )

    @cached_property
    def said(self) -> dict[str, Any]:
        return referring.relevant(self.referral.facts)

    @cached_property
    def goes_to_check(self) -> bool:
        return referrals.is_checked_first(self.referral, by=self.request.user, on=clock.today())

    def word(self, found: list[Case]) -> str:
        """What was shown of cases that look alike, without saying which."""
        ids = ",".join(str(case.pk) for case in found)
        return salted_hmac("alike", f"{self.referral.pk}:{ids}").hexdigest()[:20]

    def show(
        self, form: WordsForm, status: int = 200, alike: referrals.LooksAlike | None = None, *, asks: bool = False
    ) -> HttpResponse:  # fmt: skip
        referral = self.referral
        missing = referring.missing(referral.facts, referrals.people_of(referral))
        page = {
            "title": "Check and send",
            "caption": f"{referral}, {referral.origin}",
            "breadcrumbs": self.trail(),
            "asked": form if asks else None,
            "form": form if form.errors else None,
            "answers": self.answers(),
            "who": self.who(),
            "who_url": step_address(referral, referring.BY_KEY["who"]) if self.may_write else "",
            "missing": [(sentence, step_address(referral, step)) for step, sentence in missing],
            "alike": alike,
            "alike_cases": self._open_to_reader(alike),
            "hidden": {"alike": self.word(alike.found)} if alike else {},
            **self._what_happens(),
            "cancel_url": address(referral),
            "cancel_text": "Not yet",
        }
        if alike:
            page["button"] = "Send it all the same"
        return render(self.request, "reviews/referral_send.html", page, status=status)

    def _what_happens(self) -> dict[str, Any]:
        if self.goes_to_check and self.referral.agency:
            people = referrals.representatives(self.referral.agency, on=clock.today())
            return {
                "happens": ["Your agency’s representative checks it, and sends it on or returns it with a reason."],
                "told": [person.name for person in people],
                "button": "Hand it over",
            }  # fmt: skip
        owner = ("role", "business_support")
        people = registry.people_for(self.group, [owner], on=clock.today())[owner]
        is_referred = self.referral.is_referred
        return {
            "happens": [
                "A case is opened under a codename that the system draws.",
                "Who the child is goes onto a part that few may open, and out of this referral.",
                "Business support acknowledges it within two working days."
                if is_referred
                else "It is screened at once: no agency waits for an acknowledgement.",
            ],
            "told": [person.name for person in people],
            "button": "Send the referral" if is_referred else "Open the case",
        }

    def _open_to_reader(self, alike: referrals.LooksAlike | None) -> list[tuple[str, str]]:
        if alike is None or not self.may("view_cases"):
            return []
        rows = reading.visible(self.request.user, self.group, self.request.permissions, at=clock.now())
        found = rows.filter(pk__in=[case.pk for case in alike.found])
        return [(str(case), reverse("reviews:case", args=[self.group.slug, case.pk])) for case in found]


class ReturnReferral(ReferralView):
    permission = "refer_cases"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check_checker()
        return self.show(ReturnForm())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check_checker()
        form, referral = ReturnForm(request.POST), self.referral
        if not guarding.passes_before(
            form, people=referrals.people_of(referral), group=self.group, by=request.user, at=clock.now(),
            place=f"{referrals.place_of(referral)} returned",
        ):  # fmt: skip
            return self.show(form, status=422)
        referrals.give_back(
            referral=referral, because=form.cleaned_data["because"], by=request.user, at=clock.now()
        )
        messages.success(request, f"{referral} is returned, and {referral.started_by} was told.")
        return redirect(address(referral))

    def show(self, form: ReturnForm, status: int = 200) -> HttpResponse:
        page = {
            "title": f"Return {self.referral}",
            "breadcrumbs": self.trail(),
            "intro": f"{self.referral.started_by} is told by mail and can change it.",
            "form": form,
            "button": "Return it",
            "cancel_url": address(self.referral),
        }
        return render(self.request, "shapes/form.html", page, status=status)


class DiscardReferral(ReferralView):
    permission = "refer_cases"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check_writer()
        page = {
            "title": "Throw the draft away?",
            "happens": [f"{self.referral} and all that was typed in it is deleted. Nothing of it was sent."],
            "told": [],
            "button": "Throw it away",
            "destructive": True,
            "breadcrumbs": self.trail(),
            "cancel_url": address(self.referral),
        }
        return render(request, "shapes/confirm.html", page)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check_writer()
        referrals.throw_away(referral=self.referral, by=request.user, at=clock.now())
        messages.success(request, "The draft is thrown away.")
        return redirect(reverse("reviews:referrals", args=[self.group.slug]))
