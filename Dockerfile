# One image for all roles; deploy/entrypoint.sh says which there are.
#   docker build --build-arg GIT_SHA=$(git rev-parse HEAD) -t lakecast .
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS builder
RUN python -m venv /opt/venv
COPY requirements.lock .
# The lock alone decides this layer, so a change of code does not ship the libraries again.
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/venv/bin/pip install --disable-pip-version-check --require-hashes -r requirements.lock

FROM ${PYTHON_IMAGE}
# LightGBM's wheel expects the system's OpenMP.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libgomp1 \
    && rm -rf /var/lib/apt/lists/*
# The folders that the application writes in; a fresh volume on /lake or /requests takes over their owner.
RUN useradd --system --user-group --uid 10001 --no-create-home app \
    && install -d -o app -g app /app/data /lake /lake/work /requests
COPY --from=builder /opt/venv /opt/venv

# PYTHONPATH: the code runs from its own folder, where dbt and the YAML of configs/ lie beside it.
# HOME and DBT_*: what libraries like to write goes where a read-only container can have a tmpfs.
# GCSFS_...: the lake is a plain bucket; the probe for hierarchical ones needs a right that readers lack.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    DBT_TARGET_PATH=/tmp/dbt/target \
    DBT_LOG_PATH=/tmp/dbt/logs \
    DBT_SEND_ANONYMOUS_USAGE_STATS=false \
    GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT=false

WORKDIR /app
# A lock without one of these fails here, not in production.
RUN python -c "import dbt.adapters.duckdb, fastapi, gcsfs, lightgbm, statsforecast, streamlit"
COPY . .

ARG GIT_SHA=unknown
ENV GIT_SHA=${GIT_SHA}
LABEL org.opencontainers.image.title="lakecast" \
      org.opencontainers.image.description="SQL-first forecasting on a lakehouse: API, dashboard and pipeline" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision="${GIT_SHA}"

USER app
EXPOSE 8080
# No HEALTHCHECK: the right one differs by role, so compose.yaml and Cloud Run declare it.
ENTRYPOINT ["sh", "/app/deploy/entrypoint.sh"]
CMD ["api"]
