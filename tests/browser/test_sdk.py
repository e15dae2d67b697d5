"""The JavaScript SDK in a firm's page, imported from the portal: no key, a token from the broker, an open portal."""

import json

import pytest
from playwright.sync_api import Route

from portal.demo.entities import ELM
from tests.browser.visitor import Visitor, land

pytestmark = pytest.mark.browser

PAGE = """
<button id="open">Invoices</button>
<script type="module">
  import {{ Portal, signLink }} from "{portal}/static/sdk/portal-sdk.js";
  window.refused = [];
  for (const key of ["sk_live_x", "ek_sandbox_x", "lk_live_x"]) {{
    try {{
      new Portal(key, {{ baseUrl: "{portal}" }});
    }} catch (error) {{
      window.refused.push(error.message);
    }}
  }}
  const sdk = new Portal({{ broker: "/portal-token", baseUrl: "{portal}" }});
  document.getElementById("open").addEventListener("click", async () => {{
    const token = await sdk.entityUsers.generateToken("ent_x", "usr_x");
    window.location.href = sdk.embedUrl(token);
  }});
  window.ready = true;
</script>
"""


def test_a_page_opens_the_portal_through_the_broker_and_never_with_a_key(visitor: Visitor) -> None:
    asked: list[object] = []

    def broker(route: Route) -> None:
        asked.append(route.request.post_data_json)
        route.fulfill(status=200, content_type="application/json", body=json.dumps({"token": token}))

    token = visitor.live.issue("full").token
    page = visitor.context.new_page()
    page.route("**/portal-token", broker)
    page.goto(visitor.site.page(PAGE.format(portal=visitor.live.origin)))
    page.wait_for_function("window.ready")

    refused = page.evaluate("window.refused")
    assert len(refused) == 3
    assert all("Write a broker" in words for words in refused)

    page.click("#open")
    # The firm's origin is registered: its own page needs no second press.
    assert land(page).text_content(".who__name") == ELM["name"]
    assert asked == [{"entity_id": "ent_x", "user_id": "usr_x"}]
