"""What stands on a page: its visible words, its links, its forms, read from the HTML as a browser would."""

from collections.abc import Iterator
from html.parser import HTMLParser

from werkzeug.test import TestResponse

_VOID = frozenset({"meta", "link", "input", "img", "br"})
_UNSEEN = frozenset({"script", "style", "title", "head"})


class Page(HTMLParser):
    """One page of the portal; `open_elements` is empty when every element was closed."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open_elements: list[str] = []
        self.misnested: list[str] = []
        self.feed(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open_elements.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open_elements or self.open_elements.pop() != tag:
            self.misnested.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip() and not _UNSEEN & set(self.open_elements):
            self.words.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def all(self, tag: str) -> Iterator[dict[str, str]]:
        """The attributes of every element of that name, in the page's order."""
        return (attributes for name, attributes in self.elements if name == tag)

    def links(self, part: str = "") -> list[str]:
        """Where links lead whose address holds the part."""
        return [link["href"] for link in self.all("a") if part in link.get("href", "")]
