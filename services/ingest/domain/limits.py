"""How much of what a report may hold, each with its reason. Each is stated once: here, or where it is imported from."""

from datetime import timedelta
from types import MappingProxyType

from shared.contacts import LONGEST_MAIL_ADDRESS, LONGEST_PHONE_NUMBERS
from shared.documents import LONGEST_BODY, LONGEST_SOURCE
from shared.widths import IDEMPOTENCY_KEY

TITLE = 100
"""A headline of an official report runs to two lines; the platforms' own limits are far below and cut later."""

BODY = LONGEST_BODY
BODY_SOURCE = LONGEST_SOURCE

PLACE = 100
PERSON_NAME = 50
AUTHORS = 100
"""Several names, as printed under the story."""

PHONE = LONGEST_PHONE_NUMBERS
EMAIL = LONGEST_MAIL_ADDRESS

ORIGIN = 100
CAPTION = 200
CREDIT = 50
REASON = 500
KEY = IDEMPOTENCY_KEY
"""Of an Idempotency-Key; a UUID is 36."""

FILES = 30
"""A gallery of 18 pictures is the most any platform takes; the rest is supporting material."""

FILE_NAME = 200
"""Characters. With a folder's path it stays below the 255 bytes of common file systems once renamed."""

MEGABYTE = 1024 * 1024

FILE_BYTES = MappingProxyType(
    {
        "picture": 30 * MEGABYTE,  # the finest JPEG of a camera is about 25 MB
        "document": 50 * MEGABYTE,  # a scanned, stamped PDF of some dozen pages
        "video": 1024 * MEGABYTE,  # raw footage of a few minutes in full HD, as the station wants it
    }
)

LARGEST_FILE_BYTES = max(FILE_BYTES.values())

REQUEST_BYTES = 2 * LARGEST_FILE_BYTES
"""All parts of one request together."""

REPORT_BYTES = 4 * MEGABYTE
"""The report itself as JSON: the body's source in three-byte characters, escaped, with room to spare."""

UPLOADS_KEPT = timedelta(days=7)
"""How long a form that was not finished finds its files again."""
