"""Pictures of strangers, decoded in one way at the door and for publication: neither takes what the other cannot."""

from shared.pictures.fitness import LONG_SIDE, useless
from shared.pictures.reading import Seen, TooLargePicture, UnreadablePicture, read_picture

__all__ = ["LONG_SIDE", "Seen", "TooLargePicture", "UnreadablePicture", "read_picture", "useless"]
