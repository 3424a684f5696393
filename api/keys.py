"""Who asks, and what they may do."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import get_args

from configs.keys import ApiKey, Scope
from configs.settings import Settings

ALL: frozenset[Scope] = frozenset(get_args(Scope))
_PLAIN = "API_KEY"


@dataclass(frozen=True)
class Caller:
    """`name` is a key's, or the address of who needs none: rates are limited and log lines written by it."""

    name: str
    scopes: frozenset[Scope] = ALL


class Keyring:
    """The keys that are configured, those of `api.keys` and the plain `API_KEY`."""

    def __init__(self, settings: Settings) -> None:
        plain = settings.api_key
        own = [] if plain is None else [_entry(_PLAIN, plain.get_secret_value())]
        self._keys = [*settings.api.keys, *own]

    @property
    def is_empty(self) -> bool:
        return not self._keys

    def caller(self, given: str) -> Caller | None:
        """Whose key was given, None for nobody's. Compares with all keys, each in constant time, so time tells nothing."""
        digest = hashed(given)
        found = [key for key in self._keys if hmac.compare_digest(key.sha256, digest)]
        return Caller(found[0].name, frozenset(found[0].scopes)) if found else None


def hashed(key: str) -> str:
    """What configuration has instead of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def _entry(name: str, key: str) -> ApiKey:
    return ApiKey(name=name, sha256=hashed(key), scopes=sorted(ALL))
