"""The words that events, API and pages share. Chinese names stand beside them in `shared/words.py`."""

from enum import StrEnum


class Kind(StrEnum):
    HIGHLIGHT = "highlight"
    CASE = "case"
    SUMMARY = "summary"


class ContentType(StrEnum):
    DOUYIN_IMAGE_TEXT = "douyin.image_text"
    WEIBO_STATUS = "weibo.status"
    TOUTIAO_ARTICLE = "toutiao.article"
    TOUTIAO_MICRO = "toutiao.micro"
    TV_ITEM = "tv.item"


class SubmissionState(StrEnum):
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    FILED = "filed"


UNCOUNTED = frozenset({SubmissionState.WITHDRAWN, SubmissionState.REJECTED})
"""A report in such a state meets no quota, and nothing more is done to it."""


class DraftState(StrEnum):
    """DELIVERING, FAILED and OUTCOME_UNKNOWN are reserved for platforms that are posted to by the program: part of the
    contract, so that readers know them beforehand, and said of no draft yet.
    """

    AWAITING_FIRST_REVIEW = "awaiting_first_review"
    AWAITING_SECOND_REVIEW = "awaiting_second_review"
    AWAITING_EXTRA_REVIEW = "awaiting_extra_review"
    AWAITING_FINAL_REVIEW = "awaiting_final_review"
    SIGNED_OFF = "signed_off"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    PUBLISHED = "published"
    RETURNED = "returned"
    REJECTED = "rejected"
    HELD = "held"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
    OUTCOME_UNKNOWN = "outcome_unknown"


class Stage(StrEnum):
    FIRST = "first"
    SECOND = "second"
    EXTRA = "extra"
    FINAL = "final"


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105  a verdict, not a password
    RETURN = "return"
    REJECT = "reject"
    HOLD = "hold"


class Consent(StrEnum):
    OBTAINED = "obtained"
    PUBLIC_SCENE = "public_scene"
    MISSING = "missing"


class AiUse(StrEnum):
    NONE = "none"
    ASSISTED = "assisted"
    GENERATED = "generated"


class FileRole(StrEnum):
    MEDIA = "media"
    EVIDENCE = "evidence"


class BlockKind(StrEnum):
    """What a paragraph is; the whole structure a report keeps."""

    PARAGRAPH = "p"
    HEADING = "h2"
    SUBHEADING = "h3"
    QUOTE = "quote"
    ITEM = "li"
