"""Shards on Ray, Dask or Spark: the same shard function, called by Fugue with one row for each shard.

A new engine is one entry of CLUSTERS. Nobody's result travels back: workers write to the store, and what lies there
says what is done. Lost workers are the engine's business; it does their shards again.
"""

import logging
import re
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, TypeVar

import pandas as pd
from pydantic import TypeAdapter

from configs.settings import default_environment
from models_py.code import code_digest, require
from models_py.engine import EngineError, OnDone

Shard = TypeVar("Shard")
Job = Callable[[Any], None]
Start = Callable[[Job], None]  # a job gets the engine as Fugue takes it
POLL_SECONDS = 2.0
# How often Ray does a shard again whose worker was lost; by default for ever, also where memory will never do.
_RAY_RETRIES = 3
_CONF = {
    "fugue.ray.default.batch_size": 1,  # Ray Data would put a thousand rows in one task
    "fugue.ray.remote.max_retries": _RAY_RETRIES,
}


@dataclass(frozen=True)
class Engine:
    """A key of CLUSTERS and the cluster's address; empty: what it finds, or else starts, on this machine.

    `workers` are the processes of a cluster that is started, and of no meaning to one that runs already.
    """

    name: str
    address: str = ""
    workers: int = 1


@dataclass(frozen=True)
class Cluster:
    """What an engine needs: the modules of its extra, a connection, and how its frame gets one row in each partition."""

    modules: tuple[str, ...]
    connect: Callable[[Engine], AbstractContextManager[Start]]
    spread: Callable[[pd.DataFrame], Any] | None = None
    partition: str | None = "per_row"


def run_on_cluster(
    function: Callable[[Shard], object],
    shards: Sequence[Shard],
    engine: Engine,
    left: Callable[[Sequence[Shard]], Sequence[Shard]],
    on_done: OnDone,
) -> None:
    """Call `function` for each shard on the workers of a cluster; `on_done(done, total)` as results appear.

    `left` answers which of some shards have no result in the store, here and on workers. Shards are of one type, which
    pydantic can write as JSON. Raises EngineError when packages are missing, a shard failed, a worker has other code
    or results are not to be seen here; the same call resumes.
    """
    if not shards:
        return
    cluster, total = _cluster(engine.name), len(shards)

    def count() -> int:
        return total - len(left(shards))

    try:
        with cluster.connect(engine) as start, _watched(count, total, on_done):
            start(partial(_transform, _row_worker(function, left, type(shards[0])), shards, cluster))
    except Exception as error:
        so_far = f"{engine.name}: {count()} of {total} shards are done"
        raise EngineError(f"{so_far}; run again to resume. {_reason(error)}") from error
    if missing := left(shards):
        raise EngineError(
            f"{engine.name} has done all, but {len(missing)} of {total} results are not to be seen here:"
            " lake_root and artifacts_root must be where every worker sees them, a bucket or a shared disk"
        )


def _cluster(name: str) -> Cluster:
    if name not in CLUSTERS:
        raise EngineError(f"unknown engine {name!r}; there are: local, {', '.join(CLUSTERS)}")
    try:
        for module in CLUSTERS[name].modules:
            import_module(module)
    except ImportError as error:
        raise EngineError(f"engine {name!r} needs more packages: pip install 'lakecast[{name}]' ({error})") from error
    return CLUSTERS[name]


def _transform(work: Callable[[pd.DataFrame], None], shards: Sequence[Shard], cluster: Cluster, handle: Any) -> None:
    import fugue.api as fugue  # it loads every engine that is installed, which costs seconds

    adapter = TypeAdapter(type(shards[0]))
    rows = pd.DataFrame({"shard": [adapter.dump_json(shard).decode() for shard in shards]})
    spread = cluster.spread(rows) if cluster.spread else rows
    fugue.out_transform(spread, work, partition=cluster.partition, engine=handle, engine_conf=_CONF)


def _row_worker(
    function: Callable[[Shard], object], left: Callable[[Sequence[Shard]], Sequence[Shard]], kind: type[Shard]
) -> Callable[[pd.DataFrame], None]:
    """What a worker does with its rows."""
    code = code_digest()

    def work(rows: pd.DataFrame) -> None:
        require(code)
        # An engine that loses a worker also asks again for what that worker had finished.
        for shard in left([TypeAdapter(kind).validate_json(text) for text in rows["shard"]]):
            try:
                function(shard)
            except Exception as error:
                raise EngineError(f"{type(error).__name__}: {error}") from error

    return work


@contextmanager
def _watched(count: Callable[[], int], total: int, on_done: OnDone) -> Iterator[None]:
    """Tell of results as they appear while the block runs; raises at its end what telling raised."""
    stop = threading.Event()

    def watch() -> None:
        told, last = 0, False
        while not last:
            last = stop.wait(POLL_SECONDS)
            if (done := count()) > told:
                on_done(done, total)
                told = done

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        try:
            yield
        finally:
            stop.set()
            watching.result()


def _reason(error: BaseException) -> str:
    """What a worker raised: engines wrap it in errors of their own, some of them as text only."""
    told = re.search(r"EngineError: (.+)", "".join(traceback.format_exception(error)))
    return told[1] if told else f"{type(error).__name__}: {error}"


@contextmanager
def _ray(engine: Engine) -> Iterator[Start]:
    import ray

    if ray.is_initialized():  # in a Ray job, or by who calls us: theirs to end
        yield _on_ray
        return
    _init_ray(ray, engine)
    try:
        yield _on_ray
    finally:
        ray.shutdown()


def _on_ray(job: Job) -> None:
    """Ray Data does not run in a client of a cluster, so there a task runs it."""
    import ray
    from ray.util.client import ray as client

    if client.is_connected():
        ray.get(ray.remote(num_cpus=0)(_in_ray).remote(job))
    else:
        _in_ray(job)


def _in_ray(job: Job) -> None:
    from ray.data import DataContext

    # Progress is told by us, and not of each step of Ray Data.
    DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.WARNING)
    # Fugue has no other way to pass `max_retries`; the extra's upper bound is where Ray takes it away.
    warnings.filterwarnings("ignore", "`ray_remote_args` is deprecated")
    job("ray")


def _init_ray(ray: Any, engine: Engine) -> None:
    quiet = {"log_to_driver": False, "logging_level": "WARNING"}
    if engine.address != "local":
        try:
            ray.init(engine.address or "auto", **quiet)
            return
        except ConnectionError as error:
            # A cluster that was named and does not answer is no reason to start another one.
            if engine.address or "Could not find any running" not in str(error):
                raise
    default_environment(RAY_USAGE_STATS_ENABLED="0")
    ray.init("local", num_cpus=engine.workers, include_dashboard=False, **quiet)


@contextmanager
def _dask(engine: Engine) -> Iterator[Start]:
    import dask
    from distributed import Client, LocalCluster

    if address := engine.address or dask.config.get("scheduler-address", ""):
        with Client(address) as client:
            yield lambda job: job(client)
        return
    # One thread each: models are not meant to share a process.
    with (
        LocalCluster(n_workers=engine.workers, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster,
        Client(cluster) as client,
    ):
        yield lambda job: job(client)


def _dask_rows(rows: pd.DataFrame) -> Any:
    """Fugue's own way to one row each is a shuffle, which a lost worker would start again."""
    import dask.dataframe as dd

    return dd.from_pandas(rows, npartitions=len(rows), sort=False)


@contextmanager
def _spark(engine: Engine) -> Iterator[Start]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("lakecast")
    session = (builder.master(engine.address) if engine.address else builder).getOrCreate()
    try:
        yield lambda job: job(session)
    finally:
        session.stop()


CLUSTERS = {
    "ray": Cluster(("ray.data",), _ray),
    "dask": Cluster(("distributed", "dask.dataframe"), _dask, _dask_rows, None),
    "spark": Cluster(("pyspark.sql",), _spark),
}
