"""The tables that Python writes, as pyarrow schemas: dbt reads them as sources."""

import pyarrow as pa

DAY = pa.timestamp("us")

_VALUES = [("y_hat", pa.float64())] + [(f"{side}_{level}", pa.float64()) for level in (80, 95) for side in ("lo", "hi")]
_STAMP = [("run_id", pa.string()), ("created_at", pa.timestamp("us"))]

JOB_TABLES: dict[str, pa.Schema] = {
    # One row per run.
    "runs": pa.schema(
        [
            *_STAMP,
            ("activated_at", pa.timestamp("us")),  # created, or found to be what is wanted again
            ("kind", pa.string()),  # train | inference
            ("artifact_id", pa.string()),
            ("release_id", pa.string()),
            ("git_sha", pa.string()),
            ("recipe", pa.string()),  # hash of the code and the configuration that would train now; null: not noted yet
            ("n_series", pa.int64()),
            ("duration_seconds", pa.float64()),
        ]
    ),
    # One row per run, series, cutoff, model and step; `model = 'served'` is the whole pipeline, out of sample.
    "backtests": pa.schema(
        [
            *_STAMP,
            ("series_set", pa.string()),
            ("unique_id", pa.string()),
            ("cutoff", DAY),
            ("ds", DAY),
            ("h", pa.int32()),
            ("model", pa.string()),
            ("y", pa.float64()),
            *_VALUES,
            ("scale", pa.float64()),  # in-sample MAE of seasonal naive at the cutoff: the denominator of MASE
            ("scale_sq", pa.float64()),  # the same with squares: the denominator of RMSSE, before the root
        ]
    ),
    # One row per run, series and step: every vintage that was ever served.
    "forecasts": pa.schema(
        [
            *_STAMP,
            ("series_set", pa.string()),
            ("unique_id", pa.string()),
            ("cutoff", DAY),
            ("ds", DAY),
            ("h", pa.int32()),
            ("model", pa.string()),
            *_VALUES,
            ("y_hat_naive", pa.float64()),  # seasonal naive from the same cutoff: what the forecast has to beat
            ("scale", pa.float64()),
            ("scale_sq", pa.float64()),
        ]
    ),
    # One row per run and series: which model was really used, and why.
    "series_status": pa.schema(
        [
            *_STAMP,
            ("series_set", pa.string()),
            ("unique_id", pa.string()),
            ("cutoff", DAY),
            ("status", pa.string()),  # ok | fallback | short | stale | failed
            ("reason", pa.string()),
            ("model", pa.string()),
        ]
    ),
}
