"""What this process serves, and whether there is newer to be expected."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from api import queries
from api.contracts import Readiness as Told
from api.deps import Releases
from configs.settings import Settings

_DAY = timedelta(days=1)


class Readiness:
    """The state of the release that is served; its loads are read once."""

    def __init__(self, releases: Releases, settings: Settings) -> None:
        self._releases = releases
        self._limits = {
            name: (source, config.freshness.warn_after_days or config.freshness.error_after_days)
            for source, config in settings.sources.items() if config.freshness
            for name in config.series_sets
        }  # fmt: skip
        self._loads: tuple[str, dict[str, datetime]] = ("", {})

    def now(self) -> Told:
        """Raises ReleaseError where there is no release."""
        release, at = self._releases.get(), datetime.now(UTC)
        if self._loads[0] != release.id:
            self._loads = release.id, queries.newest_loads(release)
        because = [*self._waiting(), *self._old(at.replace(tzinfo=None))]
        created = datetime.fromisoformat(release.manifest.created_at)
        return Told(
            release_id=release.id, created_at=created, age_seconds=max(0.0, (at - created).total_seconds()),
            tables=len(release.manifest.tables), is_stale=bool(because), stale_because=because,
        )  # fmt: skip

    def _waiting(self) -> Iterator[str]:
        if awaited := self._releases.awaited:
            yield f"release {awaited} is published, and not open here yet"

    def _old(self, now: datetime) -> Iterator[str]:
        """The sets whose newest rows landed longer ago than their source's `freshness` lets them."""
        for name, loaded_at in self._loads[1].items():
            source, days = self._limits.get(name, ("", None))
            if days is not None and now - loaded_at > days * _DAY:
                age = (now - loaded_at) / _DAY
                yield f"{name}: the newest rows of source {source} landed {age:.1f} days ago, expected within {days}"
