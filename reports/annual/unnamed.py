"""The report names no case (reviews/unnamed.py), and no plan that comes from one."""

from actionplans.naming import OF_CASES
from reviews.unnamed import Named, named, refusal

__all__ = ["OF_CASES", "Named", "named", "refusal"]
