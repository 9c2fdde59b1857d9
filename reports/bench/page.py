from dataclasses import dataclass

from members.enums import Role


@dataclass(frozen=True)
class Page:
    name: str
    role: Role
    path: str
    under: int | None
    """The aim, in times the empty page; None where there is none."""
    holds: str = ""
    """What the page must show so many times, or it is not the page that was meant."""
    at_least: int = 0
