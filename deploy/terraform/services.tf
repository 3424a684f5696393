locals {
  api_env = merge(local.lake_env, {
    COPILOT__BASE_URL = var.llm_base_url
    COPILOT__MODEL    = var.llm_model

    API__REQUESTS_ROOT = "gs://${google_storage_bucket.requests.name}/requests"
  })
  api_secrets = var.use_llm ? ["API_KEY", "LLM_API_KEY"] : ["API_KEY"]

  dashboard_env = {
    APP_ENV                = var.environment
    DASHBOARD__API_URL     = google_cloud_run_v2_service.api.uri
    DASHBOARD__GOOGLE_AUTH = "true"
  }
}

resource "google_cloud_run_v2_service" "api" {
  name                = "${local.name}-api"
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_ALL"
  deletion_protection = var.environment == "prod"

  template {
    service_account = google_service_account.role["api"].email
    timeout         = "60s"

    scaling {
      min_instance_count = 0
      max_instance_count = var.max_instances
    }

    containers {
      image = var.image
      args  = ["api"]

      ports {
        container_port = 8080
      }

      resources {
        limits = var.api_limits
        # CPU is paid for as long as an instance is there: jobs are worked on between requests.
        cpu_idle          = false
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = local.api_env
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = toset(local.api_secrets)
        content {
          name = env.value
          value_source {
            secret_key_ref {
              secret  = google_secret_manager_secret.key[env.value].secret_id
              version = "latest"
            }
          }
        }
      }

      # Ready means that a release can be read, so the pipeline has to have run once before the first deployment.
      startup_probe {
        period_seconds    = 5
        timeout_seconds   = 4
        failure_threshold = 30
        http_get {
          path = "/health/ready"
        }
      }

      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 3
        http_get {
          path = "/health/live"
        }
      }
    }
  }

  depends_on = [
    google_storage_bucket_iam_member.api_reads,
    google_storage_bucket_iam_member.api_keeps_requests,
    google_secret_manager_secret_iam_member.reader,
  ]
}

resource "google_cloud_run_v2_service" "dashboard" {
  name                = "${local.name}-dashboard"
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_ALL"
  deletion_protection = var.environment == "prod"

  template {
    service_account = google_service_account.role["dashboard"].email
    # A Streamlit session is one websocket to the instance that knows it: it ends with the request.
    timeout          = "3600s"
    session_affinity = true

    scaling {
      min_instance_count = 0
      max_instance_count = var.max_instances
    }

    containers {
      image = var.image
      args  = ["dashboard"]

      ports {
        container_port = 8080
      }

      resources {
        limits            = { cpu = "1", memory = "1Gi" }
        cpu_idle          = true
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = local.dashboard_env
        content {
          name  = env.key
          value = env.value
        }
      }

      env {
        name = "API_KEY"
        value_source {
          secret_key_ref {
            secret  = google_secret_manager_secret.key["API_KEY"].secret_id
            version = "latest"
          }
        }
      }

      startup_probe {
        period_seconds    = 5
        timeout_seconds   = 4
        failure_threshold = 30
        http_get {
          path = "/_stcore/health"
        }
      }

      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 3
        http_get {
          path = "/_stcore/health"
        }
      }
    }
  }

  depends_on = [google_secret_manager_secret_iam_member.reader]
}

# The API is private: the dashboard's client sends an ID token of its account, with the API's address as audience.
resource "google_cloud_run_v2_service_iam_member" "dashboard_calls_api" {
  name     = google_cloud_run_v2_service.api.name
  location = var.region
  role     = "roles/run.invoker"
  member   = google_service_account.role["dashboard"].member
}

resource "google_cloud_run_v2_service_iam_member" "api_invoker" {
  for_each = toset(var.invokers)
  name     = google_cloud_run_v2_service.api.name
  location = var.region
  role     = "roles/run.invoker"
  member   = each.value
}

resource "google_cloud_run_v2_service_iam_member" "dashboard_invoker" {
  for_each = toset(concat(var.invokers, var.allow_unauthenticated ? ["allUsers"] : []))
  name     = google_cloud_run_v2_service.dashboard.name
  location = var.region
  role     = "roles/run.invoker"
  member   = each.value
}
