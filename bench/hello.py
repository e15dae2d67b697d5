"""`python -m bench.hello`: one line of Flask under the portal's own Server, the yardstick of every page."""

from contextlib import ExitStack

from flask import Flask

from portal.cli.serve import Server
from portal.settings import load


class HelloServer(Server):
    """The portal's server, its settings included, around another application."""

    def load_config(self) -> None:
        super().load_config()
        # It answers so fast that its workers would be replaced in the middle of a burst: that would flatter the portal.
        self.cfg.set("max_requests", 0)

    def load(self) -> Flask:
        app = Flask("hello")
        # What the server closes when a worker ends; here there is nothing to close.
        app.extensions["portal"] = ExitStack()
        app.add_url_rule("/", view_func=_hello)
        app.add_url_rule("/healthz", "alive", _hello)
        return app


def _hello() -> str:
    return "Hello"


if __name__ == "__main__":
    HelloServer(load()).run()
