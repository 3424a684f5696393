"""The MCP server over stdio, for a client on this machine that starts it: `python -m scripts.mcp`."""

from prometheus_client import CollectorRegistry

from api import logs, mcp
from api.copilot.service import Copilot
from api.deps import Releases
from configs.settings import get_settings
from warehouse.lake import Lake


def main() -> None:
    """Answer on stdin and stdout until the client leaves; log lines go to stderr."""
    settings = get_settings()
    logs.configure("WARNING", settings.api.log_format)
    copilot = Copilot.from_settings(settings, CollectorRegistry())
    try:
        mcp.server(Releases(Lake(settings.lake_root)), copilot, mcp.local).run("stdio")
    finally:
        copilot.close()


if __name__ == "__main__":
    main()
