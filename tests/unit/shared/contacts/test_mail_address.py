"""An address is folded to one that mail servers take, or refused with a sentence for its own case."""

import pytest

from shared.contacts import LONGEST_MAIL_ADDRESS, deliverable, mail_address


@pytest.mark.parametrize(
    ("written", "kept", "sent_to"),
    [
        ("jinan@example.org", "jinan@example.org", "jinan@example.org"),
        ("ｊｉｎａｎ@example.org", "jinan@example.org", "jinan@example.org"),
        ("ｊｉｎａｎ＠ｅｘａｍｐｌｅ．ｏｒｇ", "jinan@example.org", "jinan@example.org"),
        ("jinan@example。org", "jinan@example.org", "jinan@example.org"),
        (" \u200bjinan@example.org\u3000", "jinan@example.org", "jinan@example.org"),
        ("Ji.Nan+week@EXAMPLE.org", "Ji.Nan+week@example.org", "Ji.Nan+week@example.org"),
        ("jinan/study@example.org", "jinan/study@example.org", "jinan/study@example.org"),
        ("jinan@例子.中国", "jinan@例子.中国", "jinan@xn--fsqu00a.xn--fiqs8s"),
        ("jinan@例子。中国", "jinan@例子.中国", "jinan@xn--fsqu00a.xn--fiqs8s"),
        ("jinan@xn--fsqu00a.xn--fiqs8s", "jinan@例子.中国", "jinan@xn--fsqu00a.xn--fiqs8s"),
    ],
)
def test_an_address_is_kept_as_people_read_it_and_sent_to_as_servers_do(written: str, kept: str, sent_to: str):
    assert (mail_address(written), deliverable(written)) == (kept, sent_to)
    assert (mail_address(kept), deliverable(kept)) == (kept, sent_to), "and the same again"


REFUSED = [
    ("jinan@example.org。", "末尾多了“。”，请改为“jinan@example.org”。"),
    ("jinan@example.org.", "末尾多了“.”，请改为“jinan@example.org”。"),
    ("jinan@example.org，", "末尾多了“,”，请改为“jinan@example.org”。"),
    ("jinan@example.org（张）", "请去掉“(张)”，只写“jinan@example.org”。"),
    ("jinan@example.org【办公室】", "请去掉“【办公室】”，只写“jinan@example.org”。"),
    ("(x)a@example.org", "请去掉“(x)”，只写“a@example.org”。"),
    ("张三 <a@example.org>", "请只写尖括号里的“a@example.org”。"),
    ("a@example.org、b", "这里只能填一个邮箱，现在写了几个；请只留一个。"),
    ("a@example.org；b@example.org", "这里只能填一个邮箱，现在写了几个；请只留一个。"),
    ("a@example.org b@example.org", "这里只能填一个邮箱，现在写了几个；请只留一个。"),
    ("a@example.org/b@example.org", "这里只能填一个邮箱，现在写了几个；请只留一个。"),
    ("a@example.org（张），b@example.org（李）", "这里只能填一个邮箱，现在写了几个；请只留一个。"),
    ("a@b.cn\r\nBcc: c@d.cn", "这里只能填一个邮箱，现在写了几个；请只留一个。"),
    ("mailto:a@example.org", "请去掉开头的“mailto:”，只写“a@example.org”。"),
    ("ＭａｉｌＴｏ：a@example.org", "请去掉开头的“MailTo:”，只写“a@example.org”。"),
    ("张三@example.org", "@ 前面的“张三”含有英文字母、数字以外的字，多数邮件系统送不到；请换一个邮箱。"),
    ("a..b@example.org", "邮箱的 @ 前面有两个连着的点，请核对。"),
    (".a@example.org", "邮箱的 @ 前面不能以点开头，请核对。"),
    ("a.@example.org", "邮箱的 @ 前面不能以点结尾，请核对。"),
    ("a@example..org", "邮箱的 @ 后面有两个连着的点，请核对。"),
    ("a@.example.org", "邮箱的 @ 后面不能以点开头，请核对。"),
    ("a:b@example.org", "邮箱的 @ 前面不能有“:”，请核对。"),
    ('"a"@example.org', '邮箱的 @ 前面不能有“"”，请核对。'),
    ("a@example .org", "邮箱里不能有空格，请只写地址。"),
    ("jinan", "邮箱不完整，应是 @ 前后都有内容，如 name@example.org。"),
    ("@example.org", "邮箱不完整，应是 @ 前后都有内容，如 name@example.org。"),
    ("jinan@", "邮箱不完整，应是 @ 前后都有内容，如 name@example.org。"),
    ("", "邮箱不完整，应是 @ 前后都有内容，如 name@example.org。"),
    ("jinan@example", "@ 后面的“example”不完整，如 name@example.org。"),
    ("a@-b.cn", "@ 后面的“-b.cn”不是能收信的域名，请核对。"),
    ("a@[127.0.0.1]", "@ 后面的“[127.0.0.1]”不是能收信的域名，请核对。"),
    ("a@mail.local", "@ 后面的“mail.local”不是能收信的域名，请核对。"),
    ("a" * 65 + "@example.org", "@ 前面最多 64 个字符，现有 65 个，请核对。"),
]


@pytest.mark.parametrize(("written", "told"), REFUSED)
def test_a_slip_is_told_in_a_sentence_of_its_own(written: str, told: str):
    for read in (mail_address, deliverable):
        with pytest.raises(ValueError, match=r"。$") as refused:
            read(written)
        assert str(refused.value) == told


def test_no_address_is_longer_than_its_column():
    longest = f"{'a' * 64}@{'.'.join(['b' * 61] * 3)}.cn"
    assert len(longest) == LONGEST_MAIL_ADDRESS - 1
    assert deliverable(longest) == longest
    with pytest.raises(ValueError, match="不是能收信的域名"):
        mail_address(longest.replace(".cn", ".com.cn"))
