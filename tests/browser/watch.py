"""What a browser did on the side: every address it asked for, every complaint of its console."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Chromium reports a refused page in the console as well; that it was refused is what the test is about.
_STATUS = "Failed to load resource: the server responded with a status of"
# Speaks when it is called and something is wrong; tests read what it says on the page.
_DOCTOR = "client-portal doctor: "
_TELL = """
addEventListener("securitypolicyviolation", function (event) {
  console.error("content policy: " + event.effectiveDirective + " stopped " + event.blockedURI);
});
"""


@dataclass(eq=False)
class Watch:
    """Filled while the context lives. No slots: the driver hangs its wrappers on whoever listens."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def hosts(self) -> set[str]:
        """Every host that anything was asked of."""
        parts = (urlsplit(address) for address in self.requests)
        return {part.netloc for part in parts if part.scheme in {"http", "https", "ws", "wss"}}

    def note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith((_STATUS, _DOCTOR)):
            self.complaints.append(f"{message.text} at {urlsplit(str(message.location.get('url', ''))).path}")

    def note_error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))


def watch(context: BrowserContext) -> Watch:
    """Watch a context from its beginning."""
    seen = Watch()
    context.add_init_script(_TELL)
    context.on("request", seen.note_request)
    context.on("console", seen.note_console)
    context.on("weberror", seen.note_error)
    return seen
