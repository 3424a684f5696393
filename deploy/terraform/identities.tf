# One account for each process; what an account may do stands beside the thing it may do it to.
resource "google_service_account" "role" {
  for_each = {
    api       = "reads the lake, its own secrets"
    dashboard = "calls the API"
    pipeline  = "reads and writes the lake"
    scheduler = "starts the pipeline"
  }

  account_id   = "${local.name}-${each.key}"
  display_name = "Lakecast ${var.environment} ${each.key}: ${each.value}"
  depends_on   = [google_project_service.needed]
}
