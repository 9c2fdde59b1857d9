from reports.models.annual import AnnualReport, ChapterText
from reports.models.feedback import DecisionAnswer, Feedback, FeedbackAction
from reports.models.returns import CoordinatingMeeting, DecisionAsked, Return, SectionComment

__all__ = [
    "AnnualReport",
    "ChapterText",
    "CoordinatingMeeting",
    "DecisionAnswer",
    "DecisionAsked",
    "Feedback",
    "FeedbackAction",
    "Return",
    "SectionComment",
]
