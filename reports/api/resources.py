from reports.api.annual import ANNUAL
from reports.api.figures import FIGURES
from reports.api.table import Resource
from reports.api.work import WORK

RESOURCES: dict[str, Resource] = {one.name: one for one in (*FIGURES, *ANNUAL, *WORK)}
