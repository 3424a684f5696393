output "api_url" {
  description = "Address of the API; callers need run.invoker and the API key."
  value       = google_cloud_run_v2_service.api.uri
}

output "dashboard_url" {
  description = "Address of the dashboard."
  value       = google_cloud_run_v2_service.dashboard.uri
}

output "lake_root" {
  description = "LAKE_ROOT of this environment."
  value       = local.lake_env.LAKE_ROOT
}

output "pipeline_job" {
  description = "Name of the job: gcloud run jobs execute <name> --region <region> --wait."
  value       = google_cloud_run_v2_job.pipeline.name
}

output "secrets" {
  description = "Secrets whose values are added by hand."
  value       = { for name, secret in local.secrets : name => secret.id }
}
