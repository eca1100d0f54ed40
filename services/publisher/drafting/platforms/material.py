"""What a story gives a formatter: its text tidied, as prose, with title, by-line and topics."""

from dataclasses import replace
from itertools import chain

import regex

from services.publisher.drafting.lines import told, untold
from services.publisher.drafting.platforms.limits import Limit, PictureLimit
from services.publisher.drafting.platforms.passages import Passage, Shorter, Writing, from_source, shortened, template
from services.publisher.drafting.source import Source
from services.publisher.stories.content import Picture
from shared.contracts.submissions import Block, Byline
from shared.text.counting import utf16_units
from shared.text.cutting import TITLE
from shared.text.normalising import normalise, normalise_line
from shared.words import KINDS

SHORTEST_TITLE = 4
"""Code points: a shorter beginning of a title says nothing."""

LONGEST_TOPIC = 30
"""UTF-16 units. No platform names a limit; a longer topic is not searched for."""

TOPIC = regex.compile(r"[\p{L}\p{N}·_]+")
"""What a topic may consist of on all platforms: a space or a mark would end it."""


def tidied(source: Source) -> Source:
    """The same story without invisible marks and stray spaces; `findings` tell the editor what was tidied."""
    return replace(
        source,
        title=normalise_line(source.title).text,
        body=tuple(Block(kind=block.kind, text=normalise(block.text).text) for block in source.body),
        place=normalise_line(source.place).text,
        byline=Byline(text=normalise_line(source.byline.text).text, photo=normalise_line(source.byline.photo).text),
        origin=normalise_line(source.origin).text,
        unit=source.unit.model_copy(update={"name": normalise_line(source.unit.name).text}),
        pictures=tuple(_tidied_picture(picture) for picture in source.pictures),
        covers=tuple(_tidied_picture(picture) for picture in source.covers),
    )


def prose(source: Source, writing: Writing, name: str) -> Passage:
    """The body as running text, a line each paragraph; headings are left out."""
    writing.left_out(name, "\n".join(line.text for line in untold(source)), "短文不带小标题")
    return joined([from_source(line.text, line.block) for line in told(source)])


def joined(passages: list[Passage]) -> Passage:
    lines = [
        template("\n").pieces + passage.pieces if index else passage.pieces for index, passage in enumerate(passages)
    ]
    return Passage(tuple(chain.from_iterable(lines)))


def beginning(passage: Passage, limit: Limit, source: Source) -> Shorter:
    """As long as a formatter aims at; where the first sentence is longer, that one, up to the platform's limit."""
    aimed = shortened(passage, limit.aims_at, whole=source.phrases)
    if aimed.passage.pieces:
        return aimed
    first = shortened(passage.first_sentence(), limit.fits, whole=source.phrases)
    return Shorter(first.passage, passage.text[len(first.passage.text) :])


def title(source: Source, limit: Limit, writing: Writing, name: str = "title") -> tuple[str, str]:
    """The title, and again if it is only a proposal: then nobody has yet accepted the shorter one."""
    whole = from_source(source.title)
    used = limit.measure(source.title)
    if limit.min <= used <= limit.max:
        return writing.put(name, whole), ""
    at_least = max(SHORTEST_TITLE, limit.min)
    shorter = shortened(whole, limit.fits, at=TITLE, whole=source.phrases, at_least=at_least)
    if used < limit.min or not shorter.passage.pieces:
        shorter = Shorter(template(_stand_in(source, limit)), source.title)
    what = "过短" if used < limit.min else f"超过{limit.max}字"
    writing.left_out(name, shorter.removed, f"{limit.label}{what}，现为系统拟稿，请确认或改写")
    proposed = writing.put(name, shorter.passage)
    return proposed, proposed


def byline(source: Source, limit: Limit, writing: Writing, name: str = "byline") -> str:
    """（济南市教育局 通讯员 张三 摄影 李四）; too long, it is the unit alone, and at worst nothing."""
    unit = from_source(source.origin or source.unit.name)
    full = unit
    for role, names in (("通讯员", source.byline.text), ("摄影", source.byline.photo)):
        if names:
            full += template(f" {role} ") + from_source(names)
    for candidate in (full, unit):
        bracketed = template("（") + candidate + template("）")
        if candidate.pieces and limit.fits(bracketed.text):
            if candidate is not full:
                writing.left_out(name, full.text, "署名过长")
            return writing.put(name, bracketed)
    writing.left_out(name, full.text, "署名过长")
    return ""


def topics(source: Source, limit: Limit, writing: Writing) -> list[str]:
    """The campaign's topics, as many as are wanted; without any, the category. Those that found no place are noted."""
    wanted = tuple(dict.fromkeys(source.topics)) or (source.category_title,)
    usable = [topic for topic in wanted if is_topic(topic)]
    most = limit.aim or limit.max
    left_out = {
        "含空格、标点或过长，平台会截断": [topic for topic in wanted if topic not in usable],
        f"话题宜在{most}个以内": usable[most:],
    }
    for reason, topics_left in left_out.items():
        for topic in topics_left:
            writing.left_out("topics", topic, reason)
    return [writing.put(f"topics[{index}]", template(topic)) for index, topic in enumerate(usable[:most])]


def is_topic(topic: str) -> bool:
    return TOPIC.fullmatch(topic) is not None and utf16_units(topic) <= LONGEST_TOPIC


def images(
    source: Source, most: int | None, shape: PictureLimit | None, writing: Writing, name: str = "images"
) -> list[Picture]:
    """The pictures that this platform takes, in the unit's order; what is left out is noted."""
    suited = list[Picture]()
    for picture in source.pictures:
        if shape is not None and (reason := unsuited(picture, shape)):
            writing.left_out(name, picture.name, reason)
        else:
            suited.append(picture)
    taken = suited[:most]
    for picture in suited[len(taken) :]:
        writing.left_out(name, picture.name, f"最多{most}张图片")
    for index, picture in enumerate(taken):
        writing.put(f"{name}[{index}].caption", from_source(picture.caption))
        writing.put(f"{name}[{index}].credit", from_source(picture.credit))
    return taken


def unsuited(picture: Picture, shape: PictureLimit) -> str | None:
    """Why the platform would refuse the picture, in Chinese."""
    aspect = picture.width / picture.height if picture.height else 0
    if picture.media_type not in shape.media_types:
        return "格式不支持，请换成 JPG 或 PNG"
    if picture.size > shape.max_bytes:
        return f"超过{shape.max_bytes // 1_000_000} MB，请压缩"
    if picture.width < shape.min_width or picture.height < shape.min_height:
        return f"小于{shape.min_width}×{shape.min_height}，请换大图"
    if (shape.narrowest and aspect < shape.narrowest) or (shape.widest and aspect > shape.widest):
        return "宽高比不合要求，请裁剪或换图"
    return None


def _stand_in(source: Source, limit: Limit) -> str:
    """For a title without any place to cut it, one long 《》 say: what the system itself knows of the story."""
    kind = KINDS[source.kind]
    candidates = (f"{source.unit.name}{source.category_title}", source.category_title, f"{source.unit.name}{kind}")
    return next((words for words in candidates if words and limit.min <= limit.measure(words) <= limit.max), kind)


def _tidied_picture(picture: Picture) -> Picture:
    return replace(picture, caption=normalise_line(picture.caption).text, credit=normalise_line(picture.credit).text)
