"""Everything that the desk may have to name has a Chinese name."""

from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.drafting.platforms.limits import limits_of
from services.publisher.stories.content import Origin
from services.publisher.stories.ledger.entry import Action
from services.publisher.stories.words import ACTIONS, FIELDS, ORIGINS, field_name


def test_every_act_of_the_ledger_has_a_name():
    assert set(ACTIONS) == set(Action)


def test_every_origin_has_a_name():
    assert set(ORIGINS) == set(Origin)


def test_every_counted_field_of_every_platform_has_a_name():
    counted = {limit.field for content_type in PLATFORMS for limit in limits_of(content_type).limits}
    assert counted <= set(FIELDS)


def test_a_place_is_named_as_people_count():
    assert field_name("title") == "标题"
    assert field_name("images[1].caption") == "图片2·图说"
    assert field_name("lower_thirds[0].title") == "字幕条1·身份"
    assert field_name("") == "全稿"
