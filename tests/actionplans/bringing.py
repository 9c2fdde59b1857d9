"""Trackers at each state of their import, and templates: for tests that open every page."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from actionplans.models import TrackerImport
from actionplans.services import imports, templates
from subgroup.files import storage
from subgroup.models import SubGroup
from tests import factories

HEAD = "Review,Rec no,Recommendation,Action no,Action,Lead agency,Due date,RAG"
PREVIEWED = f"""{HEAD}
SCR Child W,1,Practice is changed,1.1,Write the protocol,GMP,1 March 2018,Amber
SCR Child W,1,Practice is changed,1.2,Brief all teams,All agencies,Sept 2017,Green
SCR Child W,1,Practice is changed,1.3,,GMP,ongoing,
"""
WRITTEN = f"""{HEAD}
SCR Child X,1,Practice is changed,1.1,Write the guidance,SRFT,1 March 2018,Amber
"""


def settle(group: SubGroup, at: datetime) -> TrackerImport:
    """Two that are previewed with rows of each sort (the first and the last), one written, one that cannot be read."""
    first = bring(group, PREVIEWED, at)
    imports.write(tracker_import=bring(group, WRITTEN, at), by=factories.holder(group, "S06"), at=at)
    bring(group, "Dear all,\nthere is no list in here\n", at)
    templates.add_shipped(group=group, by=factories.holder(group, "S06"), at=at)
    bring(group, PREVIEWED, at)
    return first


def bring(group: SubGroup, text: str, at: datetime) -> TrackerImport:
    by = factories.holder(group, "S06")
    upload = SimpleUploadedFile("tracker.csv", text.encode())
    return imports.start(
        group=group, file=storage.store(group=group, upload=upload, by=by, at=at), by=by, at=at
    )
