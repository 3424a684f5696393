"""Calls to a private API carry an identity token, and a fresh one when the old is refused."""

import httpx
import pytest

from dashboard.google_auth import CloudRunAuth


def test_a_refused_token_is_renewed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens, seen = iter(["old", "new"]), list[str]()
    monkeypatch.setattr(
        "google.oauth2.id_token.fetch_id_token", lambda request, audience: f"{next(tokens)} for {audience}"
    )

    def api(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["Authorization"])
        return httpx.Response(401 if "old" in seen[-1] else 200)

    with httpx.Client(transport=httpx.MockTransport(api), auth=CloudRunAuth("https://api.test")) as client:
        assert client.get("https://api.test/health/live").status_code == 200
        assert client.get("https://api.test/health/live").status_code == 200
    assert seen == [f"Bearer {t} for https://api.test" for t in ("old", "new", "new")]
