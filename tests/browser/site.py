"""Other people's sites: pages under any name of the loopback, with the firm's among them, and what was sent to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread

from tests.support.live import free_port

# Does what the guide tells firms to do: the height by message, and only from the portal's own frame.
HEIGHTS = """
window.heard = [];
addEventListener("message", function (event) {
  heard.push([event.origin, event.data]);
  document.querySelectorAll("iframe").forEach(function (frame) {
    if (event.source === frame.contentWindow && event.data && event.data.type === "height")
      frame.style.height = event.data.height + "px";
  });
});
"""


class Site(ThreadingHTTPServer):
    """One server with as many names as one likes: `firm.localhost`, `stranger.localhost`. Pages live until its end."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.port = port
        self.pages: dict[str, str] = {}
        self.redirects: dict[str, str] = {}
        self.names = {"firm"}
        self._numbers = count(1)

    def origin(self, name: str = "firm") -> str:
        """The origin of one of the names."""
        return f"http://{name}.localhost:{self.port}"

    def hosts(self) -> set[str]:
        """Host and port of every name that a page was put up under."""
        return {f"{name}.localhost:{self.port}" for name in self.names}

    def page(self, body: str, *, name: str = "firm", style: str = "") -> str:
        """Put up a page and say where it is."""
        path = f"/page-{next(self._numbers)}"
        self.names.add(name)
        self.pages[path] = (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Ada &amp; Co</title>'
            f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
            f"<style>body{{margin:0}}iframe{{width:100%;height:600px;border:0;display:block}}{style}</style>"
            f"<script>{HEIGHTS}</script>{body}"
        )
        return self.origin(name) + path

    def frame(self, *addresses: str, name: str = "firm", style: str = "") -> str:
        """Put up a page with a frame for each address; frames are named f0, f1, …"""
        frames = (
            f'<iframe name="f{number}" title="Portal {number}" allow="clipboard-write; fullscreen" '
            f'src="{escape(address)}"></iframe>'
            for number, address in enumerate(addresses)
        )
        return self.page("".join(frames), name=name, style=style)

    def redirect(self, address: str) -> str:
        """An address of the firm's that leads to this one with a 302, as its backend would."""
        path = f"/go-{next(self._numbers)}"
        self.redirects[path] = address
        return self.origin() + path


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site = self.server
        assert isinstance(site, Site)
        path = self.path.partition("?")[0]
        if path in site.redirects:
            self.send_response(302)
            self.send_header("Location", site.redirects[path])
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = site.pages.get(path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests' output is for the tests."""


@contextmanager
def running_site() -> Iterator[Site]:
    """A site that answers until the end of the block."""
    with Site(free_port()) as site:
        thread = Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            site.shutdown()
            thread.join()
