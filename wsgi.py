"""For a WSGI server of your own: `gunicorn wsgi:app`. `portal serve` does the same, with our settings for it."""

from portal.app import create_app
from portal.logs import set_up_logs
from portal.settings import load

set_up_logs()
app = create_app(load())
