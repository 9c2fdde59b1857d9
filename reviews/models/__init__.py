from reviews.models.cases import (
    Breaking,
    Case,
    CaseDate,
    CaseOpening,
    ChronologyEntry,
    IdentityPerson,
    LeakOverride,
    Naming,
    OpeningHead,
    ShutOut,
)
from reviews.models.cdop import ChildDeath, DeathImport, DeathImportRow, DeathRequest
<<<<<<< HEAD
from reviews.models.clocks import ClockException, Pinning, Relaxation, StatutoryLetter
=======
from reviews.models.clocks import ClockException, Relaxation, StatutoryLetter
from reviews.models.keeping import KeepingDecision
>>>>>>> c1dd08c (What is hidden of a case is hidden in dates, mail, agendas, minutes, packs, breaches, returns and reminders; the log, the glass, the chronology and keeping have pages (S1, F4))
from reviews.models.referrals import Referral
from reviews.models.reviews import (
    AgencyReport,
    Finding,
    Milestone,
    Review,
    ReviewDocument,
    ReviewPerson,
    ReviewRecommendation,
)
from reviews.models.screening import (
    AgencyView,
    Assessment,
    ChairDecision,
    EarlierAnswer,
    InformationRequest,
    LimbAnswer,
    Outcome,
    Panel,
    PanelMember,
    PanelRecommendation,
)

__all__ = [
<<<<<<< HEAD
    "AgencyReport", "AgencyView", "Assessment", "Breaking", "Case", "CaseDate", "CaseOpening", "ChairDecision",
    "ChildDeath", "ChronologyEntry", "ClockException", "DeathImport", "DeathImportRow", "DeathRequest", "EarlierAnswer",
    "Finding", "IdentityPerson", "InformationRequest", "LeakOverride", "LimbAnswer", "Milestone", "Naming",
    "OpeningHead", "Outcome", "Panel", "PanelMember", "PanelRecommendation", "Pinning", "Referral", "Relaxation",
    "Review", "ReviewDocument", "ReviewPerson", "ReviewRecommendation", "ShutOut", "StatutoryLetter",
=======
    "AgencyReport", "AgencyView", "Assessment", "Breaking", "Case", "CaseDate", "CaseOpening", "ChairDecision", "ChildDeath",
    "ChronologyEntry", "ClockException", "DeathImport", "DeathImportRow", "DeathRequest", "Finding", "IdentityPerson",
    "InformationRequest", "KeepingDecision", "LeakOverride", "LimbAnswer", "Milestone", "Naming", "OpeningHead", "Outcome", "Panel",
    "PanelMember",
    "PanelRecommendation", "Referral", "Relaxation", "Review", "ReviewDocument", "ReviewPerson", "ReviewRecommendation",
    "ShutOut", "StatutoryLetter",
>>>>>>> c1dd08c (What is hidden of a case is hidden in dates, mail, agendas, minutes, packs, breaches, returns and reminders; the log, the glass, the chronology and keeping have pages (S1, F4))
]  # fmt: skip
