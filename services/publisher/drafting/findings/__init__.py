"""机审提示: everything the machine notices about a draft, in one list of rules and in a fixed order."""

from services.publisher.drafting.findings.examination import RULES, Checks, examine
from services.publisher.drafting.findings.lexicon import Lexicon
from services.publisher.drafting.findings.scene import Context, Rule, Scene

__all__ = ["RULES", "Checks", "Context", "Lexicon", "Rule", "Scene", "examine"]
