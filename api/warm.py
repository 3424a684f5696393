"""Makes the first request as quick as the second, without making anybody wait for the start."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

from fastapi import FastAPI

from api import queries
from api.deps import Releases
from warehouse.releases import ReleaseError

log = logging.getLogger("lakecast.api")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Warm up beside the first requests, answer MCP, and have forecasts made as long as the API runs."""
    Thread(target=warm, args=(app.state.releases,), daemon=True, name="warm").start()
    app.state.generation.start()
    async with app.state.mcp.running():
        yield
    app.state.generation.close()


def warm(releases: Releases) -> None:
    """Open the current release, where there is one, and ask it something."""
    try:
        queries.run_page(releases.get(), limit=1)
    except ReleaseError as error:
        log.warning("nothing to serve yet: %s", error)
    # What is there by now stays: each time the collector looked through all of it, every request waited for a fifth of a second.
    gc.collect()
    gc.freeze()
