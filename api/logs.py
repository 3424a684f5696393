"""Log lines for people, or one JSON object each for machines."""

import json
import logging
from datetime import UTC, datetime
from typing import Literal

_TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_SERVER = ("uvicorn", "uvicorn.error", "uvicorn.access")


class JsonLines(logging.Formatter):
    """One line for each record: `time` (UTC), `level`, `logger`, `message`, what the record has as `fields`, and `error` with its trace."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname, "logger": record.name, "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }  # fmt: skip
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)


def configure(level: str, kind: Literal["json", "text"]) -> None:
    """Have this process log so; what was configured before stays as it is, but for the server's own lines as JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if kind == "json" else logging.Formatter(_TEXT))
    logging.basicConfig(level=level, handlers=[handler])
    if kind == "json":
        for name in _SERVER:
            logging.getLogger(name).handlers.clear()
            logging.getLogger(name).propagate = True
