"""Names below `localhost`: they are this machine by definition, whatever the resolver knows (RFC 6761, section 6.3)."""

import httpx

# Every scheme: a test installation may have a certificate of its own.
PATTERN = "all://*.localhost"


class LocalhostTransport(httpx.HTTPTransport):
    """Connects to this machine for any name below `localhost`; it stays in `Host` and in the check of a certificate."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of this machine, asked by the name that the request names."""
        here = httpx.Request(
            request.method,
            request.url.copy_with(host="localhost"),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return super().handle_request(here)
