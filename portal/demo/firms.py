"""The two firms with their entities, people and keys, set up through the services as an operator would."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.database import Database
from portal.demo.entities import BIRCH, ELM, LINDEN, NOVA, OAK, SHUT, Particulars
from portal.demo.people import CastKey, Person
from portal.identity import ClientAccess, Environment, Role, Scope, system
from portal.services.firm.accounts import Contact, create_account
from portal.services.firm.entities import change_entity, create_entity
from portal.services.firm.keys import SigningLimits, create_key
from portal.services.firm.origins import add_origin
from portal.services.firm.staff import add_staff, assign_staff
from portal.services.firm.users import add_user
from portal.tokens import Access, KeyKind, KeyRing

LIVE_ORIGIN = "https://app.ada-and-co.example"
OAK_ORIGIN = "http://oak.localhost:8701"
ADA_CONTACT = Contact(
    name="Ada Novak",
    email="ada@ada-and-co.example",
    phone="+386 1 555 01 20",
    hours="Monday to Friday, 8:00–16:00",
)
OAK_CONTACT = Contact(name="Olga Oak", email="olga@oak-llp.example", phone="+44 20 7946 0991")


@dataclass(frozen=True, slots=True)
class Firm:
    """An account with everything that is known of it by name."""

    account_id: str
    scopes: Mapping[str, Scope]
    people: Mapping[str, Person]
    keys: Mapping[str, CastKey]


# A yellow that no light page can hold: the portal darkens it there, and keeps it on paper and on dark pages.
BIRCH_LOOK = {"accent_color": "#e8b100", "corner_radius": 2}


@dataclass(frozen=True, slots=True)
class Founder:
    """Sets up a firm at one instant of the past; `canaries` maps an entity's name to the word its texts carry."""

    database: Database
    ring: KeyRing
    at: datetime
    canaries: Mapping[str, str]

    def ada(self, origin: str) -> Firm:
        """Ada & Co: four entities in the sandbox, one live, users in Elm and Birch, staff in Elm."""
        account_id = create_account(self.database, "Ada & Co", ADA_CONTACT, at=self.at)
        sandbox, live = (Scope(account_id, world) for world in (Environment.SANDBOX, Environment.LIVE))
        self._add_origin(sandbox, origin)
        self._add_origin(live, LIVE_ORIGIN)
        scopes = {
            "elm": self._entity(sandbox, ClientAccess.USERS, ELM),
            "birch": self._entity(sandbox, ClientAccess.USERS, BIRCH),
            "nova": self._entity(sandbox, ClientAccess.ENTITY, NOVA),
            "shut": self._entity(sandbox, ClientAccess.NONE, SHUT),
            "linden": self._entity(live, ClientAccess.USERS, LINDEN),
        }
        with self.database.visit(system(scopes["birch"]), at=self.at) as visit:
            change_entity(visit, settings={"branding": BIRCH_LOOK})
        people = self._elm_people(scopes["elm"]) | self._birch_people(scopes["birch"])
        people["both"] = self._user(scopes["elm"], "", Role.VIEWER, "Bor Obojni", "bor@elm-studio.example")
        people["both_in_birch"] = self._user(scopes["birch"], "", Role.ADMIN, "Bor Obojni", "bor@elm-studio.example")
        people |= {f"{name}_full": full_entity(scopes[name]) for name in ("nova", "shut", "linden")}
        return Firm(account_id, scopes, people, self._ada_keys(scopes))

    def oak(self) -> Firm:
        """Oak LLP: another firm with one entity, which Ada must never see."""
        account_id = create_account(self.database, "Oak LLP", OAK_CONTACT, at=self.at)
        sandbox = Scope(account_id, Environment.SANDBOX)
        self._add_origin(sandbox, OAK_ORIGIN)
        inside = self._entity(sandbox, ClientAccess.USERS, OAK)
        people = {
            "oak_full": full_entity(inside),
            "oak_admin": self._user(inside, "oak", Role.ADMIN, "Oscar Oak", "oscar@oak-bakery.example"),
        }
        keys = {
            "oak_sk": self._key(sandbox, KeyKind.ACCOUNT, "Oak LLP's backend"),
            "oak_ek": self._key(inside, KeyKind.ENTITY, "Oak Bakery's till"),
        }
        return Firm(account_id, {"oak": inside}, people, keys)

    def _elm_people(self, scope: Scope) -> dict[str, Person]:
        people = {
            "full": full_entity(scope, "Reception desk"),
            "viewer": self._user(scope, "", Role.VIEWER, "Vida Gled", "vida@elm-studio.example"),
            "editor": self._user(scope, "", Role.EDITOR, "Edo Urednik", "edo@elm-studio.example"),
            "admin": self._user(scope, "", Role.ADMIN, "Alma Skrbnik", "alma@elm-studio.example"),
        }
        account = Scope(scope.account_id, scope.environment)
        with self.database.visit(system(account), at=self.at) as visit:
            staff_id = add_staff(visit, name="Stana Kos", email="stana@ada-and-co.example")
            add_staff(visit, name="Unassigned Uma", email="uma@ada-and-co.example")
        with self.database.visit(system(scope), at=self.at) as visit:
            assign_staff(visit, staff_id, "Stana Kos")
        people["staff"] = Person(scope=scope, access=Access.STAFF, staff_id=staff_id)
        return people

    def _birch_people(self, scope: Scope) -> dict[str, Person]:
        return {
            "birch_full": full_entity(scope),
            "birch_viewer": self._user(scope, "birch", Role.VIEWER, "Vera Baum", "vera@birch-baum.example"),
            "birch_editor": self._user(scope, "birch", Role.EDITOR, "Emil Baum", "emil@birch-baum.example"),
            "birch_admin": self._user(scope, "birch", Role.ADMIN, "Anton Baum", "anton@birch-baum.example"),
        }

    def _ada_keys(self, scopes: Mapping[str, Scope]) -> dict[str, CastKey]:
        elm, linden = scopes["elm"], scopes["linden"]
        limits = SigningLimits(max_role=Role.EDITOR, allow_full_entity=True, max_seconds=600)
        sandbox = Scope(elm.account_id, elm.environment)
        return {
            "sk": self._key(sandbox, KeyKind.ACCOUNT, "Backend of Ada & Co"),
            "ek": self._key(elm, KeyKind.ENTITY, "Elm's web shop"),
            "birch_ek": self._key(scopes["birch"], KeyKind.ENTITY, "Birch's web shop"),
            "lk": self._key(sandbox, KeyKind.LINK, "Links of Ada & Co", limits),
            "live_sk": self._key(Scope(linden.account_id, linden.environment), KeyKind.ACCOUNT, "Live backend"),
        }

    def _key(self, scope: Scope, kind: KeyKind, name: str, limits: SigningLimits | None = None) -> CastKey:
        with self.database.visit(system(scope), at=self.at) as visit:
            key = create_key(visit, self.ring, kind, name, limits=limits)
        return CastKey(key.id, key.text)

    def _add_origin(self, scope: Scope, origin: str) -> None:
        with self.database.visit(system(scope), at=self.at) as visit:
            add_origin(visit, origin)

    def _entity(self, scope: Scope, access: ClientAccess, particulars: Particulars) -> Scope:
        with self.database.visit(system(scope), at=self.at) as visit:
            return scope.within(create_entity(visit, self.database, client_access=access, **particulars))

    def _user(self, scope: Scope, entity: str, role: Role, name: str, email: str) -> Person:
        marked = f"{name} {self.canaries.get(entity, '')}".strip()
        with self.database.visit(system(scope), at=self.at + timedelta(days=1)) as visit:
            user_id = add_user(visit, self.database, email=email, name=marked, role=role)
        return Person(scope=scope, access=Access.USER, user_id=user_id, role=role)


def full_entity(scope: Scope, label: str | None = None) -> Person:
    """Nobody in particular, with the whole entity."""
    return Person(scope=scope, access=Access.FULL_ENTITY, label=label)
