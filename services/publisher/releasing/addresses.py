"""发布登记: the address and the platform, picked out of what somebody pasted from an app's share button."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

HOSTS: dict[str, tuple[str, ...]] = {
    "douyin": ("douyin.com", "iesdouyin.com"),
    "weibo": ("weibo.com", "weibo.cn", "t.cn"),
    "toutiao": ("toutiao.com", "toutiaocdn.com", "toutiaoimg.com"),
    "wechat": ("weixin.qq.com",),
}
"""Also their subdomains. The station may put an item anywhere."""

_URL = re.compile(r"https?://[^\s<>\"'，。；！？、）】》”’\u4e00-\u9fff]+", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    url: str
    platform: str
    """Empty where the host is none of the platforms'."""


def address_in(pasted: str) -> Address | None:
    """The first address of a known platform in the text, else the first address."""
    found = [_address(url.rstrip(".,;:!?)]}")) for url in _URL.findall(pasted)]
    addresses = [address for address in found if address is not None]
    return next((address for address in addresses if address.platform), addresses[0] if addresses else None)


def _address(url: str) -> Address | None:
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None
    if "." not in host:
        return None
    for platform, domains in HOSTS.items():
        if any(host == domain or host.endswith("." + domain) for domain in domains):
            return Address(url, platform)
    return Address(url, "")
