"""What a unit writes, as blocks: one reader for each form, for the report and for its preview alike."""

from shared.documents.body import Body, BodyForm, LeftOut, UnreadableBody
from shared.documents.limits import LONGEST_BODY, LONGEST_SOURCE, too_much
from shared.documents.reading import BodyReader, ReadBody, read_body

__all__ = [
    "LONGEST_BODY",
    "LONGEST_SOURCE",
    "Body",
    "BodyForm",
    "BodyReader",
    "LeftOut",
    "ReadBody",
    "UnreadableBody",
    "read_body",
    "too_much",
]
