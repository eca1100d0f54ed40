"""`GET /api/v1/drafts/{id}/package.zip`: what a person needs to post a draft by hand."""

from dataclasses import dataclass

from aiohttp import web

from services.publisher.api.refusals import refusals_told
from services.publisher.releasing.packages.fetch_package import FetchPackage, NotPackedYet, NotSigned, Withdrawn
from shared.files import FileStore
from shared.identity import Role
from shared.ids import DraftId
from shared.web.access import having
from shared.web.api import operation
from shared.web.problems import Problem
from shared.web.stored_file import Stored, send
from shared.words import CONTENT_TYPES


@dataclass(frozen=True)
class PackageApi:
    fetch: FetchPackage
    published: FileStore

    @operation("平台稿的发布包：签发的文字、图片、清单和发布说明", media_type="application/zip")
    async def package(self, request: web.Request) -> web.StreamResponse:
        account = having(request, Role.EDITOR, Role.WRITER, Role.OFFICE)
        try:
            with refusals_told():
                draft, package = await self.fetch(DraftId(request.match_info["id"]), account)
        except KeyError:
            raise Problem(404, "not-found", detail="没有找到这份平台稿。") from None
        except NotSigned:
            raise Problem(409, "not-signed", "尚未签发", "平台稿签发后才有发布包。") from None
        except Withdrawn:
            raise Problem(410, "withdrawn", detail="这份平台稿已撤稿或暂缓，请不要发布。") from None
        except NotPackedYet:
            raise Problem(
                503, "not-ready", "正在备包", "刚刚签发，发布包正在生成，请稍候再取。", headers={"Retry-After": "2"}
            ) from None
        name = f"{CONTENT_TYPES[draft.content_type]}_{package.sha256[:8]}.zip"
        file = Stored(package.sha256, package.size, "application/zip", name, "attachment")
        return await send(request, self.published, file, {"Cache-Control": "private, no-cache"})


def package_routes(api: PackageApi) -> list[web.AbstractRouteDef]:
    return [web.get("/api/v1/drafts/{id}/package.zip", api.package)]
