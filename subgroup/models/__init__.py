from subgroup.models.deadlines import Breach, DailyRun, Deadline, DeadlineMove, Message, Reminder
from subgroup.models.group import Closure, Stamped, StoredFile, SubGroup, Terms
from subgroup.models.objective import Objective, ObjectiveLight
from subgroup.models.people import Person
from subgroup.models.printout import Printout
from subgroup.models.programme import Programme, ProgrammeItem, ProgrammeVersion
from subgroup.models.risk import Risk, RiskEntry

__all__ = [
    "Breach",
    "Closure",
    "DailyRun",
    "Deadline",
    "DeadlineMove",
    "Message",
    "Objective",
    "ObjectiveLight",
    "Person",
    "Printout",
    "Programme",
    "ProgrammeItem",
    "ProgrammeVersion",
    "Reminder",
    "Risk",
    "RiskEntry",
    "Stamped",
    "StoredFile",
    "SubGroup",
    "Terms",
]
