"""Consent of the people in the pictures, and what has to be declared."""

from collections.abc import Iterator

from services.publisher.drafting.findings.scene import OWN, Scene
from services.publisher.stories.finding import Finding, Level
from shared.contracts.words import AiUse, Consent, Kind
from shared.words import AI_USES

_GRADE = {AiUse.NONE: 0, AiUse.ASSISTED: 1, AiUse.GENERATED: 2}


def consent(scene: Scene) -> Iterator[Finding]:
    for field in ("images", "media", "covers"):
        for index, image in enumerate(scene.content.get(field, ())):
            if image.get("consent") == Consent.MISSING:
                message = f"图片“{image.get('name', '')}”尚未取得同意，请撤下该图或补办同意"
                yield Finding("consent.missing", Level.BLOCK, f"{field}[{index}]", message, OWN)


def ai_use(scene: Scene) -> Iterator[Finding]:
    """Declared at least as far as the unit says it went."""
    if scene.source is None:
        return
    declared = AiUse(scene.content.get("declarations", {}).get("ai_use", AiUse.NONE))
    if _GRADE[declared] < _GRADE[scene.source.to_declare]:
        message = f"来稿注明“{AI_USES[scene.source.ai_use]}”，平台稿未如实声明，请在声明中选择"
        source = "人工智能生成合成内容标识办法（2025-09-01起施行）"
        yield Finding("ai-use.undeclared", Level.BLOCK, "declarations", message, source)


def original(scene: Scene) -> Iterator[Finding]:
    """News may not be declared original where the platform says so; a case report may."""
    strictness = scene.platform.level("declared-original")
    if strictness is None or scene.source is None or scene.source.kind is not Kind.HIGHLIGHT:
        return
    if scene.content.get("declarations", {}).get("original"):
        level, source = strictness
        message = "时政新闻、法规文件不得声明原创，请取消原创声明"
        yield Finding("declared-original", level, "declarations", message, source)
