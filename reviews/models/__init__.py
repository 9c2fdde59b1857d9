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
from reviews.models.cdop import (
    AnnualReturn,
    ChildDeath,
    DeathImport,
    DeathImportRow,
    DeathRequest,
    DeathRequestNote,
)
from reviews.models.clocks import ClockException, Pinning, Relaxation, StatutoryLetter
from reviews.models.keeping import KeepingDecision
from reviews.models.learning import (
    Bulletin,
    BulletinMail,
    BulletinPoint,
    LearningPoint,
    PassedOn,
    Subscriber,
)
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
    "AgencyReport", "AgencyView", "AnnualReturn", "Assessment", "Breaking", "Bulletin", "BulletinMail", "BulletinPoint", "Case",
    "CaseDate", "CaseOpening", "ChairDecision", "ChildDeath", "ChronologyEntry", "ClockException", "DeathImport",
    "DeathImportRow", "DeathRequest", "DeathRequestNote", "EarlierAnswer", "Finding", "IdentityPerson", "InformationRequest",
    "KeepingDecision", "LeakOverride", "LearningPoint", "LimbAnswer", "Milestone", "Naming", "OpeningHead", "Outcome", "Panel",
    "PanelMember", "PanelRecommendation", "PassedOn", "Pinning", "Referral", "Relaxation", "Review", "ReviewDocument",
    "ReviewPerson", "ReviewRecommendation", "ShutOut", "StatutoryLetter", "Subscriber",
]  # fmt: skip
