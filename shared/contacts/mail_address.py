"""An e-mail address: read the same at the door, in a campaign, on the command line and before sending."""

import re
from collections.abc import Callable

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from shared.contacts.folding import folded
from shared.widths import EMAIL

LONGEST_MAIL_ADDRESS = EMAIL
"""RFC 5321: what fits into a path."""

_LONGEST_NAME = 64
_EXAMPLE = "如 name@example.org"
_DOT_TYPED_IN_CHINESE = re.compile(r"(?<=\w)[。｡](?=\w)")
_SEVERAL = re.compile(r"@.*@|@[^@、,;/|\s]+\.[^@、,;/|\s]+[、,;/|\s]+\w|\w[、,;]+\w.*@")
_IN_BRACKETS = re.compile(r"\s*[(\[【「『〔{][^@()\[\]【】「」『』〔〕{}]*[)\]】」』〕}]\s*")
_BEHIND_IT = re.compile(r"[\s。.,;:!?、…]+$")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]")
"""RFC 5322's atoms. Quoted names are of no use to an office, only to an attacker."""


def mail_address(text: str) -> str:
    """One mailbox as people read it: jinan@例子.中国. ValueError says in Chinese what is wrong with it."""
    return _read(text).normalized


def deliverable(address: str) -> str:
    """The same as mail servers read it, in ASCII: jinan@xn--fsqu00a.xn--fiqs8s. ValueError as above."""
    sent_to = _read(address).ascii_email
    if sent_to is None:
        raise ValueError(f"这个邮箱写法不对，请核对，{_EXAMPLE}。")
    return sent_to


def _read(text: str) -> ValidatedEmail:
    address = _DOT_TYPED_IN_CHINESE.sub(".", folded(text))
    for slip in _SLIPS:
        if told := slip(address):
            raise ValueError(told)
    try:
        # No DNS: the door is quick and does not depend on the network; what does not exist comes back as a refusal.
        return validate_email(address, allow_smtputf8=False, check_deliverability=False)
    except EmailNotValidError:
        raise ValueError(f"@ 后面的“{address.rpartition('@')[2]}”不是能收信的域名，请核对。") from None


def _mailto(address: str) -> str:
    scheme, _, rest = address.partition(":")
    return f"请去掉开头的“{scheme}:”，只写“{rest}”。" if scheme.casefold() == "mailto" else ""


def _name_before(address: str) -> str:
    match = re.search(r"<([^<>]+)>$", address)
    return f"请只写尖括号里的“{match[1]}”。" if match else ""


def _several(address: str) -> str:
    return "这里只能填一个邮箱，现在写了几个；请只留一个。" if _SEVERAL.search(_IN_BRACKETS.sub("", address)) else ""


def _remark(address: str) -> str:
    match, rest = _IN_BRACKETS.search(address), _IN_BRACKETS.sub("", address)
    return f"请去掉“{match[0].strip()}”，只写“{rest}”。" if match and not rest.endswith("@") else ""


def _behind_it(address: str) -> str:
    match = _BEHIND_IT.search(address)
    return f"末尾多了“{match[0].strip()}”，请改为“{address[: match.start()]}”。" if match else ""


def _space(address: str) -> str:
    return "邮箱里不能有空格，请只写地址。" if " " in address else ""


def _no_at(address: str) -> str:
    name, at, domain = address.partition("@")
    return "" if name and at and domain else f"邮箱不完整，应是 @ 前后都有内容，{_EXAMPLE}。"


def _name(address: str) -> str:
    name = address.partition("@")[0]
    if not name.isascii():
        return f"@ 前面的“{name}”含有英文字母、数字以外的字，多数邮件系统送不到；请换一个邮箱。"
    if wrong := _NOT_IN_A_NAME.search(name):
        return f"邮箱的 @ 前面不能有“{wrong[0]}”，请核对。"
    if len(name) > _LONGEST_NAME:
        return f"@ 前面最多 {_LONGEST_NAME} 个字符，现有 {len(name)} 个，请核对。"
    return _dots(name, "前面")


def _domain(address: str) -> str:
    domain = address.partition("@")[2]
    if "." not in domain.strip("."):
        return f"@ 后面的“{domain}”不完整，{_EXAMPLE}。"
    return _dots(domain, "后面")


def _dots(part: str, where: str) -> str:
    if ".." in part:
        return f"邮箱的 @ {where}有两个连着的点，请核对。"
    if part.startswith("."):
        return f"邮箱的 @ {where}不能以点开头，请核对。"
    return f"邮箱的 @ {where}不能以点结尾，请核对。" if part.endswith(".") else ""


_SLIPS: tuple[Callable[[str], str], ...] = (
    _mailto,
    _name_before,
    _several,
    _remark,
    _behind_it,
    _space,
    _no_at,
    _name,
    _domain,
)
"""The usual slips, each with a sentence of its own; the first that fits is told."""
