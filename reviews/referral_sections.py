"""What the page of a case says of its referral, of who the child is, and of what the leak guard asked."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from reviews.enums import CaseState
from reviews.models import Case, LeakOverride, Referral
from reviews.reading import CASE
from reviews.services import acknowledging
from reviews.services.leaks import in_words
from subgroup import clock
from subgroup.deadlines.wording import listing
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest


def referral_section(request: GroupRequest, case: Case) -> Mapping[str, Any]:
    """How the case came, with the referral if there is one, and its acknowledgement."""
    referral = Referral.objects.filter(case=case).select_related("started_by", "sent_by", "agency").first()
    manages = request.may("manage_cases")
    slug = request.group.slug
    told = (
        [one.name for one in acknowledging.told(case, referral, clock.now())] if referral and manages else []
    )
    return {
        "case": case,
        "referral": referral,
        "referral_url": reverse("reviews:referral", args=[slug, referral.pk]) if referral and manages else "",
        "due": Deadline.objects.filter(group=request.group, rule="acknowledge_referral")
        .about(CASE, case.pk)
        .first(),
        "acknowledge_url": reverse("reviews:acknowledge", args=[slug, case.pk])
        if manages and case.state == CaseState.REFERRED
        else "",
        "rename_url": reverse("reviews:codename", args=[slug, case.pk]) if manages else "",
        "mails": _mails(case, told),
    }


def _mails(case: Case, told: list[str]) -> str:
    """Who hears of the acknowledgement, and what."""
    if not told:
        return "Nobody gets a mail with the acknowledgement."
    gets = "gets" if len(told) == 1 else "get"
    return (
        f"With the acknowledgement {listing(told)} {gets} a mail with the reference {case.reference} and the codename "
        f"{case.codename}, and nothing else."
    )


def identity_section(request: GroupRequest, case: Case) -> Mapping[str, Any] | None:
    if not request.may("view_identity"):
        return {"url": ""}
    return {"url": reverse("reviews:identity", args=[request.group.slug, case.pk])}


def leak_section(request: GroupRequest, case: Case) -> Mapping[str, Any] | None:
    """For who reads the log of a case: who went on although the leak guard asked."""
    if not request.may("view_case_log"):
        return None
    rows = LeakOverride.objects.filter(case=case).select_related("by")[:10]
    found = [(row, in_words(row.kinds)) for row in rows]
    return {"rows": found, "url": reverse("reviews:leaks", args=[request.group.slug])} if found else None
