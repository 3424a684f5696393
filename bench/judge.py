"""What a replay found: each fault with what was said of it, and what was said without a fault."""

import itertools
from collections.abc import Sequence

import pandas as pd

from bench.deliveries import WEEK
from bench.faults import Fault

WITHIN = 2
# After a fault it may take so many weeks until what is said of its series is about something else.
_AFTER = 8 * WEEK
_DELIVERED_AFTER = WEEK + pd.Timedelta(hours=6)


def faults_found(alerts: pd.DataFrame, faults: Sequence[Fault]) -> pd.DataFrame:
    """One row per fault: kind, how, series, expected, injected, found, cause, measure, periods, ok.

    `alerts`: rows of fct_alerts at each moment, as scripts.replay writes them. A fault is found when an alert about its series (of
    a late file: about the set) with its cause opened in its weeks and is open; `periods` counts weeks from the first wrong one on.
    """
    return pd.DataFrame([_found(alerts, fault) for fault in faults])


def _found(alerts: pd.DataFrame, fault: Fault) -> dict[str, object]:
    said = about(alerts, fault)
    said = said[said["is_open"] & (said["first_seen_ds"] >= fault.week)]
    said = said.assign(periods=(said["moment"] - fault.week - _DELIVERED_AFTER) // WEEK + 1).sort_values("moment")
    said = said[said["periods"] <= _AFTER // WEEK]
    right = said[said["cause"] == fault.cause]
    first = (right if len(right) else said).head(1)
    of_first = first.iloc[0] if len(first) else None
    return {
        "kind": fault.kind, "how": fault.how, "series": fault.code or "(set)", "expected": fault.cause, "injected": f"{fault.week:%Y-%m-%d}",
        "found": "" if of_first is None else f"{of_first['moment']:%Y-%m-%d}",
        "cause": " / ".join(said.drop_duplicates("cause")["cause"]), "measure": "" if of_first is None else of_first["measure"],
        "periods": None if of_first is None else int(of_first["periods"]),
        "ok": bool(len(right) and right["periods"].min() <= WITHIN),
    }  # fmt: skip


def about(alerts: pd.DataFrame, fault: Fault) -> pd.DataFrame:
    """The alerts about what the fault is in."""
    if fault.code is None:
        return alerts[alerts["unique_id"].isna()]
    return alerts[alerts["unique_id"].fillna("").str.endswith(f":{fault.code}")]


def false_alerts(alerts: pd.DataFrame, faults: Sequence[Fault]) -> pd.DataFrame:
    """What opened in the replay and is not about a series (or the set) in which a fault began at most eight weeks before.

    One row per opening: moment and the alert's columns. What was open at the first moment was there before.
    """
    names = ["series_set", "unique_id", "measure"]
    is_open = alerts[alerts["is_open"]].assign(unique_id=lambda rows: rows["unique_id"].fillna(""))
    moments = sorted(alerts["moment"].unique())
    opened = []
    for before, moment in itertools.pairwise(moments):
        now, known = is_open[is_open["moment"] == moment], is_open.loc[is_open["moment"] == before, names]
        marked = now.merge(known, on=names, how="left", indicator=True)
        opened.append(marked[marked.pop("_merge") == "left_only"])
    found = pd.concat(opened, ignore_index=True)
    return found[~found.apply(lambda row: any(_is_of(row, fault) for fault in faults), axis=1)] if len(found) else found


def _is_of(row: pd.Series, fault: Fault) -> bool:
    of_it = row["unique_id"] == "" if fault.code is None else row["unique_id"].endswith(f":{fault.code}")
    return bool(of_it and fault.week <= row["moment"] - _DELIVERED_AFTER <= fault.week + _AFTER)


def clean_series_weeks(units: pd.DataFrame, faults: Sequence[Fault]) -> int:
    """Weeks of the replay (units: weeks x series, NaN before its first sale) in which a series is there and has no fault."""
    clean = units.notna()
    for fault in faults:
        if fault.code is not None:
            clean.loc[fault.week : fault.week + _AFTER, fault.code] = False
    return int(clean.to_numpy().sum())
