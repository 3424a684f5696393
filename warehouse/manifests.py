"""What a release is on disk: its manifest, and the one pointer that says which release readers get."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from warehouse.lake import Lake

FOLDERS = {"features": "feature_store", "marts": "processed"}
POINTER = "current.json"
_ID = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")


class ReleaseError(Exception):
    """A release that is missing, broken or incomplete; the message says which and what to do."""


@dataclass(frozen=True)
class TableFile:
    """A file of a table; `file` is relative to the lake's root, `size` in bytes (None: from before it was noted)."""

    file: str
    rows: int
    sha256: str
    size: int | None = None


@dataclass(frozen=True)
class Table:
    """One table of a release: its files one after the other, at least one."""

    files: tuple[TableFile, ...]

    @classmethod
    def parse(cls, found: dict[str, Any]) -> "Table":
        """Read a table of a manifest; before tables had several files, it was its one file."""
        return cls(tuple(TableFile(**_known(TableFile, file)) for file in found.get("files", [found])))

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def sha256(self) -> str:
        """Of the content: that of the file, of several that of all of theirs."""
        found = [file.sha256 for file in self.files]
        return found[0] if len(found) == 1 else hashlib.sha256("".join(found).encode()).hexdigest()

    @property
    def size(self) -> int | None:
        """In bytes; None where it was not noted."""
        sizes = [file.size for file in self.files if file.size is not None]
        return sum(sizes) if len(sizes) == len(self.files) else None

    @property
    def is_mart(self) -> bool:
        return self.files[0].file.startswith(f"{FOLDERS['marts']}/")


@dataclass(frozen=True)
class Manifest:
    """What a release holds, and where it came from."""

    release_id: str
    created_at: str
    parent: str | None
    git_sha: str
    invocation_id: str
    tables: dict[str, Table]

    @classmethod
    def parse(cls, data: bytes) -> "Manifest":
        """Read a manifest; what a newer version of the code noted beside is left out."""
        known = _known(cls, json.loads(data))
        return cls(**{**known, "tables": {k: Table.parse(v) for k, v in known["tables"].items()}})

    @property
    def files(self) -> list[TableFile]:
        """Of all tables."""
        return [file for table in self.tables.values() for file in table.files]

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()


@dataclass(frozen=True)
class Pointer:
    """The pointer as it was read; `seen` is what `move` compares it with."""

    release_id: str | None
    seen: tuple[bytes | None, int]


def read_pointer(lake: Lake) -> Pointer:
    """The pointer now, to be moved later."""
    seen = lake.read_versioned(POINTER)
    return Pointer(_pointed_at(seen[0]) if seen[0] is not None else None, seen)


def move_pointer(lake: Lake, pointer: Pointer, release_id: str) -> bool:
    """Publish `release_id` unless the pointer moved since it was read; False when it did. Within `lake.exclusive`."""
    return lake.replace(json.dumps({"release_id": release_id}).encode(), pointer.seen, POINTER)


def is_id(text: str) -> bool:
    """Whether a release could be called so."""
    return bool(_ID.fullmatch(text))


def current_id(lake: Lake) -> str | None:
    """The id of the release that readers get, None before the first."""
    try:
        return _pointed_at(lake.read(POINTER))
    except FileNotFoundError:
        return None


def list_ids(lake: Lake) -> list[str]:
    """All release ids, newest first."""
    names = (name.removesuffix(".json") for name in lake.names("releases") if name.endswith(".json"))
    return sorted(names, reverse=True)


def read_manifest(lake: Lake, release_id: str | None = None) -> Manifest:
    """A release's manifest, the current one's by default; raises ReleaseError when there is none or its id is unknown."""
    wanted = release_id or current_id(lake)
    if wanted is None:
        raise ReleaseError(f"no release in {lake.root} yet: run `make etl`")
    try:
        if not is_id(wanted):
            raise FileNotFoundError(wanted)
        return Manifest.parse(lake.read("releases", f"{wanted}.json"))
    except FileNotFoundError:
        newest = ", ".join(list_ids(lake)[:5]) or "none"
        raise ReleaseError(f"unknown release {wanted!r}; the newest are: {newest}") from None


def write_manifest(lake: Lake, manifest: Manifest) -> None:
    lake.write(manifest.to_json(), "releases", f"{manifest.release_id}.json")


def refresh_manifest(lake: Lake, manifest: Manifest) -> None:
    """Make a manifest young, so that a prune that runs beside lets it live; raises ReleaseError when it has gone."""
    name = f"{manifest.release_id}.json"
    seen = lake.read_versioned("releases", name)
    if seen[0] is None or not lake.replace(seen[0], seen, "releases", name):
        raise ReleaseError(
            f"release {manifest.release_id} is being deleted or was changed: look at the list, and ask again"
        )


def _pointed_at(data: bytes) -> str:
    release_id: str = json.loads(data)["release_id"]
    return release_id


def _known(shape: type, found: dict[str, Any]) -> dict[str, Any]:
    names = {item.name for item in fields(shape)}
    return {name: value for name, value in found.items() if name in names}
