locals {
  name = "lakecast-${var.environment}"

  # What every process that touches the lake is told; the work file is the pipeline's alone.
  lake_env = {
    APP_ENV           = var.environment
    LAKE_ROOT         = "gs://${google_storage_bucket.lake.name}/lake"
    LAKE__CACHE       = "/tmp/cache"
    LAKE__CACHE_BYTES = tostring(var.cache_bytes)
    ARTIFACTS_ROOT    = "gs://${google_storage_bucket.lake.name}/artifacts"
  }
}

resource "google_storage_bucket" "lake" {
  name                        = "${var.project}-${local.name}"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false

  versioning {
    enabled = true
  }

  lifecycle_rule {
    condition {
      days_since_noncurrent_time = var.noncurrent_days
      with_state                 = "ARCHIVED"
    }
    action {
      type = "Delete"
    }
  }

  lifecycle_rule {
    condition {
      age = 7
    }
    action {
      type = "AbortIncompleteMultipartUpload"
    }
  }

  depends_on = [google_project_service.needed]
}

# What callers asked for: jobs and answers by key, which the API removes itself; the rule is for what it missed.
resource "google_storage_bucket" "requests" {
  name                        = "${var.project}-${local.name}-requests"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true

  lifecycle_rule {
    condition {
      age = 7
    }
    action {
      type = "Delete"
    }
  }

  depends_on = [google_project_service.needed]
}

resource "google_storage_bucket_iam_member" "api_keeps_requests" {
  bucket = google_storage_bucket.requests.name
  role   = "roles/storage.objectUser"
  member = google_service_account.role["api"].member
}

resource "google_storage_bucket_iam_member" "api_reads" {
  bucket = google_storage_bucket.lake.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.role["api"].member
}

resource "google_storage_bucket_iam_member" "pipeline_writes" {
  bucket = google_storage_bucket.lake.name
  role   = "roles/storage.objectUser"
  member = google_service_account.role["pipeline"].member
}
