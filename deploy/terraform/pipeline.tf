locals {
  # dbt's DuckDB file is always local; it is rebuilt from the lake in every run. Nobody else is there to give way to.
  pipeline_env = merge(local.lake_env, var.source_env, {
    LAKE_WORK        = "/tmp/work"
    LAKE_MEMORY      = var.build_memory
    LAKE__BUILD_NICE = "0"
  })
  pipeline_secrets = var.use_webhook ? ["WEBHOOK_URL"] : []
}

resource "google_cloud_run_v2_job" "pipeline" {
  name                = "${local.name}-pipeline"
  location            = var.region
  deletion_protection = var.environment == "prod"

  template {
    task_count = 1

    template {
      service_account = google_service_account.role["pipeline"].email
      timeout         = "${var.pipeline_timeout_seconds}s"
      # Loads are idempotent and a failed build publishes nothing, so one more try is safe.
      max_retries = 1

      containers {
        image = var.image
        args  = ["pipeline"]

        resources {
          limits = var.pipeline_limits
        }

        dynamic "env" {
          for_each = local.pipeline_env
          content {
            name  = env.key
            value = env.value
          }
        }

        dynamic "env" {
          for_each = toset(local.pipeline_secrets)
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
      }
    }
  }

  depends_on = [google_storage_bucket_iam_member.pipeline_writes, google_secret_manager_secret_iam_member.reader]
}

resource "google_cloud_run_v2_job_iam_member" "scheduler_starts_pipeline" {
  name     = google_cloud_run_v2_job.pipeline.name
  location = var.region
  role     = "roles/run.invoker"
  member   = google_service_account.role["scheduler"].member
}

resource "google_cloud_scheduler_job" "pipeline" {
  name             = "${local.name}-pipeline"
  description      = "Starts a run of the pipeline; it does not wait for its end."
  region           = var.region
  schedule         = var.pipeline_cron
  time_zone        = var.pipeline_time_zone
  attempt_deadline = "60s"

  # A start that failed is tried again by the next schedule: two runs at once would only compete.
  retry_config {
    retry_count = 0
  }

  http_target {
    http_method = "POST"
    uri         = "https://run.googleapis.com/v2/${google_cloud_run_v2_job.pipeline.id}:run"

    # A Google API takes an access token; an ID token would be refused.
    oauth_token {
      service_account_email = google_service_account.role["scheduler"].email
    }
  }

  depends_on = [google_cloud_run_v2_job_iam_member.scheduler_starts_pipeline]
}
