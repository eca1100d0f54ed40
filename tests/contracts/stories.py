"""Stories for the platform suite: made by hand, and made at random."""

from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from services.publisher.drafting.source import Source
from services.publisher.stories.content import Picture
from shared.contracts.submissions import Block, Byline, Unit
from shared.contracts.words import AiUse, BlockKind, Consent, Kind
from shared.ids import Sha256

NOTICE = (Path(__file__).parents[1] / "unit/shared/text/notice.txt").read_text(encoding="utf-8")

THEME = "学习贯彻二十大，终身学习向未来"


def picture(
    number: int, *, caption: str = "活动现场", credit: str = "李四", width: int = 1600, height: int = 1200
) -> Picture:
    return Picture(
        sha256=Sha256(f"{number:064x}"),
        original=Sha256(f"{number + 1000:064x}"),
        name=f"现场{number}.jpg",
        media_type="image/jpeg",
        width=width,
        height=height,
        size=300_000,
        caption=caption,
        credit=credit,
        consent=Consent.OBTAINED,
    )


def cover(number: int) -> Picture:
    return picture(number + 500, width=1280, height=720)


def story(
    title: str = "济南市启动全民终身学习活动周",
    body: str = "12月5日，济南市启动全民终身学习活动周。市民3,500余人参加，参与率达12.5%。“智慧助老”课堂教老人用手机。",
    *,
    kinds: tuple[BlockKind, ...] = (),
    pictures: int = 2,
    byline: Byline | None = None,
    unit: str = "济南市教育局",
    place: str = "济南市",
    origin: str = "",
    topics: tuple[str, ...] = ("全民终身学习活动周", "智慧助老"),
    phrases: tuple[str, ...] = (THEME,),
    ai_use: AiUse = AiUse.NONE,
) -> Source:
    lines = body.split("\n")
    return Source(
        number="2022-0001",
        unit=Unit(code="370100", name=unit, type="city"),
        kind=Kind.HIGHLIGHT,
        category="ceremony",
        category_title="启动仪式",
        title=title,
        body=tuple(
            Block(kind=kinds[index] if index < len(kinds) else BlockKind.PARAGRAPH, text=line)
            for index, line in enumerate(lines)
        ),
        event_date=date(2022, 12, 5),
        place=place,
        byline=byline or Byline(text="张三 王五", photo="李四"),
        origin=origin,
        ai_use=ai_use,
        pictures=tuple(picture(number) for number in range(pictures)),
        covers=tuple(cover(number) for number in range(pictures)),
        topics=topics,
        theme=THEME,
        phrases=phrases,
    )


COUNTED = (
    *("16市", "0.01毫米", "3学分", "零下5度", "300平方公里", "3个百分点", "100余人次", "1.2万亩", "12辆", "8间"),
    *(
        "2022 年 12 月 26 日",
        "5月1日—5月7日",
        "10%—20%",
        "20至30人",
        "60公里/小时",
        "3小时20分",
        "第25讲",
        "660×370像素",
    ),
    *("十六市", "两镇", "四十余所", "百分之九十五", "三点五万人", "第二十三期", "５校", "2½小时", "-5℃", "￥300元"),
)
"""Numbers with what they count, each whole or absent."""

WORDS = st.sampled_from(
    [
        *COUNTED,
        "济南市",
        "终身学习",
        "开展活动",
        "老年人",
        "𠮷祥社区",
        "㐂乐",
        "👨‍👩‍👧‍👦",
        "🇨🇳",
        "❤️‍🔥",
        "👍🏽",
        "e\N{COMBINING ACUTE ACCENT}",
        "《教育新闻。第一期》",
        "“能者为师，共学。同行”",
        "“他说：‘好。’”",
        "（含县、市，区）",
        "#智慧助老，在行动#",
        "@济南教育 ",
        "https://www.example.org/a,b;c?d=e.f",
        "12.5%",
        "1,000,000元",
        "2022年12月26日",
        "17:30",
        "1—2个",
        "３.５万人次",
        "AI",
        "Lifelong Learning",
        THEME,
    ]
)
MARKS = st.sampled_from(
    ["，", "、", "、\n", "。", "；", "：", "！", "？", "……", ",", ".", " ", "——", "\n", "”", "《", "#", ""]
)
SENTENCES = st.lists(st.tuples(WORDS, MARKS), max_size=60).map(lambda pairs: "".join(map("".join, pairs)))
ANY = st.text(st.characters(), max_size=80)
PROSE = st.one_of(SENTENCES, ANY, st.tuples(SENTENCES, st.integers(1, 40)).map(lambda pair: pair[0] * pair[1]))
LINES = st.one_of(st.lists(st.tuples(WORDS, MARKS), max_size=12).map(lambda pairs: "".join(map("".join, pairs))), ANY)
LONG = st.integers(0, len(NOTICE)).map(lambda at: (NOTICE[at:] + NOTICE * 10)[:20_000])

STORIES = st.builds(
    story,
    title=st.one_of(LINES, st.tuples(LINES, st.just(THEME), LINES).map("".join)),
    body=st.one_of(PROSE, PROSE, LONG, st.tuples(PROSE, LONG).map("".join)),
    kinds=st.lists(st.sampled_from(BlockKind), max_size=8).map(tuple),
    pictures=st.sampled_from([1, 2, 5, 12, 33]),
    byline=st.builds(Byline, text=LINES, photo=LINES),
    unit=st.one_of(st.just("济南市教育局"), LINES),
    place=LINES,
    origin=LINES,
    topics=st.lists(st.one_of(st.just("智慧助老"), LINES), max_size=6).map(tuple),
    ai_use=st.sampled_from(AiUse),
)
