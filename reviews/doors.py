"""Where other parts listen: filled in their AppConfig.ready()."""

from collections.abc import Callable
from datetime import datetime

from reviews.models import ChairDecision, Outcome

decided: list[Callable[[ChairDecision, datetime], object]] = []
"""Called, in the same transaction, with each decision of the Independent Chair, also with one that replaces another."""
outcome_recorded: list[Callable[[Outcome, datetime], object]] = []
"""Called, in the same transaction, with each outcome that was recorded for a case."""
