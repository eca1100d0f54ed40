"""What a document holds beside its text is not taken, and told."""

import json
from pathlib import Path

import pytest

from shared.documents import Body, BodyForm, read_body

CASES = Path(__file__).parent / "cases"
COMMENT = "<p>被批注<span class=MsoCommentReference><a class=msocomanchor href='#_msocom_1'>[a1]</a></span>的话。</p>"


def read(source: str, form: BodyForm = BodyForm.HTML) -> Body:
    return read_body(form, source)


def texts(body: Body) -> list[str]:
    return [block.text for block in body.blocks]


def told(body: Body) -> dict[str, int]:
    return {said.what: said.times for said in body.left_out}


def test_what_word_deletes_hides_and_comments_on_is_no_text():
    report = json.loads((CASES / "word-html.json").read_text("utf-8"))
    body = read(report["body_html"])
    assert texts(body) == ["新增的话。", "可见文字。", "被批注的话。"]
    assert told(body) == {"修订中删去的文字": 1, "隐藏文字": 1, "批注": 1}


@pytest.mark.parametrize(
    ("around", "what"),
    [
        ("<del>{}</del>", "修订中删去的文字"),
        ("<DEL datetime=x><b>{}</b></DEL>", "修订中删去的文字"),
        ("<span class='x MsoDel'>{}</span>", "修订中删去的文字"),
        ("<w:del><w:r><w:delText>{}</w:delText></w:r></w:del>", "修订中删去的文字"),
        ("<w:moveFrom>{}</w:moveFrom>", "修订中删去的文字"),
        ("<s>{}</s>", "加删除线的文字"),
        ("<strike>{}</strike>", "加删除线的文字"),
        ("<span style='text-decoration:line-through;text-line-through:double'>{}</span>", "加删除线的文字"),
        ("<span style='text-decoration-line: underline line-through'>{}</span>", "加删除线的文字"),
        ("<span style='mso-hide:all'>{}</span>", "隐藏文字"),
        ("<span style='MSO-HIDE : screen'>{}</span>", "隐藏文字"),
        ("<div style='DISPLAY: none !important'><p>{}</p></div>", "隐藏文字"),
        ("<i style='visibility:hidden'>{}</i>", "隐藏文字"),
        ("<i style='visibility:collapse'>{}</i>", "隐藏文字"),
        ("<font style='font-size:0'>{}</font>", "隐藏文字"),
        ("<font style='font-size:0.0pt'>{}</font>", "隐藏文字"),
        ("<span style='opacity:0'>{}</span>", "隐藏文字"),
        ("<custom-thing style='display:none'>{}</custom-thing>", "隐藏文字"),
        ("<span style='position:absolute;left:-9999px'>{}</span>", "隐藏文字"),
        ("<div style='height:0px;overflow:hidden'>{}</div>", "隐藏文字"),
        ("<span hidden>{}</span>", "隐藏文字"),
        ("<div hidden='until-found'>{}</div>", "隐藏文字"),
        ("<template>{}</template>", "隐藏文字"),
        ("<dialog>{}</dialog>", "隐藏文字"),
        ("<style>.a, p.b {{display:none}}</style><p class=b>{}</p>", "隐藏文字"),
        ("<style><!-- /* x */ span.Note {{mso-hide:all;}} --></style><span class=note>{}</span>", "隐藏文字"),
        ("<style>#n{{visibility:hidden}}</style><span id=n>{}</span>", "隐藏文字"),
        ("<div style='mso-element:comment'><p class=MsoCommentText>{}</p></div>", "批注"),
        ("<p class=MsoCommentText>{}</p>", "批注"),
        ("<div class=msocomtxt>{}</div>", "批注"),
        ("<span class=MsoCommentReference>{}</span>", "批注标记"),
        ("<a class=msocomanchor>{}</a>", "批注标记"),
        ("<math><mfrac><mi>{}</mi><mn> </mn></mfrac></math>", "公式"),
        ("<svg><text>{}</text></svg>", "正文中的图片"),
        (
            "<i style='mso-element:field-begin'></i>{}<i style='mso-element:field-separator'></i><b></b>",
            "域代码",
        ),
    ],
)
def test_it_is_left_out_and_told(around: str, what: str):
    body = read(f"<p>前文</p>{around.format('不该出现')}<p>后文</p>")
    assert texts(body) == ["前文", "后文"]
    assert told(body) == {what: 1}
    assert told(read(f"<p>前文</p>{around.format(' ')}<p>后文</p>")) == {}, "where nothing was, nothing is told"


@pytest.mark.parametrize(
    "source",
    [
        "<ins>正文</ins>",
        "<u>正文</u>",
        "<span style='font-size:0.8em;opacity:0.5'>正文</span>",
        "<div style='font-size:0'><span style='font-size:14px'>正文</span></div>",
        "<div style='visibility:hidden'><span style='visibility:visible'>正文</span></div>",
        "<style>@media print{p{display:none}} @page x{size:a4}</style><p>正文</p>",
        "<style>p a{display:none}</style><p>正文</p>",
        "<p style='mso-list:Ignore;text-indent:-18.0pt;left:-5px'>正文</p>",
        "<a style='mso-comment-reference:张_1;mso-comment-date:20221205T1000'>正文</a>",
        "<p aria-hidden=true>正文</p>",
        "<dialog open>正文</dialog>",
        "<o:p>正文</o:p>",
        "<details>正文</details>",
        "<textarea>正文</textarea>",
        "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><xml>Normal</xml><p>正文</p>",
        "<![if !supportLists]>正文<![endif]>",
        "<script>var x</script><style>p{}</style><title>题</title><noscript>n</noscript><iframe>f</iframe>正文",
    ],
)
def test_what_a_page_shows_is_text(source: str):
    body = read(source)
    assert (texts(body), told(body)) == (["正文"], {})


def test_each_is_counted_once_and_a_comments_mark_not_beside_its_comment():
    body = read(
        f"{COMMENT}<del>一<b>二</b></del>字<del>三</del><div style='mso-element:comment'><p>甲</p><p>乙</p></div>"
    )
    assert told(body) == {"修订中删去的文字": 2, "批注": 1}
    assert told(read(COMMENT)) == {"批注标记": 1}


def test_pictures_in_the_text_are_told():
    body = read("<p>前文<img src=x alt='图片包含 桌子'>后文</p><div style='display:none'><img src=y></div>")
    assert (texts(body), told(body)) == (["前文后文"], {"正文中的图片": 1})


def test_a_picture_in_markdown_leaves_its_words():
    body = read("![活动**现场**](a.jpg)\n\n![](b.jpg)", BodyForm.MARKDOWN)
    assert (texts(body), told(body)) == (["活动现场"], {"正文中的图片": 2})


def test_sheets_of_any_size_are_read_in_time():
    for source in ("<style>" * 900, "<style>" + "a" * 400_000 + "</style>", "<style>" + "{" * 400_000 + "</style>"):
        assert texts(read(f"<p>正文</p>{source}"))[0] == "正文"
