from django.db import models


class Role(models.TextChoices):
    """What a seat or an appointment makes of a person. What each may do stands in members/roles.py."""

    CHAIR = "chair", "Chair"
    VICE_CHAIR = "vice_chair", "Vice chair"
    BUSINESS_SUPPORT = "business_support", "Business support (minutes)"
    BUSINESS_MANAGER = "business_manager", "Business manager"
    MEMBER = "member", "Member"
    DEPUTY = "deputy", "Deputy of a member"
    AGENCY_LEAD = "agency_lead", "Agency lead"
    CDG_READER = "cdg_reader", "Coordination and Delivery Group reader"
    LIQA_READER = "liqa_reader", "Learning and Improvement and QA reader"
    INDEPENDENT_CHAIR = "independent_chair", "Independent Chair of the Board"
    CDOP_COORDINATOR = "cdop_coordinator", "CDOP coordinator"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "System administrator"


SEAT_ROLES = [Role.CHAIR, Role.VICE_CHAIR, Role.BUSINESS_SUPPORT, Role.BUSINESS_MANAGER, Role.MEMBER]
APPOINTED_ROLES = [
    Role.AGENCY_LEAD, Role.CDG_READER, Role.LIQA_READER, Role.INDEPENDENT_CHAIR, Role.CDOP_COORDINATOR, Role.AUDITOR,
    Role.ADMINISTRATOR,
]  # fmt: skip
READING_ROLES = [Role.CDG_READER, Role.LIQA_READER, Role.AUDITOR]
"""Those of which a program may have the rights: they change nothing."""
