"""What of a draft's content is known and not the editor's to say: a picture's bytes, the facts of the report."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.publisher.stories.content import Content, Picture

PICTURES = ("images", "media", "covers")
"""The fields that hold pictures."""

SAID = ("caption", "credit")
"""Of a picture: what an editor may say of it."""


ABOUT = "about"
"""Of the report that the draft was made from; a newer revision does not change it."""


def as_known(sent: Content, own: Content, shown: Iterable[Picture]) -> Content:
    """`sent` with every picture as it is known, from what may be shown or else from the draft's `own` content.

    What is sent of a picture's bytes, name and consent is not looked at; one that nobody knows is left as it came.
    """
    said = {name: value for name, value in sent.items() if name != ABOUT}
    return _with_known_pictures(said, own, shown) | ({ABOUT: own[ABOUT]} if ABOUT in own else {})


def _with_known_pictures(sent: Content, own: Content, shown: Iterable[Picture]) -> Content:
    known = [picture.as_json() for picture in shown]
    told = {picture["sha256"] for picture in known}
    known += [picture for picture in _pictures(own) if picture["sha256"] not in told]
    return {field: _known(value, known) if field in PICTURES else value for field, value in sent.items()}


def _known(value: Any, known: Sequence[dict[str, Any]]) -> Any:
    return [_of_one(picture, known) for picture in value] if isinstance(value, list | tuple) else value


def _of_one(picture: Any, known: Sequence[dict[str, Any]]) -> Any:
    if not isinstance(picture, dict):
        return picture
    same = [one for one in known if one["sha256"] == picture.get("sha256")]
    if not same:
        return picture
    # One picture sent in twice has one content and two names.
    fact = next((one for one in same if _without_words(one) == _without_words(picture)), same[0])
    return {**fact, **{part: picture[part] for part in SAID if part in picture}}


def _without_words(picture: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in picture.items() if name not in SAID}


def _pictures(content: Content) -> list[dict[str, Any]]:
    return [picture for field in PICTURES for picture in content.get(field, ())]
