"""How long a short text may be, in characters: one number a thing, for the door and for every table that keeps it.

To make one smaller is to refuse what is already stored; to make one larger takes a migration of each table that has it.
"""

WORD = 64
"""Of the contracts (kinds, states, content types), also those that are not known yet; and of our own."""
APPROVAL = 16
"""Its stage and its act: our own words alone, and held by triggers that would have to be made again."""
ID = 36
"""A UUID: all that we give."""
HASH = 64
"""SHA-256 in hexadecimal digits."""

KEY = 64
"""A campaign's names for its parts: categories, offices, deadlines, publishing accounts; an e-mail's template."""
UNIT = 64
"""A unit's code."""
NUMBER = 96
"""A report's number: its unit's code with the campaign before and a place behind."""
SERIES = 80
"""A number without its place."""
ACCOUNT = 64
"""By its id, where a table stands apart from identity's."""
LOGIN = 64
NAME = 200
LABEL = 100
"""What a token is for."""
PASSWORD = 200
"""Its hash."""
ADDRESS = 64
"""A visitor's, as the network has it."""
SOURCE = 80
"""Of tries to sign in: an address, or a device by its hash."""
AGENT = 200
"""The browser, as it calls itself, and no more of it."""
EMAIL = 254
"""RFC 5321: what fits into a path."""
PHONE = 64

EVENT_ID = 64
EVENT_TYPE = 128
SUBJECT = 256
QUEUE = 128
OPERATOR = 128
"""Who replayed a dead letter."""
TIMER = 200
IDEMPOTENCY_KEY = 200

RECIPIENT = 128
"""`unit:…`, `contact:…`, `person:…`, `account:…`."""
MAIL_ADDRESS = 320
MESSAGE_ID = 255

LEVEL = 1
INSTANT = 40
"""A time as the ledger writes it."""
MEDIA_TYPE = 128
REFUSAL = 200
"""Why a picture cannot be shown, in our own words."""
SLUG = 100
TAG = 400
"""A feed's item: a host's name, a year and a slug."""
PATH = 100
"""A document of the feed."""
