"""机审提示: everything the machine notices about a draft, in one list of rules and in a fixed order."""

from services.publisher.domain.findings.examination import RULES, Checks, examine
from services.publisher.domain.findings.lexicon import Lexicon
from services.publisher.domain.findings.scene import Context, Rule, Scene

__all__ = ["RULES", "Checks", "Context", "Lexicon", "Rule", "Scene", "examine"]
