"""Made-up requests of every operation: no 5xx, and no answer that the OpenAPI document does not have. `make bench-api` makes thousands."""

import pytest

from bench import api


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_whatever_is_asked_the_answer_is_one_that_the_document_has(api_url: str) -> None:
    found = api.run(api_url, 160)
    assert found.faults == {}
    assert found.n_cases >= 120
    assert len(found.statuses) > 15
    answered = sum((counted for counted in found.statuses.values()), api.Counter())
    assert answered[200] > 30
    assert answered[422] > 20
    assert not [status for status in answered if status >= 500]
