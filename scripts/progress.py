"""One progress bar for a job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def bar(unit: str = "shard") -> Iterator[Callable[[int, int, str], None]]:
    """A callback (done, total, what) that draws a bar with the time left."""
    with tqdm(unit=unit, dynamic_ncols=True, mininterval=0.5) as drawn:

        def show(done: int, total: int, what: str) -> None:
            drawn.total = total
            drawn.set_description(what, refresh=False)
            drawn.update(done - drawn.n)

        yield show
