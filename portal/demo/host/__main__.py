"""The firm's site as a process of its own, started by `portal demo` with the demonstration's settings."""

import os

from werkzeug.serving import make_server

from portal.database import Database
from portal.demo.host.backend import FirmBackend
from portal.demo.host.site import create_site
from portal.demo.memory import recall
from portal.demo.run import CAST_FILE, firm_origin, firm_port
from portal.errors import SettingsRefused
from portal.settings import load
from portal.tokens import KeyRing, LinkSealer


def main() -> None:
    """Serve until the process is told to end."""
    settings = load()
    port = firm_port(os.environ)
    cast = recall(settings.data_dir / CAST_FILE)
    if cast is None:
        raise SettingsRefused("there is no demonstration here yet; it is made by: portal demo")
    database = Database(settings.database_url)
    sealer = LinkSealer(KeyRing(settings.secret_keys))
    backend = FirmBackend(database, sealer, settings, cast, firm_origin(port))
    try:
        make_server("127.0.0.1", port, create_site(backend), threaded=True).serve_forever()
    finally:
        database.close()


if __name__ == "__main__":
    main()
