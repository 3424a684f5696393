"""Where shards run: this process or others of this machine; `models_py.clusters` has Ray, Dask and Spark.

A shard function reads its own slice and writes its own result; only the shard travels. So it is the same function
everywhere, and what is done stays done.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

Shard = TypeVar("Shard")
OnDone = Callable[[int, int], None]

# Imported once by the server that workers are forked from; it costs seconds.
PRELOAD = ["pandas", "statsforecast.models"]


class EngineError(Exception):
    """Shards were not done where they should run; the message says why, how far the run got and what to do."""


def run_shards(function: Callable[[Shard], object], shards: Sequence[Shard], workers: int, on_done: OnDone) -> None:
    """Call `function` for each shard, which writes its result itself; `on_done(done, total)` after each.

    One worker means this process. What is finished stays finished, so after an error the same call with the
    shards that are left resumes. Raises what the function raised, or EngineError when a worker was killed.
    `function` and the shards must be picklable, and the main module importable, when there is more than one
    worker.
    """
    if min(workers, len(shards)) <= 1:
        for done, shard in enumerate(shards, start=1):
            function(shard)
            on_done(done, len(shards))
    else:
        _run_parallel(function, shards, min(workers, len(shards)), on_done)


def _run_parallel(function: Callable[[Shard], object], shards: Sequence[Shard], workers: int, on_done: OnDone) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    done = 0
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        futures = [pool.submit(function, shard) for shard in shards]
        try:
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()
                on_done(done, len(shards))
        except BrokenProcessPool as error:
            raise EngineError(
                f"a worker process was killed, often for its memory; under {done} of {len(shards)} are done."
                " Run again to resume, with fewer `forecasting.workers`"
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
