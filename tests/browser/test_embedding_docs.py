"""The examples of docs/embedding.md as they stand there, in a firm's page before a portal that is served."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from portal.demo.entities import ELM
from tests.browser.embedding import inside
from tests.browser.visitor import Visitor
from tests.sdk.node import PACKAGES, folder_with_packages, require_node
from tests.support.commands import run
from tests.support.needs import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGE = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
# What a bundler does, in ten lines: the firm's own component and React's files, each as the module that it is.
LOADER = """
<div id="root"></div>
<script>
  const sources = {sources}, made = {{}};
  function require(name) {{
    if (!made[name]) {{
      const module = made[name] = {{ exports: {{}} }};
      new Function("module", "exports", "require", sources[name])(module, module.exports, require);
    }}
    return made[name].exports;
  }}
  const {{ createElement }} = require("react");
  window.root = require("react-dom/client").createRoot(document.getElementById("root"));
  window.draw = view => root.render(createElement(require("./Portal").Portal, {{ view }}));
  draw("/files/");
</script>
"""
FILES = {
    "react": "react/cjs/react.production.js",
    "react/jsx-runtime": "react/cjs/react-jsx-runtime.production.js",
    "react-dom": "react-dom/cjs/react-dom.production.js",
    "react-dom/client": "react-dom/cjs/react-dom-client.production.js",
    "scheduler": "scheduler/cjs/scheduler.production.js",
}


def example(language: str) -> str:
    (code,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(code)


def firm_page(visitor: Visitor, body: str) -> tuple[Page, list[str]]:
    """A page of the firm's with this in it, and the tokens that its backend has given out."""
    given: list[str] = []
    page = visitor.context.new_page()

    def answer(route: Route) -> None:
        given.append(visitor.live.issue("viewer").token)
        route.fulfill(json={"token": given[-1]})

    page.route("**/portal-token", answer)
    page.goto(visitor.site.page(body.replace("https://portal.example.com", visitor.live.origin)))
    return page, given


def test_the_two_lines(visitor: Visitor) -> None:
    page, given = firm_page(visitor, example("html"))
    assert inside(page).text_content(".who__name") == ELM["name"]
    assert len(given) == 1
    assert not [address for address in visitor.seen.requests if given[0] in address]


def test_the_react_component(visitor: Visitor, tmp_path: Path) -> None:
    folder = folder_with_packages(tmp_path)
    (folder / "Portal.tsx").write_text(example("tsx"), encoding="utf-8")
    (folder / "embed.v1.d.ts").write_bytes((ROOT / "static" / "embed.v1.d.ts").read_bytes())
    (folder / "package.json").write_text('{"type": "commonjs"}', encoding="utf-8")
    options = ("--strict", "--jsx", "react-jsx", "--module", "nodenext", "--target", "es2022", "--skipLibCheck")
    compiler = PACKAGES / "typescript" / "bin" / "tsc"
    done = run(require_node(), compiler, *options, "Portal.tsx", "embed.v1.d.ts", folder=folder, timeout=300)
    assert done.returncode == 0, done.stdout
    sources = {name: (PACKAGES / path).read_text(encoding="utf-8") for name, path in FILES.items()}
    sources["./Portal"] = (folder / "Portal.js").read_text(encoding="utf-8")
    script, _, _ = example("html").partition("\n")
    body = LOADER.format(sources=json.dumps(sources).replace("</", "<\\/"))
    page, given = firm_page(visitor, script.replace(" async", "") + body)

    assert inside(page).url.endswith("/files/")
    page.evaluate("draw('/documents/')")
    page.wait_for_selector("client-portal[view='/documents/'] iframe")
    assert inside(page).url.endswith("/documents/")
    assert len(given) == 2
    page.evaluate("root.unmount()")
    page.wait_for_selector("iframe", state="detached")
