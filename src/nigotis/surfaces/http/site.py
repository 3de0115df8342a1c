"""The built web app: files with their hash in the name are cached for ever, every other path is the app itself."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

SITE = Path(__file__).parent / "site"
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


def assets() -> StaticFiles:
    """The files that the app loads."""
    return StaticFiles(directory=SITE / "assets", check_dir=False)


async def page(request: Request) -> Response:
    """A file of the site where there is one, and the app for every deep link."""
    found = _file(request.path_params.get("path", ""))
    if found is not None:
        return FileResponse(found)
    if not (SITE / "index.html").is_file():
        return PlainTextResponse("The web app is not built. Run: make web", 503)
    return FileResponse(SITE / "index.html", headers={"cache-control": "no-cache"})


def _file(path: str) -> Path | None:
    """The file of the site at `path`, if there is one."""
    try:
        wanted = (SITE / path).resolve()
        return wanted if wanted.is_relative_to(SITE.resolve()) and wanted.is_file() else None
    except (OSError, ValueError):  # longer than names may be, or with a NUL in it
        return None
