"""Words by which English agencies go. A word counts only where the group has an agency that it fits."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """An agency by name, whose short forms are known. `signs` are words of which the code or a name of the group's agency has one."""

    code: str
    name: str
    signs: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A sort of agency. Its words stand for the only agency of that sort that the group has; where there are several, for none."""

    signs: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A service that acts in its own name and belongs to an agency of the kind `of`."""

    code: str
    name: str
    words: tuple[str, ...]


KNOWN = (
    Known("GMP", "Greater Manchester Police", ("gmp", "greater manchester police"), ("gm police", "gmp police")),
    Known("SRFT", "Salford Royal NHS Foundation Trust", ("srft", "salford royal"), ("salford royal", "srht", "nca")),
    Known(
        "CMFT", "Manchester University NHS Foundation Trust",
        ("cmft", "central manchester university hospitals", "manchester university", "mft"),
        ("cmft", "mft", "cmmc", "central manchester", "manchester university", "manchester university hospitals"),
    ),
    Known(
        "GMMH", "Greater Manchester Mental Health NHS Foundation Trust", ("gmmh", "greater manchester mental health"),
        ("gmw", "greater manchester west", "gm mental health", "gmmhft", "gmmh"),
    ),
    Known(
        "NPS", "National Probation Service", ("nps", "national probation"),
        ("nps", "national probation", "the probation service"),
    ),
    Known(
        "CRC", "Community Rehabilitation Company", ("crc", "community rehabilitation"),
        ("crc", "community rehabilitation company", "community rehab", "gm crc", "cgm crc", "cheshire gm crc", "purple futures"),
    ),
    Known("NWAS", "North West Ambulance Service", ("nwas", "north west ambulance"), ("nwas", "north west ambulance")),
    Known("CAFCASS", "Cafcass", ("cafcass",), ("children and family court advisory and support service",)),
    Known("NSPCC", "NSPCC", ("nspcc",)),
    Known("NHSE", "NHS England", ("nhse", "nhs england"), ("nhs e",)),
    Known("WWL", "Wrightington, Wigan and Leigh NHS Foundation Trust", ("wwl", "wrightington"), ("wwlft",)),
    Known("GMFRS", "Greater Manchester Fire and Rescue Service", ("gmfrs", "greater manchester fire"), ("gm fire",)),
    Known("BTP", "British Transport Police", ("btp", "british transport police")),
    Known("CPS", "Crown Prosecution Service", ("cps", "crown prosecution")),
)  # fmt: skip

KINDS = (
    Kind(("police", "constabulary"), ("police", "constabulary", "the police")),
    Kind(
        ("council", "local authority", "borough"),
        (
            "csc", "childrens services", "childrens social care", "social care", "social services", "cypd", "early help",
            "childrens social work", "social work", "council", "local authority", "city council", "borough council",
            "county council", "public health", "public health nursing", "adult social care", "asc", "safeguarding unit",
            "cc csc", "cc", "mbc", "bridge partnership", "iro service", "complex safeguarding",
        ),
    ),
    Kind(
        ("business unit", "safeguarding board", "safeguarding children board", "safeguarding partnership", "lscb", "board"),
        (
            "lscb", "board", "business unit", "safeguarding board", "safeguarding children board", "lscb business unit",
            "board manager", "lscp", "safeguarding partnership",
        ),
    ),
    Kind(
        ("ccg", "clinical commissioning"),
        ("ccg", "clinical commissioning group", "commissioners", "gp", "gps", "gp practices", "primary care", "nhs ccg"),
    ),
    Kind(("icb", "integrated care"), ("icb", "integrated care board")),
    Kind(("camhs",), ("camhs", "child and adolescent mental health", "child and adolescent mental health services")),
    Kind(("mental health",), ("mental health", "adult mental health")),
    Kind(
        ("hospital", "hospitals", "nhs ft", "nhs foundation trust", "nhs trust", "royal", "infirmary"),
        ("hospital", "acute trust", "hospital trust", "maternity", "midwifery", "a e"),
    ),
    Kind(("nhs", "ccg", "hospital", "hospitals", "health", "icb"), ("health", "nhs", "health services")),
    Kind(
        ("housing", "homes"),
        ("housing", "strategic housing", "housing providers", "housing provider", "housing options", "landlords", "rsl",
         "social landlords", "registered providers"),
    ),
    Kind(("probation", "crc", "nps", "rehabilitation"), ("probation", "probation service", "probation services")),
    Kind(("ambulance",), ("ambulance", "ambulance service")),
    Kind(("fire",), ("fire", "fire service", "fire and rescue")),
    Kind(("cafcass",), ("cafcass",)),
    Kind(("voluntary", "cvs", "vcs"), ("voluntary sector", "vcs", "vcse", "third sector", "cvs")),
)  # fmt: skip

PARTS_OF = ("council", "local authority", "borough")
PARTS = (
    Part(
        "EDU", "Education",
        ("education", "schools", "education and helping families", "education helping families", "education services",
         "education welfare", "schools and education", "edu"),
    ),
    Part("LEGAL", "Legal Services", ("legal", "legal services", "solicitors", "legal team")),
    Part(
        "YOS", "Youth Offending Service",
        ("yos", "yot", "youth offending", "youth offending service", "youth offending team", "yjs", "youth justice",
         "youth justice service"),
    ),
)  # fmt: skip

EVERYONE = (
    "all", "all agencies", "all partners", "all partner agencies", "all services", "all members", "all organisations",
    "every agency", "each agency", "everyone", "multi agency", "multiagency", "all board members", "all board partners",
    "partner agencies", "partners", "agencies", "all named agencies", "sub group members", "all leads",
)  # fmt: skip

NATIONAL = (
    "department for education", "department of education", "dfe", "department of health", "department of health and social care",
    "dhsc", "department for work and pensions", "dwp", "ministry of justice", "moj", "home office", "youth justice board",
)  # fmt: skip
"""They are no part of any agency of a place, though words of theirs are."""

NOBODY = (
    "tbc",
    "tba",
    "tbd",
    "na",
    "n a",
    "none",
    "unknown",
    "vacant",
    "not known",
    "to be confirmed",
    "to be agreed",
    "not allocated",
)

SHORT_FORMS = {
    "gtr": "greater",
    "nw": "north west",
    "natl": "national",
    "nat": "national",
    "dept": "department",
    "serv": "service",
    "svc": "service",
    "svcs": "services",
    "hosp": "hospital",
    "assoc": "association",
    "probn": "probation",
    "safegdg": "safeguarding",
}

SMALL_WORDS = frozenset(
    (
        "the", "of", "for", "and", "nhs", "ft", "foundation", "trust", "ltd", "limited", "plc", "service", "services", "dept",
        "department", "team", "unit", "agency", "lead",
    )
)  # fmt: skip
