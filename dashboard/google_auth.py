"""Sign calls to a private Cloud Run service with the identity token of this service's own account."""

from collections.abc import Generator

import google.auth.transport.requests
import httpx
from google.oauth2 import id_token


class CloudRunAuth(httpx.Auth):
    """Fetches a token for the API's URL from the metadata server, and a new one when the API says 401 or 403.

    Raises google.auth.exceptions.DefaultCredentialsError where there is no Google identity.
    """

    def __init__(self, audience: str) -> None:
        self.audience = audience
        self._token: str | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        self._token = self._token or self._fetch()
        request.headers["Authorization"] = f"Bearer {self._token}"
        response = yield request
        if response.status_code in (401, 403):  # tokens live for an hour
            self._token = self._fetch()
            request.headers["Authorization"] = f"Bearer {self._token}"
            yield request

    def _fetch(self) -> str:
        request = google.auth.transport.requests.Request()
        return str(id_token.fetch_id_token(request, self.audience))  # type: ignore[no-untyped-call]
