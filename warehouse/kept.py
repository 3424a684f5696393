"""The files of tables that are kept part by part, beside the work file."""

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class KeptFiles:
    """A folder with one folder for each table. A file that is there is never written again, only replaced."""

    folder: Path

    def path(self, table: str, name: str) -> str:
        """Where a file lies or will lie; its folder is there."""
        (self.folder / table).mkdir(parents=True, exist_ok=True)
        return str(self.folder / table / name)

    def digest(self, table: str, name: str) -> str:
        """The sha256 of a file's bytes, nothing where there is none."""
        try:
            with (self.folder / table / name).open("rb") as data:
                return hashlib.file_digest(data, "sha256").hexdigest()
        except FileNotFoundError:
            return ""

    def sweep(self, table: str, names: list[str]) -> int:
        """Delete the files of a table that have none of these names; answers how many."""
        others = [entry for entry in (self.folder / table).glob("*") if entry.name not in names]
        for entry in others:
            entry.unlink(missing_ok=True)
        return len(others)
