"""The whole story in one read: raw file -> release -> forecast -> checked answer."""

from api.client import Client
from api.contracts import ExplainRequest
from configs.settings import Settings
from tests.conftest import Serve


def test_a_raw_file_becomes_a_forecast_and_a_true_explanation(own_sample: Settings, serve: Serve) -> None:
    with Client(serve(own_sample)) as lakecast:
        series = lakecast.series(series_set="weekly_units").items
        regular = next(s for s in series if s.unique_id == "weekly_units:21682")
        forecasts = lakecast.forecasts(unique_id=regular.unique_id).items
        answer = lakecast.explain(ExplainRequest(unique_id=regular.unique_id))

    assert [f.h for f in forecasts] == list(range(1, 9))
    assert all(0 <= f.lo_95 <= f.lo_80 <= f.y_hat <= f.hi_80 <= f.hi_95 for f in forecasts)
    assert regular.status == "ok"
    assert answer.grounding == "template"
    assert {"recent_level", "forecast_sum"} <= {fact.fact_id for fact in answer.sources}
    assert regular.series_name in answer.text
