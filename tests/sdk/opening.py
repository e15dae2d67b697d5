"""A link pressed open at a portal that is served, as a browser does it at top level."""

import re
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import httpx

from tests.support.live import Live


def open_link(live: Live, token: str) -> str:
    """The page that the link leads to. Asserts every step of the way."""
    host = urlsplit(live.origin).netloc
    here = f"http://127.0.0.1:{urlsplit(live.origin).port}"
    headers = {"Host": host, "Sec-Fetch-Dest": "document"}
    with httpx.Client(base_url=here, headers=headers, timeout=60) as browser:
        looked = browser.get("/embed", params={"token": token})
        assert looked.status_code == 200, looked.text
        own = {"Origin": live.origin, "Sec-Fetch-Site": "same-origin"}
        exchanged = browser.post("/embed/exchange", data={"token": token}, headers=own)
        assert exchanged.status_code == 303, exchanged.text
        # By hand: the cookie is `Secure`, which a browser keeps for a loopback name and httpx does not.
        kept = SimpleCookie(exchanged.headers["set-cookie"])
        cookie = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in kept.items())}
        checked = browser.get(exchanged.headers["location"], headers=cookie)
        assert checked.status_code == 303, checked.text
        landed = browser.get(checked.headers["location"], headers=cookie)
        assert landed.status_code == 200, landed.text
        return landed.text


def token_in(text: str) -> str:
    """The token in an address."""
    found = re.search(r"/embed\?token=([\w.-]+)", text)
    assert found, text
    return found[1]
