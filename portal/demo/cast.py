"""The standing cast: two firms, their clients and people, every kind of paper. The demonstration's and the tests'."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.database import Database
from portal.demo.elm import furnish_elm
from portal.demo.firms import Firm, Founder
from portal.demo.home import Home
from portal.demo.neighbours import furnish_birch, furnish_linden, furnish_oak, furnish_shut
from portal.demo.people import CastKey, Person
from portal.identity import Environment, Scope, system
from portal.models import Account
from portal.services.firm.origins import add_origin
from portal.storage import Storage
from portal.tokens import KeyRing

FIRM_ORIGIN = "http://firm.localhost:8700"
HISTORY = timedelta(days=430)
ACCENT = "#1d6b4f"
_MARKED = ("birch", "shut", "linden", "oak")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The ids of everything and everybody. Names of papers are those of Elm unless asked for by entity.

    `ada` and `oak_account` are accounts; `elm birch nova shut oak linden` entities: Elm is the one that tests enter,
    Birch, Nova and Shut are its siblings, Linden is Ada's in the live world, Oak belongs to another firm.
    `canaries` maps each of the others to texts that stand in all of its rows and in none of Elm's.
    """

    at: datetime
    origin: str
    ada: str
    oak_account: str
    elm: str
    birch: str
    nova: str
    shut: str
    linden: str
    oak: str
    scopes: Mapping[str, Scope]
    people: Mapping[str, Person]
    keys: Mapping[str, CastKey]
    documents_of: Mapping[str, Mapping[str, str]]
    files_of: Mapping[str, Mapping[str, str]]
    canaries: Mapping[str, tuple[str, ...]]

    @property
    def scope(self) -> Scope:
        """Elm's."""
        return self.scopes[self.elm]

    @property
    def account_scope(self) -> Scope:
        """Ada's sandbox, outside any entity."""
        return Scope(self.ada, Environment.SANDBOX)

    @property
    def users(self) -> Mapping[str, str]:
        """Elm's users by role, and `both`, who is also a member of Birch."""
        return {name: str(self.people[name].user_id) for name in ("viewer", "editor", "admin", "both")}

    @property
    def staff(self) -> str:
        """The member of Ada's staff who is assigned to Elm."""
        return str(self.people["staff"].staff_id)

    @property
    def documents(self) -> Mapping[str, str]:
        """Elm's documents by name: `{status}_{type}` for each pair, and the special ones; `draft` is an invoice."""
        own = self.documents_of[self.elm]
        return {**own, "draft": own["draft_invoice"]}

    @property
    def files(self) -> Mapping[str, str]:
        """Elm's files by name."""
        return self.files_of[self.elm]


def seed_cast(
    database: Database,
    ring: KeyRing,
    storage: Storage,
    at: datetime,
    *,
    origin: str = FIRM_ORIGIN,
    canaries: bool = True,
) -> Cast:
    """Write the whole cast into a migrated, empty database, as if it had worked there until the instant `at`.

    Without canaries the texts of the other entities look like anybody's: for showing. Ids and keys are random, all
    else depends on `at` alone.
    """
    words = {name: f"CANARY-{name.upper()}" for name in _MARKED} if canaries else {}
    founder = Founder(database, ring, at - HISTORY, words)
    ada, oak = founder.ada(origin), founder.oak()
    scopes = {**ada.scopes, **oak.scopes}
    homes = {name: Home(database, storage, scope, at, canary=words.get(name, "")) for name, scope in scopes.items()}
    furnish_elm(homes["elm"], ada.people)
    furnish_birch(homes["birch"], ada.people)
    furnish_shut(homes["shut"])
    furnish_linden(homes["linden"])
    furnish_oak(homes["oak"])
    cast = _cast(ada, oak, homes, at, origin)
    move_firm(database, cast, origin)
    return cast


def move_firm(database: Database, cast: Cast, origin: str) -> None:
    """Let Ada's site live at this origin from now on, with its colour and the addresses of its legal pages."""
    with database.visit(system(cast.account_scope)) as visit:
        add_origin(visit, origin)
        with visit.write() as writing:
            account = writing.scalars(select(Account)).one()
            account.accent_color = ACCENT
            account.privacy_url, account.imprint_url = f"{origin}/privacy", f"{origin}/imprint"


def _cast(ada: Firm, oak: Firm, homes: Mapping[str, Home], at: datetime, origin: str) -> Cast:
    scopes = {**ada.scopes, **oak.scopes}
    ids = {name: str(scope.entity_id) for name, scope in scopes.items()}
    return Cast(
        at=at,
        origin=origin,
        ada=ada.account_id,
        oak_account=oak.account_id,
        scopes={ids[name]: scope for name, scope in scopes.items()},
        people={**ada.people, **oak.people},
        keys={**ada.keys, **oak.keys},
        documents_of={ids[name]: home.documents for name, home in homes.items()},
        files_of={ids[name]: home.files for name, home in homes.items()},
        canaries={ids[name]: home.canaries for name, home in homes.items() if name in _MARKED},
        **{name: ids[name] for name in ("elm", "birch", "nova", "shut", "linden", "oak")},
    )
