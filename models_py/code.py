"""Which forecasting code this is: other code may give other forecasts."""

import hashlib
from pathlib import Path

from models_py.engine import EngineError


def code_digest() -> str:
    """The forecasting code as a hash: what was learnt by other code is not reused."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def require(digest: str) -> None:
    """Raise EngineError on a worker whose code is not that of the process that started the run."""
    if code_digest() != digest:
        raise EngineError("a worker has other forecasting code: install the same version of lakecast on all of them")
