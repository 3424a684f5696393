"""Make a key of the API: `python -m scripts.api_key NAME SCOPE...`. It is shown once; configuration gets its hash."""

import argparse
import json
import secrets
from typing import get_args

from api.keys import hashed
from configs.keys import ApiKey, Scope


def new_key(name: str, scopes: list[Scope]) -> tuple[str, ApiKey]:
    """(the key for its owner, its entry for `api.keys`); raises ValidationError for a name of other letters."""
    key = secrets.token_urlsafe(32)
    return key, ApiKey(name=name, sha256=hashed(key), scopes=sorted(set(scopes)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="what log lines call it: letters, digits, . _ -")
    parser.add_argument("scopes", nargs="+", choices=get_args(Scope), help="what it may do")
    asked = parser.parse_args()
    try:
        key, entry = new_key(asked.name, asked.scopes)
    except ValueError:
        parser.error(f"name: expected 1 to 64 letters, digits, . _ or -, found {asked.name!r}")
    print(f"for its owner, who sends it as X-API-Key (it cannot be shown again):\n  {key}")
    print(f"for the list api.keys, in configs/*.yaml or as JSON in API__KEYS:\n  {json.dumps(entry.model_dump())}")


if __name__ == "__main__":
    main()
