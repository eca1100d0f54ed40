"""A package as another edition: what was signed in it stays byte for byte, only the number is another."""

import hashlib
import io
import json
import zipfile
from typing import Any

from services.publisher.releasing.packages.instructions import NAME, as_edition
from services.publisher.releasing.packages.zipped import zipped


def renumbered(package: bytes, edition: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    explained = files[NAME] = as_edition(files[NAME].decode(), edition).encode()
    manifest: dict[str, Any] = {**json.loads(files["manifest.json"]), "version": edition}
    for file in manifest["files"]:
        if file["name"] == NAME:
            file |= {"sha256": hashlib.sha256(explained).hexdigest(), "size": len(explained)}
    files["manifest.json"] = manifest_as_bytes(manifest)
    return zipped(files)


def manifest_as_bytes(manifest: dict[str, Any]) -> bytes:
    return json.dumps(manifest, ensure_ascii=False, indent=2).encode()
