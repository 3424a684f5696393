#!/bin/sh
# One image, several roles: the first argument chooses what the container is.
# Servers replace this shell, so that they get the container's signals themselves.
set -eu

ROLES="api dashboard pipeline"
role="${1:-}"
[ $# -eq 0 ] || shift

# Run one step as a child; a stop signal is handed on, and the steps after it never start.
step() {
    # The trap comes first, so that no signal finds a step without it.
    trap 'kill -TERM "${!:-}" 2>/dev/null || true; wait "${!:-}" || true; exit 143' TERM INT
    python -m "$@" &
    wait "$!"
}

case "$role" in
api)
    # Cloud Run grants 10 seconds between SIGTERM and SIGKILL.
    exec uvicorn api.app:app --host 0.0.0.0 --port "${PORT:-8080}" --http h11 --timeout-graceful-shutdown 8 \
        --timeout-keep-alive 75 "$@"
    ;;
dashboard)
    exec streamlit run dashboard/app.py --server.port "${PORT:-8080}" --server.address 0.0.0.0 \
        --server.headless true --browser.gatherUsageStats false "$@"
    ;;
pipeline)
    if [ $# -gt 0 ]; then
        echo "pipeline takes no arguments, found: $*. Settings come from the environment." >&2
        exit 64
    fi
    step scripts.run_etl
    step scripts.train
    step scripts.inference
    # All is published: a webhook that fails is told by the next run, and 10 only says to train again.
    [ -z "${WEBHOOK_URL:-}" ] || step scripts.monitor --notify || true
    ;;
*)
    echo "unknown role '$role': expected one of: $ROLES. Give it as the container's command." >&2
    exit 64
    ;;
esac
