"""The terms of reference (M4): one TOML file to a version, read, checked, stored and asked."""

from typing import TYPE_CHECKING

from subgroup.terms.content import ParsedTerms
from subgroup.terms.parsing import parse
from subgroup.terms.reader import Problem, TermsError

if TYPE_CHECKING:
    from subgroup.models import Terms

__all__ = ["ParsedTerms", "Problem", "TermsError", "content_of", "parse"]


def content_of(terms: "Terms") -> ParsedTerms:
    """What a stored version says. Read once for each instance of the row."""
    found = terms.__dict__.get("_content")
    if found is None:
        found = terms.__dict__["_content"] = ParsedTerms.from_json(terms.data)
    return found
