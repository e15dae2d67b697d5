"""Addresses for events: https to the public internet, and no way into a private network by any spelling of it."""

import ipaddress
import socket

import pytest

from portal.errors import Invalid
from portal.identity import Environment
from portal.outbound.places import Place, PlaceRefused, is_public, read_place, resolve

LIVE, SANDBOX = Environment.LIVE, Environment.SANDBOX
PRIVATE = (
    *("127.0.0.1", "127.1.2.3", ".".join("0000"), "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.0.8", "192.0.2.1", "198.51.100.7", "203.0.113.9"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
    *("::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::ffff:8.8.8.8", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "2002:7f00:1::1", "2002:a00:1::1"),
    *("2001::1", "2001:0:7f00:1::", "2001:db8::1", "2001:10::1", "3fff::1", "100::1", "5f00::1"),
)
PUBLIC = (
    "1.1.1.1",
    "8.8.8.8",
    "93.184.215.14",
    "172.32.0.1",
    "192.0.1.1",
    "2606:4700::1111",
    "2a00:1450::1",
    "2001:4860::8888",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_none_of_the_publics(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    host = f"[{address}]" if ":" in address else address
    for environment in Environment:
        with pytest.raises(Invalid, match=r"url: .*private"):
            read_place(f"https://{host}/", environment)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "//hooks.example.com/",
        "hooks.example.com",
        "https://",
        "https:///path",
        "https://user:password@hooks.example.com/",
        "https://user@hooks.example.com/",
        "https://hooks.example.com/#part",
        "https://hooks.example.com:99999/",
        "https://hooks.example.com:abc/",
        "https://[::1/",
        "https://exa mple.com/",
        "https://example.com/\r\nHost: other",
        "https://-bad.example.com/",
        "https://ho_oks..example.com/",
        "https://example.com%2f@10.0.0.1/",
        "https://ex\u00e4mple.com/",
        "https://example.com/" + "a" * 2048,
        "",
    ],
)
def test_what_is_no_address_for_live_events_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match=r"^url: "):
        read_place(url, LIVE)


def test_an_address_is_taken_apart() -> None:
    assert read_place("https://Hooks.Example.com/a/b?c=d", LIVE) == Place(True, "hooks.example.com", 443, "/a/b?c=d")
    assert read_place("https://hooks.example.com:8443", LIVE).authority == "hooks.example.com:8443"
    assert read_place("http://hooks.example.com", SANDBOX) == Place(False, "hooks.example.com", 80, "/")
    assert read_place("https://[2606:4700::1111]/", LIVE).authority == "[2606:4700::1111]"


@pytest.mark.parametrize("spelling", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1.", "localhost"])
def test_other_spellings_of_this_machine_resolve_to_it_and_are_refused(spelling: str) -> None:
    try:
        place = read_place(f"https://{spelling}/", LIVE)
    except Invalid:
        return
    with pytest.raises(PlaceRefused):
        resolve(place)


def test_a_name_that_leads_inside_even_in_part_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(*addresses: str) -> None:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)

    place = read_place("https://hooks.example.com/", LIVE)
    answers("93.184.215.14", "93.184.215.15", "93.184.215.14")
    assert resolve(place) == ("93.184.215.14", "93.184.215.15")
    for private in ("10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "fe80::1%eth0"):
        answers("93.184.215.14", private)
        with pytest.raises(PlaceRefused, match="private"):
            resolve(place)


def test_the_allow_list_is_exact_and_for_the_sandbox_alone() -> None:
    allowed = "127.0.0.1:9000, hooks.test:9001"
    assert read_place("http://127.0.0.1:9000/a", SANDBOX, allowed).allowed
    assert read_place("https://HOOKS.test:9001/a", SANDBOX, allowed).allowed
    assert resolve(read_place("http://127.0.0.1:9000/a", SANDBOX, allowed)) == ("127.0.0.1",)
    for url in ("http://127.0.0.1:9001/", "http://127.0.0.1/", "http://127.0.0.2:9000/", "http://10.0.0.1:9000/"):
        with pytest.raises(Invalid):
            read_place(url, SANDBOX, allowed)
    assert not read_place("http://ahooks.test:9001/", SANDBOX, allowed).allowed
    assert not read_place("https://hooks.test:9001/", LIVE, allowed).allowed
    with pytest.raises(Invalid):
        read_place("https://127.0.0.1:9000/", LIVE, allowed)
