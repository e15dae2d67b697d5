"""The firm's backend in tests: one key, and calls as its own HTTP library would make them."""

from dataclasses import dataclass, field
from typing import Any

import simplejson
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.portal import World

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Backend:
    """Calls with one key, in one entity or none by default. Bodies are written and answers read with exact decimals."""

    world: World
    key: str
    entity_id: str | None = None
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "client", self.world.app.test_client(use_cookies=False))

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        entity_id: str | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> TestResponse:
        """One call; `more` goes to the client, as `query_string` and `data`."""
        sent = {"Authorization": f"Bearer {self.key}", **(headers or {})}
        if named := entity_id or self.entity_id:
            sent.setdefault("x-entity-id", named)
        if body is not None:
            more["data"] = simplejson.dumps(body, use_decimal=True)
            more["content_type"] = "application/json"
        return self.client.open(PREFIX + path, method=method, headers=sent, base_url=self.world.settings.origin, **more)

    def get(self, path: str, **more: Any) -> Any:
        """What a GET answers; fails unless it is 200."""
        return self.expect(200, "GET", path, **more)

    def post(self, path: str, body: object = None, *, status: int = 201, **more: Any) -> Any:
        """What a POST answers; fails unless its status is as said."""
        return self.expect(status, "POST", path, body, **more)

    def patch(self, path: str, body: object, **more: Any) -> Any:
        """What a PATCH answers; fails unless it is 200."""
        return self.expect(200, "PATCH", path, body, **more)

    def delete(self, path: str, **more: Any) -> None:
        """Fails unless the answer is 204."""
        self.expect(204, "DELETE", path, **more)

    def expect(self, status: int, method: str, path: str, body: object = None, **more: Any) -> Any:
        """The parsed answer of a call that must end with this status."""
        response = self.call(method, path, body, **more)
        assert response.status_code == status, (response.status_code, response.text[:2000])
        return parsed(response)

    def refused(self, status: int, code: str, method: str, path: str, body: object = None, **more: Any) -> Any:
        """The error's body of a call that must be refused so."""
        error = self.expect(status, method, path, body, **more)
        assert error["code"] == code, error
        return error


def parsed(response: TestResponse) -> Any:
    """An answer's JSON with exact decimals; None for an empty one."""
    return simplejson.loads(response.text, use_decimal=True) if response.text else None


def backend(world: World, who: str = "sk", *, entity: bool = True) -> Backend:
    """The firm's backend with a key of the cast: `sk` (in Elm unless told otherwise), `ek`, `oak_sk`, `live_sk`."""
    inside = entity and who == "sk"
    return Backend(world, world.cast.keys[who].text, world.cast.elm if inside else None)
