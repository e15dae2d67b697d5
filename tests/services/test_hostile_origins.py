"""Ten thousand texts as origins: what is taken is one origin to every browser, and the header says the list."""

import random
import re
from collections.abc import Iterator
from itertools import islice

import pytest

from portal.errors import Invalid
from portal.identity import Environment, system
from portal.services.firm.origins import LONGEST_LIST, add_origin, clean_origin, list_origins, remove_origin
from tests.links.world import FIRM, SmallWorld

pytest_plugins = ("tests.links.fixtures",)

MANY = 10_000
ON_THE_WIRE = 250
REFUSALS: set[str] = set()
# A source of CSP3's grammar that can mean one origin alone: a scheme, a host without wildcard, no port wildcard, no
# path. Written down apart from the parser under test.
ONE_SOURCE = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?")
HOSTS = (
    *(
        "app.firm.example",
        "firm.example",
        "localhost",
        "app.localhost",
        "127.0.0.1",
        "10.0.0.7",
        "xn--bcher-kva.example",
    ),
    *("bücher.example", "аpp.example", "app。example", "ﬁrm.example", "K.example", "app.example.", ".example", "a..b"),
    *("[::1]", "[fe80::1%25eth0]", "::1", "0x7f.1", "2130706433", "127.1", "0177.0.0.1", "256.1.1.1", "1.2.3.4.5"),
    *(
        "*",
        "*.example",
        "app.*",
        "-app.example",
        "app-.example",
        "a_b.example",
        "a" * 64 + ".example",
        "a." * 130 + "b",
    ),
    *(
        "user@app.example",
        "user:pw@app.example",
        "app.example@evil.example",
        "app.example\\.evil.example",
        "",
        "%61.example",
    ),
)
SCHEMES: tuple[str, ...] = (
    "https://",
    "https://",
    "https://",
    "http://",
    "HTTPS://",
    "https:",
    "https:/",
    "https:///",
    "//",
    "",
    "data:",
)
SCHEMES += ("javascript:", "blob:https://", "ws://", "wss://", "'self'", "'none'", "filesystem:https://", "https\t://")
PORTS = (
    "",
    "",
    "",
    "",
    ":443",
    ":80",
    ":8443",
    ":0",
    ":00443",
    ":65535",
    ":65536",
    ":99999999999",
    ":*",
    ":",
    ":-1",
    ":１",
)
TAILS = ("", "", "", "/", "//", "/path", "/?q", "?q", "#f", "/..", "/;", "\\", " ", "\x00", "%0a", "/%2f")
BITS: tuple[str, ...] = (
    ";",
    ",",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\x00",
    "\x0b",
    "\x85",
    "\u2028",
    "*",
    "'",
    '"',
    "@",
    "\\",
    "/",
    ".",
    "..",
    ":",
)
BITS += (
    "; script-src *",
    ", default-src *",
    " https://evil.example",
    "\r\nSet-Cookie: a=b",
    "%0d%0a",
    "'unsafe-inline'",
)


def texts(seed: int) -> Iterator[str]:
    """Pieces of addresses put together, most of them with something where it must not be."""
    dice = random.Random(seed)
    while True:
        if dice.random() < 0.4:
            text = "https://" + _name(dice) + dice.choice(PORTS[:8]) + dice.choice(TAILS[:4])
        else:
            text = dice.choice(SCHEMES) + dice.choice(HOSTS) + dice.choice(PORTS) + dice.choice(TAILS)
        for _ in range(dice.choice((0, 0, 1, 1, 2))):
            at = dice.randrange(len(text) + 1)
            text = text[:at] + dice.choice((*BITS, chr(dice.randrange(0x3000)))) + text[at:]
        yield text


def _name(dice: random.Random) -> str:
    parts = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789-", k=dice.randint(0, 9))) for _ in range(3)]
    return ".".join(f"{dice.choice('abcdef')}{part}{dice.choice('xyz')}" for part in parts[: dice.randint(1, 3)])


def taken(environment: Environment) -> dict[str, str]:
    """What was given -> what is kept, of those that are taken."""
    found = {}
    for text in islice(texts(20261124), MANY):
        try:
            found[text] = clean_origin(text, environment)
        except Invalid as refused:
            REFUSALS.add(str(refused))
    return found


@pytest.mark.parametrize("environment", Environment)
def test_what_is_taken_is_one_origin_and_stays_what_it_is(environment: Environment) -> None:
    found = taken(environment)
    assert 600 < len(found) < MANY / 2
    for given, kept in found.items():
        assert ONE_SOURCE.fullmatch(kept), given
        assert clean_origin(kept, environment) == kept
        # Nothing is repaired: but for case, spaces around, the slash and the usual port it is what was given.
        assert given.strip(" ").lower().removesuffix("/") in {kept, f"{kept}:443", f"{kept}:80"}
        assert environment is Environment.SANDBOX or kept.startswith("https://")
        last = kept.partition("://")[2].partition(":")[0].rpartition(".")[2]
        assert not last.startswith("0x"), given
        assert not last.isdigit() or re.search(r"//(\d+\.){3}\d+(:|$)", kept), given
    # Repeated to the one who sent it, and in a log: short, and without what would break a line there.
    assert all(text.isascii() and text.isprintable() and len(text) < 500 for text in REFUSALS)


@pytest.mark.parametrize(
    "odd",
    [
        *("https://a.example;x", "https://a.example,https://b.example", "https://a.example https://b.example"),
        *(
            "https://a.example\n",
            "https://a.example\r\nX: y",
            "https://*.example",
            "https://*",
            "*",
            "https:",
            "https://",
        ),
        *("https://me@a.example", "https://a.example/path", "https://a.example//", "https://a.example?", "'self'"),
        *(
            "https://bücher.example",
            "https://\u212aing.example",
            "https://a。example",
            "https://a.example.",
            "https://a..b",
        ),
        *(
            "https://a.example:",
            "https://a.example:*",
            "https://a.example:0",
            "https://a.example:0443",
            "https://a:65536",
        ),
        *("https://[::1]", "https://0x7f.1", "https://2130706433", "https://127.1", "https://127.0.0.01", "null", ""),
    ],
)
def test_each_of_these_is_refused(odd: str) -> None:
    for environment in Environment:
        with pytest.raises(Invalid, match="origin"):
            clean_origin(odd, environment)


def test_the_header_is_the_list(small: SmallWorld) -> None:
    every = sorted(set(taken(Environment.SANDBOX).values()) - {FIRM})
    chosen = random.Random(7).sample(every, ON_THE_WIRE)
    link = f"/embed?token={small.issue_full().token}"
    with small.database.visit(system(small.firm)) as visit:
        for start in range(0, ON_THE_WIRE, 50):
            batch = chosen[start : start + 50]
            for origin in batch:
                add_origin(visit, origin)
            answer = small.browser().get(link)
            [policy] = answer.headers.getlist("Content-Security-Policy")
            # As a browser reads it (CSP3 2.2): policies end at commas, directives at semicolons, sources at blanks.
            assert "," not in policy
            [ancestors] = [part.split() for part in policy.split(";") if part.split()[0] == "frame-ancestors"]
            assert (
                ancestors
                == ["frame-ancestors", "'self'", *sorted([FIRM, *batch])]
                == [
                    *("frame-ancestors", "'self'"),
                    *list_origins(visit),
                ]
            )
            for origin in batch:
                remove_origin(visit, origin)


def test_a_list_that_no_proxy_would_pass_on_is_refused(small: SmallWorld) -> None:
    with small.database.visit(system(small.firm)) as visit:
        room = (LONGEST_LIST - len(FIRM)) // len("https://.1.example".ljust(79, "a"))
        for number in range(10, 10 + room):
            add_origin(visit, f"https://{'a' * 60}.{number}.example")
        with pytest.raises(Invalid, match="too many for one header"):
            add_origin(visit, f"https://{'b' * 60}.{'c' * 60}.example")
        assert len(list_origins(visit)) == room + 1
        policy = small.browser().get(f"/embed?token={small.issue_full().token}").headers["Content-Security-Policy"]
        assert LONGEST_LIST < len(policy) < LONGEST_LIST + 600
        # What only gets clients back stands in no header.
        add_origin(visit, f"https://{'b' * 60}.{'c' * 60}.example", frames=False)
