"""The image, compose.yaml and Terraform agree with the code, as far as one can tell without Docker."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from configs.settings import PROJECT_DIR
from tests.environment import is_setting, read_by_dbt

ENTRYPOINT = PROJECT_DIR / "deploy" / "entrypoint.sh"
TERRAFORM = PROJECT_DIR / "deploy" / "terraform"
ROLES = {"api", "dashboard", "pipeline"}


def terraform_text() -> str:
    """All of Terraform's code, without comments."""
    return "\n".join(re.sub(r"^\s*#.*$", "", f.read_text(), flags=re.M) for f in sorted(TERRAFORM.glob("*.tf")))


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((PROJECT_DIR / "compose.yaml").read_text()))


def instructions(name: str) -> list[str]:
    """The arguments of a Dockerfile instruction, in order, with continued lines joined."""
    text = (PROJECT_DIR / "Dockerfile").read_text().replace("\\\n", " ")
    return re.findall(rf"^{name}\s+(.+)$", text, flags=re.M)


def read_elsewhere() -> set[str]:
    """Environment variables that dbt's files and the entrypoint read."""
    return read_by_dbt() | set(re.findall(r"\$\{?([A-Z][A-Z_]+)", ENTRYPOINT.read_text()))


@pytest.fixture
def fake_programs(tmp_path: Path) -> dict[str, str]:
    """A PATH whose python, uvicorn and streamlit say how they were called; python then evaluates CHILD."""
    for program in ("python", "uvicorn", "streamlit"):
        file = tmp_path / program
        file.write_text(f'#!/bin/sh\necho "{program} $*"\n' + ('eval "${CHILD:-}"\n' if program == "python" else ""))
        file.chmod(0o755)
    return {"PATH": f"{tmp_path}:{os.environ['PATH']}"}


def enter(*args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(ENTRYPOINT), *args], env=env, capture_output=True, text=True, timeout=20, check=False
    )


@pytest.mark.parametrize("args", [["nonsense"], []])
def test_when_the_role_is_unknown_or_absent_then_the_container_fails_and_names_the_roles(
    args: list[str],
) -> None:
    answer = enter(*args)
    assert answer.returncode != 0
    assert all(role in answer.stderr for role in ROLES)


def test_when_the_role_is_api_then_it_listens_on_the_given_port_with_the_given_options(
    fake_programs: dict[str, str],
) -> None:
    answer = enter("api", "--workers", "2", env={**fake_programs, "PORT": "9001"})
    assert answer.stdout.startswith("uvicorn api.app:app --host 0.0.0.0 --port 9001 ")
    assert answer.stdout.endswith("--workers 2\n")


def test_when_no_port_is_given_then_the_dashboard_listens_where_the_image_says(
    fake_programs: dict[str, str],
) -> None:
    answer = enter("dashboard", env=fake_programs)
    assert answer.stdout.startswith("streamlit run dashboard/app.py ")
    assert f"--server.port {instructions('EXPOSE')[0]} " in answer.stdout


def test_when_the_role_is_pipeline_then_its_steps_run_in_order(fake_programs: dict[str, str]) -> None:
    steps = ["scripts.run_etl", "scripts.train", "scripts.inference"]
    assert enter("pipeline", env=fake_programs).stdout.splitlines() == [f"python -m {step}" for step in steps]


@pytest.mark.parametrize("code", [0, 1, 10])
def test_when_there_is_a_webhook_then_it_is_told_last_and_its_failure_is_not_the_pipelines(
    fake_programs: dict[str, str], code: int
) -> None:
    child = f'case "$*" in *monitor*) exit {code};; esac'
    answer = enter("pipeline", env={**fake_programs, "CHILD": child, "WEBHOOK_URL": "https://hooks.example/x"})
    assert answer.returncode == 0
    assert answer.stdout.splitlines()[-2:] == ["python -m scripts.inference", "python -m scripts.monitor --notify"]
    assert "hooks.example" not in answer.stdout + answer.stderr


def test_when_a_step_of_the_pipeline_fails_then_the_next_ones_do_not_run(
    fake_programs: dict[str, str],
) -> None:
    answer = enter("pipeline", env={**fake_programs, "CHILD": "exit 3"})
    assert answer.returncode == 3
    assert answer.stdout.splitlines() == ["python -m scripts.run_etl"]


def test_when_the_pipeline_gets_an_argument_then_it_fails_before_any_step(
    fake_programs: dict[str, str],
) -> None:
    answer = enter("pipeline", "--fast", env=fake_programs)
    assert answer.returncode != 0
    assert "--fast" in answer.stderr
    assert not answer.stdout


def test_when_the_pipeline_is_stopped_then_its_step_gets_the_signal_and_ends_first(
    fake_programs: dict[str, str], tmp_path: Path
) -> None:
    started, stopped = tmp_path / "started", tmp_path / "stopped"
    child = f"trap 'touch {stopped}; exit 0' TERM; touch {started}; for _ in $(seq 200); do sleep 0.05; done"
    with subprocess.Popen(
        ["sh", str(ENTRYPOINT), "pipeline"], env={**fake_programs, "CHILD": child}, stdout=subprocess.PIPE
    ) as run:
        deadline = time.monotonic() + 60
        while not started.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        run.send_signal(signal.SIGTERM)
        output = run.communicate(timeout=60)[0]
    assert stopped.exists()
    assert run.returncode == 143
    assert output.decode().splitlines() == ["python -m scripts.run_etl"]


def test_every_service_of_compose_is_the_one_image_in_a_known_role() -> None:
    services = compose()["services"].values()
    assert len({service["image"] for service in services}) == 1
    assert {service["command"][0] for service in services} == ROLES


def test_compose_publishes_ports_on_this_machine_only() -> None:
    ports = [port for service in compose()["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_only_the_pipeline_can_write_the_lake_and_the_api_what_callers_asked_for() -> None:
    mounts = {name: service.get("volumes", []) for name, service in compose()["services"].items()}
    assert mounts == {"pipeline": ["lake:/lake"], "api": ["lake:/lake:ro", "requests:/requests"], "dashboard": []}
    rights = r'bucket = google_storage_bucket\.(\w+)\.name\s+role\s+= "roles/storage\.object(?!Viewer)\w+"\s+member = .*\["(\w+)"\]'
    assert sorted(re.findall(rights, terraform_text())) == [("lake", "pipeline"), ("requests", "api")]


def test_the_webhook_is_the_pipelines_alone_and_has_no_value_in_a_file() -> None:
    given = {
        name: service["environment"].get("WEBHOOK_URL", "not given") for name, service in compose()["services"].items()
    }
    assert given == {"pipeline": None, "api": "not given", "dashboard": "not given"}
    assert re.findall(r"WEBHOOK_URL = \{ id = .*, readers = (.*) \}", terraform_text()) == ['["pipeline"]']


def test_every_variable_that_a_deployment_sets_is_read_by_the_code() -> None:
    in_compose = {name for service in compose()["services"].values() for name in service["environment"]}
    in_terraform = set(re.findall(r"\b([A-Z][A-Z0-9_]+)\s*=\s", terraform_text()))
    assert {"LAKE_ROOT", "LAKE_WORK", "DASHBOARD__API_URL", "API_KEY"} <= in_compose & in_terraform
    unread = {name for name in in_compose | in_terraform if not is_setting(name) and name not in read_elsewhere()}
    assert not unread, f"set in a deployment, read nowhere: {sorted(unread)}"


def test_on_cloud_run_what_goes_to_disk_is_bounded_and_small_beside_the_memory() -> None:
    text = terraform_text()
    named = set(re.findall(r"\b([A-Z][A-Z0-9_]+)\s*=\s", text))
    assert {"LAKE__CACHE", "LAKE__CACHE_BYTES", "LAKE_MEMORY"} <= named
    (n_bytes,) = re.findall(r'variable "cache_bytes" \{.*?default\s*=\s*(\d+)', text, flags=re.S)
    (gigabytes,) = re.findall(r'variable "api_limits" \{.*?memory = "(\d+)Gi"', text, flags=re.S)
    assert int(n_bytes) <= int(gigabytes) * 2**30 / 4
    (build,) = re.findall(r'variable "build_memory" \{.*?default\s*=\s*"(\d+)GB"', text, flags=re.S)
    (pipeline,) = re.findall(r'variable "pipeline_limits" \{.*?memory = "(\d+)Gi"', text, flags=re.S)
    assert int(build) * 2 <= int(pipeline)


def test_every_folder_that_the_code_consists_of_is_in_the_image() -> None:
    allowed = {
        line[1:].rstrip("/") for line in (PROJECT_DIR / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    packages = {init.parent.name for init in PROJECT_DIR.glob("*/__init__.py")} - {"tests", "bench"}
    assert packages | {"dbt_project", "dbt_project.yml", "profiles.yml", "requirements.lock"} <= allowed


def test_neither_data_nor_secrets_get_into_the_image() -> None:
    ignore = (PROJECT_DIR / ".dockerignore").read_text().splitlines()
    assert "*" in ignore
    assert not any(re.match(r"!\.?/?(data|artifacts|\.env)", line) for line in ignore)
    assert not any(re.search(r"(^|[ /])(data|artifacts|\.env)\b", line) for line in instructions("COPY"))
    assert not any(re.search(r"KEY|SECRET|TOKEN|PASSWORD", line) for line in instructions("ENV") + instructions("ARG"))


def test_the_image_runs_as_an_ordinary_user_in_the_role_api_unless_told() -> None:
    assert instructions("USER")[-1:] == ["app"]
    assert instructions("CMD") == ['["api"]']
    assert all(line.startswith("[") for line in instructions("ENTRYPOINT"))


def test_terraform_holds_no_value_of_a_secret() -> None:
    text = terraform_text()
    assert "secret_data" not in text
    assert "google_secret_manager_secret_version" not in text
    assert not re.search(r'^\s*(?:(?:LLM_)?API_KEY|WEBHOOK_URL)\s*=\s*"', text, flags=re.M)


def test_everything_that_terraform_refers_to_is_declared() -> None:
    text = terraform_text()
    declared = {f"{kind}.{name}" for kind, name in re.findall(r'^resource "(\w+)" "(\w+)"', text, flags=re.M)}
    declared |= {f"var.{name}" for name in re.findall(r'^variable "(\w+)"', text, flags=re.M)}
    declared |= {
        f"local.{name}"
        for block in re.findall(r"^locals \{\n(.*?)^\}", text, flags=re.M | re.S)
        for name in re.findall(r"^  (\w+)\s+=", block, flags=re.M)
    }
    used = set(re.findall(r"\b(?:var|local|google_\w+)\.\w+", text))
    assert used <= declared
    assert {name for name in declared if name.startswith("var.")} <= used


@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not on PATH")
def test_terraform_is_formatted() -> None:
    answer = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", "-recursive", str(TERRAFORM)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
