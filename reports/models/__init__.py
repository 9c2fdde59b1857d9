from reports.models.annual import AnnualReport, ChapterText
from reports.models.binder import Binder, BinderMaking, BinderOpening
from reports.models.feedback import DecisionAnswer, Feedback, FeedbackAction
from reports.models.returns import (
    CoordinatingMeeting,
    DecisionAsked,
    Return,
    ReturnCorrection,
    SectionComment,
)

__all__ = [
    "AnnualReport",
    "Binder",
    "BinderMaking",
    "BinderOpening",
    "ChapterText",
    "CoordinatingMeeting",
    "DecisionAnswer",
    "DecisionAsked",
    "Feedback",
    "FeedbackAction",
    "Return",
    "ReturnCorrection",
    "SectionComment",
]
