from reports.models.feedback import DecisionAnswer, Feedback, FeedbackAction
from reports.models.returns import CoordinatingMeeting, DecisionAsked, Return, SectionComment

__all__ = [
    "CoordinatingMeeting",
    "DecisionAnswer",
    "DecisionAsked",
    "Feedback",
    "FeedbackAction",
    "Return",
    "SectionComment",
]
