variable "project" {
  description = "Id of the Google Cloud project; one project may hold both environments."
  type        = string
}

variable "region" {
  description = "Region of the bucket, the services, the job and its schedule."
  type        = string
  default     = "europe-west1"
}

variable "environment" {
  description = "Which configs/<environment>.yaml applies; also part of every name."
  type        = string

  validation {
    condition     = contains(["staging", "prod"], var.environment)
    error_message = "environment: expected staging or prod, found ${var.environment}. Local work needs no Terraform: use compose.yaml."
  }
}

variable "image" {
  description = "The image of all roles, by tag or (better) by digest: REGION-docker.pkg.dev/PROJECT/REPOSITORY/lakecast@sha256:..."
  type        = string
}

variable "use_llm" {
  description = "Give the API the key of the LLM provider. The secret must have a version first. False: the copilot answers from its templates."
  type        = bool
  default     = false
}

variable "use_webhook" {
  description = "Give the pipeline the address of the webhook that new alerts are sent to. The secret must have a version first."
  type        = bool
  default     = false
}

variable "llm_base_url" {
  description = "Base address of an OpenAI-compatible API."
  type        = string
  default     = "https://api.openai.com/v1"

  validation {
    condition     = startswith(var.llm_base_url, "https://")
    error_message = "llm_base_url: expected an https:// address, found ${var.llm_base_url}."
  }
}

variable "llm_model" {
  description = "Name of the model at llm_base_url."
  type        = string
  default     = "gpt-4o-mini"
}

variable "allow_unauthenticated" {
  description = "Let anyone open the dashboard. The API stays private either way."
  type        = bool
  default     = false
}

variable "invokers" {
  description = "IAM members that may open the dashboard and call the API, e.g. [\"group:analysts@example.com\"]."
  type        = list(string)
  default     = []

  validation {
    condition     = length(setintersection(var.invokers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "invokers: expected named members. To open the dashboard to all, set allow_unauthenticated; the API cannot be opened."
  }
}

variable "pipeline_cron" {
  description = "When the pipeline runs (crontab format), in pipeline_time_zone."
  type        = string
  default     = "0 4 * * *"
}

variable "pipeline_time_zone" {
  description = "Name from the tz database."
  type        = string
  default     = "Etc/UTC"
}

variable "pipeline_timeout_seconds" {
  description = "After this time a run of the pipeline counts as failed."
  type        = number
  default     = 7200

  validation {
    condition     = var.pipeline_timeout_seconds >= 60 && var.pipeline_timeout_seconds <= 86400
    error_message = "pipeline_timeout_seconds: expected 60 to 86400, found ${var.pipeline_timeout_seconds}."
  }
}

variable "pipeline_limits" {
  description = "CPU and memory of the pipeline. Local files, the DuckDB work file among them, count as memory on Cloud Run."
  type        = object({ cpu = string, memory = string })
  default     = { cpu = "4", memory = "8Gi" }
}

variable "build_memory" {
  description = "What DuckDB may take in a build; beyond it, queries spill to the work folder, which counts as memory, too."
  type        = string
  default     = "4GB"
}

variable "source_env" {
  description = "Settings of sources for the pipeline, e.g. { SOURCES__DEPOTS__PATH = \"gs://bucket/depots-*.csv.gz\" }. No passwords: they would be in the state."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.source_env) : startswith(name, "SOURCES__")])
    error_message = "source_env: expected names that begin with SOURCES__, found ${join(", ", keys(var.source_env))}."
  }
}

variable "cache_bytes" {
  description = "Bytes of the lake's marts that an instance keeps on its disk, which is its memory: a quarter of api_limits, and more than the marts of one release."
  type        = number
  default     = 536870912
}

variable "api_limits" {
  description = "CPU and memory of one instance of the API."
  type        = object({ cpu = string, memory = string })
  default     = { cpu = "2", memory = "2Gi" }
}

variable "max_instances" {
  description = "Upper bound of instances for the API and for the dashboard, each."
  type        = number
  default     = 4
}

variable "noncurrent_days" {
  description = "Days that overwritten or deleted objects of the lake can still be restored."
  type        = number
  default     = 30
}
