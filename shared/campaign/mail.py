"""The words a route may use: which e-mails there are, and who besides the contacts may get one."""

REJECTED = "rejected"

TEMPLATES: dict[str, frozenset[str]] = {
    "received": frozenset({"submission.received"}),
    "lead": frozenset({"submission.received"}),
    "arrived": frozenset({"submission.received"}),
    "filed": frozenset({"story.filed"}),
    "returned": frozenset({"story.returned"}),
    "voided": frozenset(
        {
            *("draft.edited", "draft.reviewed", "draft.resumed", "draft.released", "draft.withdrawn"),
            *("story.drafted", "story.filed", "story.returned", "story.withdrawn"),
        }
    ),
    "planned": frozenset({"story.planned"}),
    REJECTED: frozenset({"draft.reviewed"}),
    "signed_off": frozenset({"draft.signed_off"}),
    "released": frozenset({"draft.released"}),
    "published": frozenset({"draft.published"}),
    "withheld": frozenset({"draft.reviewed", "story.withdrawn"}),
    "restored": frozenset({"draft.resumed"}),
    "withdrawn": frozenset({"draft.withdrawn"}),
    "recalled": frozenset({"submission.withdrawn"}),
    "reminder": frozenset({"deadline.near"}),
}
"""Each is a folder of services/notifier/emails/templates (a test holds the two together); what it can tell of."""

OF_DRAFTS = frozenset({"withheld", "restored"})
"""Those that tell of the drafts that an act pulled or put back, facts of these names, and of nothing else."""

SUBMITTER = "submitter"
"""The report's contact person."""
SIGNERS = "signers"
"""Those whose signatures the act voided, or who signed what now passes other reviews."""
UNITS_OWING = "units_owing"
"""Every unit that has not yet sent what the deadline asks of it."""

RECIPIENT_WORDS: dict[str, frozenset[str]] = {
    SUBMITTER: frozenset().union(*TEMPLATES.values()) - TEMPLATES["reminder"],
    SIGNERS: TEMPLATES["voided"] | TEMPLATES["planned"],
    UNITS_OWING: TEMPLATES["reminder"],
}
"""Which events know such recipients."""
