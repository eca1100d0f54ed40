"""Every content type, on one screen. To add one: see "Add a platform" in CONTRIBUTING.md."""

from services.publisher.drafting.platform import Platform
from services.publisher.drafting.platforms.douyin_image_text.formatter import DouyinImageText
from services.publisher.drafting.platforms.toutiao_article.formatter import ToutiaoArticle
from services.publisher.drafting.platforms.toutiao_micro.formatter import ToutiaoMicro
from services.publisher.drafting.platforms.tv_item.formatter import TvItemFormatter
from services.publisher.drafting.platforms.weibo_status.formatter import WeiboStatus
from shared.contracts.words import ContentType

PLATFORMS: dict[ContentType, Platform] = {
    ContentType.DOUYIN_IMAGE_TEXT: DouyinImageText(),
    ContentType.WEIBO_STATUS: WeiboStatus(),
    ContentType.TOUTIAO_ARTICLE: ToutiaoArticle(),
    ContentType.TOUTIAO_MICRO: ToutiaoMicro(),
    ContentType.TV_ITEM: TvItemFormatter(),
}
