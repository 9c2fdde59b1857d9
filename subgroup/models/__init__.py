from subgroup.models.deadlines import Breach, DailyRun, Deadline, DeadlineMove, Message, Reminder
from subgroup.models.group import Closure, Stamped, StoredFile, SubGroup, Terms
from subgroup.models.people import Person

__all__ = [
    "Breach",
    "Closure",
    "DailyRun",
    "Deadline",
    "DeadlineMove",
    "Message",
    "Person",
    "Reminder",
    "Stamped",
    "StoredFile",
    "SubGroup",
    "Terms",
]
