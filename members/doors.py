"""Where upper apps listen: filled in their AppConfig.ready()."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from members.models import Holding
from subgroup.models import Deadline, Person, SubGroup

holder_came: list[Callable[[Holding, datetime], object]] = []
"""Called, in the same transaction, with each holding that begins by an appointment; not with a membership that is loaded."""
dates_moving: list[Callable[[SubGroup, datetime, Person], object]] = []
"""Called, in the same transaction, before what is owed moves to what another calendar gives: for what follows it."""
also_told: list[Callable[[SubGroup, Sequence[Deadline]], Mapping[int, Sequence[Person]]]] = []
"""Who else is told when these move than who answers for them: deadline id → people."""
