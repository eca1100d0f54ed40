"""What nobody sees, by Unicode's properties: default-ignorable, a format control, or blank. In a sequence that shapes
what is seen, an emoji's or a script's, it is meant.
"""

import regex

_BLANK = "\u2800\ufffc\U0001d159\U00016fe4\U00013441\U00013442"
"""Without a glyph though no property says so: the empty Braille cell, an object that did not come along, the fillers of
musical, Khitan and Egyptian writing.
"""

UNSEEN = rf"\p{{Default_Ignorable_Code_Point}}\p{{Cf}}{_BLANK}"
"""For a set in brackets."""

_MONGOLIAN = r"[\p{Script=Mongolian}&&\p{L}]"

_TWO_STYLES = (
    "⌚⌛⏩⏪⏳◽◾☔☕♈♉♊♋♌♍♎♏♐♑♒♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛔⛪⛲⛳⛵⛺⛽❓❗⬛⬜⭐⭕🀄🈚🈯🌍🌎🌏🌕🌜🍸🎓🎧🎬🎭🎮🏂🏄🏆🏊🏠🏭🐈🐕🐟🐦👂👆👇👈👉"
    "👍👎👓👪👽💣💰💳💻💿📋📚📟📤📥📦📪📫📬📭📷📹📺📻🔈🔍🔒🔓🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛🕜🕝🕞🕟🕠🕡🕢🕣🕤🕥🕦🕧😐🚇🚍🚑🚔🚘🚭🚲🚹🚺🚼"
)
"""Shown as emoji by default, and yet with a style to choose (emoji-variation-sequences.txt, Unicode 15). Of those shown
as text by default all have one; digits only below a keycap.
"""

_TAGGED = "|".join(
    "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f" for region in ("gbeng", "gbsct", "gbwls")
)
"""The three flags that Unicode recommends (RGI_Emoji_Tag_Sequence). Other tags change no picture: they hide letters."""

_MEANT = rf"""
    (?<=[\p{{Emoji}}--[\p{{Emoji_Presentation}}\p{{Emoji_Modifier}}0-9#*]]|[{_TWO_STYLES}])[\uFE0E\uFE0F]
    | (?<=[0-9#*])\uFE0F(?=\u20E3)
    | (?<=\U0001F3F4)(?:{_TAGGED})
    | (?<=\p{{Unified_Ideograph}})[\U000E0100-\U000E01EF]
    | (?<={_MONGOLIAN})(?:[\u180B-\u180D\u180F]|\u180E(?={_MONGOLIAN}))
"""

STRAY = regex.compile(rf"(?:{_MEANT})(*SKIP)(*FAIL)|[{UNSEEN}--\u200C\u200D]", regex.VERSION1 | regex.VERBOSE)
"""All of it that no valid sequence holds; the two joiners are for `normalising`, which looks at both their sides."""
