"""The columns that trackers have, and the words that head them."""

FIELDS = {
    "reference": "reference of the action",
    "review": "review or source",
    "finding": "finding",
    "rec_no": "number of the recommendation",
    "recommendation": "recommendation",
    "addressed_to": "to whom the recommendation is addressed",
    "action": "action",
    "agency": "lead agency",
    "officer": "lead officer or post",
    "supporting": "supporting agencies",
    "agreed_on": "date agreed",
    "first_due": "first due date",
    "revised_due": "revised due date",
    "due": "due date",
    "rag": "traffic light",
    "status": "status in words",
    "tick": "status to be ticked",
    "progress": "progress or update",
    "outcome": "success criterion or desired outcome",
    "evidence": "evidence required",
    "evidence_supplied": "evidence supplied",
    "completed_on": "completed on",
    "signed_off": "signed off",
    "comments": "comments",
}

SEVERAL = frozenset({"progress", "comments", "tick"})
"""Fields of which a tracker may have several columns: they are read one after the other."""

NOT_USED = ""

HEADINGS: dict[str, tuple[str, ...]] = {
    "reference": (
        "ref", "reference", "action no", "action number", "action ref", "action reference", "ref no", "reference no", "no",
        "number", "id", "action id", "item no", "unique ref", "ref number", "item", "s no", "serial no",
        "minute no", "minute", "minute ref",
    ),
    "review": (
        "review", "source", "origin", "case", "scr", "plan", "action plan", "source review", "review name", "case review",
        "origin of action", "source of recommendation", "source of action", "case name", "project", "meeting",
    ),
    "finding": (
        "finding", "findings", "learning", "learning point", "lesson", "issue", "issue identified", "key finding",
        "learning identified", "theme", "area of learning", "priority", "objective", "ofsted paragraph",
    ),
    "rec_no": (
        "rec no", "rec", "recommendation no", "recommendation number", "rec number", "rec ref", "recommendation ref",
        "recommendation reference", "r no",
    ),
    "recommendation": (
        "recommendation", "recommendations", "scr recommendation", "what was recommended", "area for improvement",
        "recommendation text", "agreed recommendation", "overview report recommendation",
    ),
    "addressed_to": ("addressed to", "recommendation for", "scope", "applies to", "directed to", "local regional or national"),
    "action": (
        "action", "actions", "action required", "actions required", "key action", "key actions", "specific action", "task",
        "specific actions", "action to take", "action to be taken", "agreed action", "what", "what will we do", "what is to be done",
        "action agreed", "what needs to be done", "what we will do", "action description", "description", "response",
        "action point", "planned action", "tasks", "how will we do it", "steps", "what will be done", "what do we need to do",
    ),
    "agency": (
        "lead agency", "agency", "agency lead", "responsible agency", "organisation", "lead organisation", "agencies",
        "owning agency", "agency responsible", "lead partner", "partner", "which agency", "service", "partner agency",
        "owner agency", "responsible organisation", "lead agencies", "lead service",
    ),
    "officer": (
        "lead officer", "responsible officer", "officer", "named lead", "lead person", "person responsible", "action lead",
        "responsible person", "named officer", "lead name", "lead professional", "lead officer member", "lead officer post",
        "strategic lead", "post holder", "responsible manager", "name of lead", "contact", "name", "officer responsible",
        "post", "post title", "job title", "lead post", "role", "lead role",
    ),
    "supporting": (
        "supporting agencies", "support", "supporting agency", "supported by", "other agencies", "partners", "with",
        "supporting partners", "agencies involved", "other agencies involved", "contributing agencies", "in partnership with",
    ),
    "agreed_on": ("date agreed", "agreed", "date of recommendation", "date raised", "date", "date added", "date set",
                  "date at executive", "start date", "start", "date from", "date opened", "date of meeting", "meeting date"),
    "first_due": (
        "original target", "original target date", "original due date", "first due date", "original date", "initial target",
        "original deadline", "original timescale", "first target", "initial due date", "baseline date", "first due",
        "original completion date", "initial deadline",
    ),
    "revised_due": (
        "revised target", "revised target date", "revised date", "revised due date", "new date", "extended to", "new target",
        "revised deadline", "revised timescale", "expected new achievement date", "extension", "new target date", "new due date",
        "amended date", "expected new date", "extension date", "revised completion date", "extended deadline", "extended date",
        "extended timescale", "revised completion", "extended target", "extended target date", "new deadline", "new timescale",
        "revised by when",
    ),
    "due": (
        "timescale", "timescales", "due date", "due", "by when", "when", "target date", "deadline", "target", "completion date",
        "current due date", "timeframe", "time scale", "date due", "current target", "current target date", "due by", "timetable",
        "timescale target", "target completion date", "complete by", "to be completed by", "date for completion", "end date",
        "current deadline", "finish", "finish date", "end", "planned completion date", "expected completion", "expected date",
        "date to be completed", "date to complete", "date to be completed by", "to be completed", "completion due",
    ),
    "rag": (
        "rag", "brag", "rag rating", "rag status", "brag rating", "brag status", "r a g", "b r a g", "traffic light", "colour",
        "light", "current rag", "status rag", "rating", "ragb", "rag colour", "status colour", "progress rag",
    ),
    "status": (
        "status", "current status", "state", "action status", "position", "current position", "progress status", "complete",
        "completion status", "open closed", "open or closed", "complete y n", "percent complete", "percentage complete",
        "complete percent", "percent", "percentage",
    ),
    "tick": ("achieved", "on target", "on target to achieve", "not achieved", "achieved tick", "completed y n", "done", "done y n"),
    "progress": (
        "progress", "update", "updates", "progress update", "action taken", "what has been done", "progress notes", "latest update",
        "progress to date", "update on progress", "actions taken", "current progress", "progress report", "narrative",
        "progress against action", "latest position", "notes on progress", "actions taken to date", "quarterly update", "news",
        "commentary on progress", "progress and impact", "what have we done", "activity to date",
        "milestones", "key milestones", "key milestones achieved",
    ),
    "outcome": (
        "desired outcome", "outcome", "outcomes", "success criteria", "success criterion", "success measures", "success measure",
        "intended outcome", "expected outcome", "key outcomes", "outcome measure", "how will we know", "impact measure",
        "measure of success", "what will success look like", "measures", "intended impact", "expected impact", "impact", "so what",
        "output outcome measurement", "outcome output measurement", "what difference will it make", "key outcome",
        "what does good look like", "how will we know it has worked", "difference made",
    ),
    "evidence": (
        "evidence", "evidence required", "evidence needed", "evidence to be provided", "monitoring", "proof", "assurance required",
        "evidence of completion", "monitoring and evaluation", "how will it be evidenced", "evidence expected", "assurance",
        "what evidence is needed", "how will this be evidenced",
    ),
    "evidence_supplied": (
        "evidence supplied", "evidence received", "evidence provided", "evidence seen", "evidence submitted", "evidence on file",
        "evidence library", "evidence attached", "evidence held",
    ),
    "completed_on": (
        "completed on", "date completed", "completed", "completion", "date of completion", "actual completion date", "date closed",
        "closed on", "actual date", "date of completion and outcome", "closed", "actual completion", "completed date",
    ),
    "signed_off": (
        "signed off", "sign off", "signed off by", "sign off date", "date signed off", "approved by", "signed off on",
        "approval", "sub group sign off", "signed off by sub group", "board sign off",
    ),
    "comments": (
        "comments", "comment", "notes", "scrutiny comment", "remarks", "further information", "additional information",
        "scrutiny comments", "sub group comments", "risks", "barriers", "note", "chair comments", "challenge",
    ),
}  # fmt: skip

EITHER: dict[str, tuple[str, ...]] = {
    "agency|officer": (
        "lead",
        "owner",
        "who",
        "responsible",
        "by whom",
        "responsibility",
        "leads",
        "action owner",
        "owned by",
        "lead s",
        "who is responsible",
        "who will do it",
        "lead officer agency",
        "lead agency officer",
        "lead agency and officer",
        "lead agency lead officer",
        "assigned to",
        "accountable",
        "led by",
        "who by",
        "owners",
        "person agency responsible",
        "agency and lead officer",
        "agency officer",
        "lead officer and agency",
        "responsible lead",
    ),
}
"""Headings that do not tell: what stands in the column does."""
