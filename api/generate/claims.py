"""Who works on something, of many processes and machines: one at a time, and another one where the first has died.

A claim is a file `claim-<n>.json` that can be created only once. The newest counts, until the moment that its holder has
written last to `beat-<n>.json`. So nothing has to be locked, compared or swapped, on local disk as in a bucket.
"""

import json
import time
import uuid
from dataclasses import dataclass

from warehouse.lake import Lake

# So often is something begun at most: what kills every process that takes it must not go on for ever.
MOST = 5
_CLAIM, _BEAT = "claim-", "beat-"


class GivenUp(Exception):
    """Something was begun so often without an end that nobody begins it again."""


@dataclass(frozen=True)
class Claim:
    """A claim that is held, the n-th, for `seconds` after each beat."""

    lake: Lake
    folder: tuple[str, ...]
    n: int
    seconds: float

    def is_held(self) -> bool:
        """Whether nobody has taken it over, which they may when no beat came in time."""
        return newest(self.lake, *self.folder) == self.n

    def beat(self) -> None:
        """Hold it for some more seconds."""
        self._say(time.time() + self.seconds)

    def release(self) -> None:
        """Let others take it at once."""
        self._say(0.0)

    def _say(self, until: float) -> None:
        self.lake.write(_until(until), *self.folder, f"{_BEAT}{self.n}.json")


def take(lake: Lake, seconds: float, *folder: str, most: int = MOST) -> Claim | None:
    """Claim what is in a folder, for `seconds`; None where somebody else holds it. Raises GivenUp after the last try."""
    last = newest(lake, *folder)
    if last and _holds_until(lake, folder, last) > time.time():
        return None
    if last >= most:
        raise GivenUp(f"begun {last} times without an end")
    mine = lake.create(_until(time.time() + seconds), *folder, f"{_CLAIM}{last + 1}.json")
    return Claim(lake, folder, last + 1, seconds) if mine else None


def newest(lake: Lake, *folder: str) -> int:
    """The number of the newest claim; 0 where there is none."""
    numbers = (
        name.removeprefix(_CLAIM).removesuffix(".json") for name in lake.names(*folder) if name.startswith(_CLAIM)
    )
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def _holds_until(lake: Lake, folder: tuple[str, ...], n: int) -> float:
    for name in (f"{_BEAT}{n}.json", f"{_CLAIM}{n}.json"):
        try:
            return float(json.loads(lake.read(*folder, name))["until"])
        except FileNotFoundError:
            continue
    return 0.0


def _until(moment: float) -> bytes:
    return json.dumps({"until": moment, "by": uuid.uuid4().hex}).encode()
