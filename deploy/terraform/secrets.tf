# The secrets' values never pass through Terraform, so its state holds none. Add them by hand:
#   printf %s "$VALUE" | gcloud secrets versions add lakecast-prod-api-key --data-file=-
locals {
  secrets = {
    API_KEY     = { id = "${local.name}-api-key", readers = ["api", "dashboard"] }
    LLM_API_KEY = { id = "${local.name}-llm-api-key", readers = ["api"] }
    WEBHOOK_URL = { id = "${local.name}-webhook-url", readers = ["pipeline"] }
  }

  secret_readers = merge([
    for name, secret in local.secrets : {
      for reader in secret.readers : "${name} ${reader}" => { name = name, reader = reader }
    }
  ]...)
}

resource "google_secret_manager_secret" "key" {
  for_each  = local.secrets
  secret_id = each.value.id

  replication {
    auto {}
  }

  depends_on = [google_project_service.needed]
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each  = local.secret_readers
  secret_id = google_secret_manager_secret.key[each.value.name].id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.role[each.value.reader].member
}
