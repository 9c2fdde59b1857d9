"""What `manage.py check` says of cases: every file of guidance can be used."""

from typing import Any

from django.core import checks

from reviews import regimes


def register() -> None:
    checks.register(check_regimes, "reviews")


def check_regimes(**options: Any) -> list[checks.CheckMessage]:
    """A file that cannot be used is left out, so the system does not start on it."""
    return [
        checks.Error(problem, hint="docs/regimes.md describes the files.", id="reviews.E001")
        for problem in regimes.problems()
    ]
