"""The list of every page has every page: what looks at all of them leaves none out."""

from tests.browser.places import places
from tests.support.portal import World

# Those that answer no page of their own.
NO_PAGES = {
    "documents.pdf": "a file",
    "documents.xml": "a file",
    "exports.download": "a file",
    "files.download": "a file",
    "reports.file": "a file",
    "renewal.left": "JSON",
}


def test_every_page_of_a_session_is_in_the_list(world: World) -> None:
    address = world.app.url_map.bind("portal.localhost")
    listed = {
        address.match(f"/w/0123456789ab{place.path.partition('?')[0]}")[0]
        for place in places(world.cast)
        if place.name != "nothing there"
    }
    if any(place.link == "a.figure-link" for place in places(world.cast)):
        listed.add("reports.behind")
    pages = {
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if rule.rule.startswith("/w/") and "GET" in (rule.methods or set())
    }
    assert listed == pages - set(NO_PAGES)
