"""One progress bar for a job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def bar(unit: str = "shard") -> Iterator[Callable[[int, int, str], None]]:
    """A callback (done, total, what) that draws a bar with the time left, as the mean of this run says.

    What was there at the first call for `what`, as of a run that resumes, does not count as done in no time.
    """
    with tqdm(unit=unit, dynamic_ncols=True, mininterval=0.5, smoothing=0) as drawn:

        def show(done: int, total: int, what: str) -> None:
            if drawn.desc != f"{what}: ":
                drawn.reset(total)
                drawn.initial = drawn.n = drawn.last_print_n = done
                drawn.set_description(what)
            else:
                drawn.update(done - drawn.n)

        yield show
