"""The words for a group's agencies, from its own records: codes, names, former names and kinds."""

from pathlib import Path

from members.models import Agency
from subgroup import terms
from subgroup.models import SubGroup
from subgroup.sheets.agencies import Agency as Words
from subgroup.sheets.agencies import AgencyWords


def of_group(group: SubGroup) -> AgencyWords:
    agencies = Agency.objects.filter(group=group).prefetch_related("names").order_by("id")
    return AgencyWords(
        tuple(
            Words(
                code=agency.code,
                names=tuple(dict.fromkeys([agency.name, *(former.name for former in agency.names.all())])),
                category=agency.category,
            )
            for agency in agencies
        )
    )


def of_shipped_terms() -> AgencyWords:
    """The agencies of the terms of reference that come with the program: for trying a file before a group is set up."""
    newest = max((Path(terms.__file__).parent / "data").glob("*.toml"))
    parsed = terms.parse(newest.read_text(encoding="utf-8"))
    return AgencyWords(
        tuple(Words(code=a.code, names=(a.name,), category=a.category) for a in parsed.agencies)
    )
