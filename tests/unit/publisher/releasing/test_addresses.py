import pytest

from services.publisher.releasing.addresses import Address, address_in


@pytest.mark.parametrize(
    ("pasted", "url", "platform"),
    [
        (
            "7.53 复制打开抖音，看看【济南社区教育的作品】 # 智慧助老 https://v.douyin.com/iRNBho5m/ tRe:/ 09/21",
            "https://v.douyin.com/iRNBho5m/",
            "douyin",
        ),
        (
            "https://www.douyin.com/note/7300000000000000000",
            "https://www.douyin.com/note/7300000000000000000",
            "douyin",
        ),
        (
            "济南社区课堂的微博：https://weibo.com/1234567890/Mabcdefgh，欢迎转发",
            "https://weibo.com/1234567890/Mabcdefgh",
            "weibo",
        ),
        ("http://t.cn/A6abcdef。", "http://t.cn/A6abcdef", "weibo"),
        (
            "社区课堂教老人用手机 - 今日头条 https://m.toutiao.com/is/iRNabc12/",
            "https://m.toutiao.com/is/iRNabc12/",
            "toutiao",
        ),
        (
            "（见https://www.toutiao.com/article/7300/?log_from=a）",
            "https://www.toutiao.com/article/7300/?log_from=a",
            "toutiao",
        ),
        ("https://www.sdetv.com.cn/news/1.html", "https://www.sdetv.com.cn/news/1.html", ""),
        ("先看 https://example.org/x 再看 https://weibo.com/1/2", "https://weibo.com/1/2", "weibo"),
        ("https://notweibo.com/1", "https://notweibo.com/1", ""),
    ],
)
def test_address_and_platform_are_picked_out_of_a_share_text(pasted: str, url: str, platform: str):
    assert address_in(pasted) == Address(url, platform)


@pytest.mark.parametrize(
    "pasted", ["", "已发布", "weibo.com/1/2", "javascript:alert(1)", "ftp://example.org/1", "https://["]
)
def test_a_text_without_an_address_has_none(pasted: str):
    assert address_in(pasted) is None
