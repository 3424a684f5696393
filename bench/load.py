"""Reads of one series each, from a process of its own: `python -m bench.load ASKED.json OUT.json` (`bench.serving` starts it).

Open loop: a read starts when its turn has come, whether or not those before it were answered, and its time counts from that
turn. So a server that stalls is seen as each of its callers would see it (no coordinated omission).
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import httpx

from warehouse.lake import Lake
from warehouse.releases import open_release

_BARE = (Path(__file__).parent / "serving_bare.sql").read_text()
_PATH = "/api/v1/forecasts"


@dataclass
class Asked:
    """What to read, and how: `rate` a second for `seconds`; `bare_lake`: beside each read the bare query on that lake."""

    url: str
    unique_ids: list[str]
    steps: int
    rate: float
    seconds: float
    bare_lake: str | None = None


@dataclass
class Seen:
    """Milliseconds of each read, by its turn (seconds since 1970); faults; releases in the order in which they were met."""

    turns: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    bare_milliseconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    releases: list[str] = field(default_factory=list)


async def read_on(asked: Asked) -> Seen:
    """All reads of one load."""
    seen, running = Seen(), set()
    # aiohttp, and no pool that waits: on two cores a client that costs as much as the server would be measured with it.
    lines, timeout = aiohttp.TCPConnector(limit=64), aiohttp.ClientTimeout(30)
    async with aiohttp.ClientSession(asked.url, connector=lines, timeout=timeout) as client:
        first = time.time() + 0.2
        for i in range(int(asked.rate * asked.seconds)):
            turn = first + i / asked.rate
            await asyncio.sleep(max(0.0, turn - time.time()))
            uid = asked.unique_ids[i % len(asked.unique_ids)]
            running.add(task := asyncio.create_task(_read(client, uid, turn, asked.steps, seen)))
            task.add_done_callback(running.discard)
        await asyncio.gather(*running)
    return seen


async def _read(client: aiohttp.ClientSession, uid: str, turn: float, steps: int, seen: Seen) -> None:
    try:
        async with client.get(_PATH, params={"unique_id": uid}) as answer:
            body = await answer.read()
        took = 1000 * (time.time() - turn)
    except (aiohttp.ClientError, TimeoutError) as error:
        seen.faults.append(f"{type(error).__name__} of {uid}")
        return
    seen.turns.append(turn)
    seen.milliseconds.append(took)
    _check(answer.status, answer.headers.get("etag", ""), body, uid, steps, seen)


def _check(status: int, etag: str, text: bytes, uid: str, steps: int, seen: Seen) -> None:
    """Whether an answer is whole, of this series, and of the one release that it names."""
    body: dict[str, Any] = json.loads(text)
    items, release = body.get("items", []), body.get("release_id", "")
    whole = [item["h"] for item in items] == list(range(1, steps + 1)) and {item["unique_id"] for item in items} == {
        uid
    }
    if status != 200 or not whole or f'"{release}"' not in etag:
        seen.faults.append(f"{status} of {uid}: {text[:200]!r}")
    elif release not in seen.releases:
        seen.releases.append(release)


def read_beside_bare(asked: Asked) -> Seen:
    """One read at a time, `rate` a second, each beside the bare query of the same series on the same file."""
    seen, release = Seen(), open_release(Lake(asked.bare_lake or ""))
    database = release.duckdb("fct_forecasts")
    with httpx.Client(base_url=asked.url, timeout=30) as client:
        for i in range(int(asked.rate * asked.seconds)):
            uid = asked.unique_ids[i % len(asked.unique_ids)]
            started = time.perf_counter()
            answer = client.get(_PATH, params={"unique_id": uid})
            between = time.perf_counter()
            rows = database.execute(_BARE, {"unique_id": uid}).fetchall()
            ended = time.perf_counter()
            seen.turns.append(time.time())
            seen.milliseconds.append(1000 * (between - started))
            seen.bare_milliseconds.append(1000 * (ended - between))
            _check(answer.status_code, answer.headers.get("etag", ""), answer.content, uid, asked.steps, seen)
            if len(rows) != asked.steps:
                seen.faults.append(f"bare query of {uid}: {len(rows)} rows, expected {asked.steps}")
            time.sleep(1 / asked.rate)
    return seen


def main(asked_file: Path, out: Path) -> None:
    asked = Asked(**json.loads(asked_file.read_text()))
    seen = read_beside_bare(asked) if asked.bare_lake else asyncio.run(read_on(asked))
    out.write_text(json.dumps(asdict(seen)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
