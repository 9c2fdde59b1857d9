"""A case that is not there is 404 under every address of it, to who may open no case too: like one that never was (S1)."""

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from reviews import models, reading
from reviews.histories import case_of
from subgroup import clock
from subgroup.models import Person, SubGroup

THINGS: dict[str, type[Model]] = {
    "": models.Case,
    "chronology": models.ChronologyEntry,
    "letters": models.StatutoryLetter,
    "namings": models.Naming,
    "panels": models.Panel,
    "panels/members": models.PanelMember,
    "referrals": models.Referral,
    "requests": models.InformationRequest,
    "reviews": models.Review,
    "reviews/documents": models.ReviewDocument,
    "reviews/findings": models.Finding,
    "reviews/people": models.ReviewPerson,
    "reviews/recommendations": models.ReviewRecommendation,
    "reviews/reports": models.AgencyReport,
    "reviews/steps": models.Milestone,
    "shut-outs": models.ShutOut,
}
"""What stands behind the number of an address, by what comes before it."""
_ROUTE = re.compile(r"/cases/([a-z/-]*?)/?<int:pk>")


def is_gone(request: HttpRequest, group: SubGroup, person: Person, kwargs: Mapping[str, Any]) -> bool:
    """Whether the address is of a case that is hidden from the person, or of a thing that never was."""
    match = request.resolver_match and _ROUTE.search(request.resolver_match.route)
    model = THINGS.get(match[1]) if match else None
    if model is None:
        return False
    thing = model._base_manager.filter(pk=kwargs["pk"]).first()
    if thing is None:
        return True
    case = case_of(thing)
    return case is not None and str(case.pk) in reading.hidden_cases(person, group, clock.now())
