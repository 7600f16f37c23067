"""What matters in deploy/: not root, nothing writable, no secret in a file, one secret for all, honest probes."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from benchmarks.scale.topology import Guide, until
from bot import paths
from bot.channels.bodies import LARGEST_WITH_RESULTS
from bot.channels.settings import VARIABLES
from tests.channels.client import Client

DEPLOY = paths.ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text())
MANIFESTS = [
    document
    for path in sorted((DEPLOY / "kubernetes").glob("*.yml"))
    for document in yaml.safe_load_all(path.read_text())
    if document["kind"] != "Kustomization"
]
WORKLOADS = [document for document in MANIFESTS if document["kind"] == "Deployment"]


def manifest(kind: str, name: str) -> dict[str, Any]:
    (found,) = (one for one in MANIFESTS if (one["kind"], one["metadata"]["name"]) == (kind, name))
    return found


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_services_are_shut_in(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert not service["user"].startswith(("0", "root"))
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["mem_limit"]
    assert service["healthcheck"]["test"]
    assert all(volume.endswith(":ro") for volume in service.get("volumes", ()))
    assert "privileged" not in service
    assert ("ports" in service) == (name == "nginx")


def test_only_the_proxy_is_on_an_open_network() -> None:
    opened = {name for name, network in COMPOSE["networks"].items() if not network.get("internal")}
    assert {name for name, service in COMPOSE["services"].items() if opened & set(service["networks"])} == {"nginx"}
    assert COMPOSE["services"]["redis"]["networks"] == ["store"]
    assert "store" not in COMPOSE["services"]["nginx"]["networks"]


def test_all_servers_share_one_secret_and_one_redis() -> None:
    environment = COMPOSE["services"]["guide"]["environment"]
    assert environment["IGM_GUIDE_SECRET"].startswith("${IGM_GUIDE_SECRET:?")
    assert "${REDIS_PASSWORD:?" in environment["IGM_GUIDE_REDIS"]
    assert environment["IGM_GUIDE_PROXIES"] == "1"
    assert set(environment) <= set(VARIABLES)
    assert COMPOSE["services"]["guide"]["deploy"]["replicas"] > 1
    env = {
        one["name"]: one
        for one in manifest("Deployment", "igm-guide")["spec"]["template"]["spec"]["containers"][0]["env"]
    }
    assert set(env) <= set(VARIABLES)
    for name in ("IGM_GUIDE_SECRET", "IGM_GUIDE_REDIS"):
        assert env[name]["valueFrom"]["secretKeyRef"]["name"] == "igm-guide"
    assert manifest("Deployment", "igm-guide")["spec"]["replicas"] > 1


def test_redis_keeps_nothing_on_disk_and_forgets_nothing_by_itself() -> None:
    in_compose = " ".join(COMPOSE["services"]["redis"]["entrypoint"])
    container = manifest("Deployment", "igm-guide-redis")["spec"]["template"]["spec"]["containers"][0]
    for command in (in_compose, " ".join(container["args"])):
        assert "--save ''" in command
        assert "--appendonly no" in command
        assert "--maxmemory-policy noeviction" in command
        assert re.search(r"--maxmemory \d+(mb|gb)", command)
        assert "--requirepass" in command


def test_no_secret_stands_in_a_file() -> None:
    assert not [one for one in MANIFESTS if one["kind"] == "Secret"]
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            assert not re.search(r"[0-9a-fA-F]{24,}|PRIVATE KEY", path.read_text()), path.name


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload["metadata"]["name"])
def test_pods_are_shut_in_and_probed(workload: dict[str, Any]) -> None:
    pod = workload["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        security = container["securityContext"]
        assert security["readOnlyRootFilesystem"] is True
        assert security["allowPrivilegeEscalation"] is False
        assert security["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]
        assert container["resources"]["requests"]
        assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container)
        assert not container["image"].endswith(":latest")


def test_only_readiness_asks_for_redis() -> None:
    container = manifest("Deployment", "igm-guide")["spec"]["template"]["spec"]["containers"][0]
    assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
    assert container["livenessProbe"]["httpGet"]["path"] == "/health/live"


def test_every_pod_has_a_policy_that_denies_the_way_out() -> None:
    for workload in WORKLOADS:
        labels = workload["spec"]["template"]["metadata"]["labels"]
        (policy,) = (
            one["spec"]
            for one in MANIFESTS
            if one["kind"] == "NetworkPolicy" and one["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
        )
        assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
        assert all(rule["from"] for rule in policy["ingress"])
        ports = {port["port"] for rule in policy["egress"] for port in rule["ports"]}
        assert ports <= {6379, 53}
        assert all(rule["to"] for rule in policy["egress"])


def test_selectors_and_names_fit() -> None:
    for workload in WORKLOADS:
        labels = workload["spec"]["template"]["metadata"]["labels"]
        assert workload["spec"]["selector"]["matchLabels"] == labels
        service = manifest("Service", workload["metadata"]["name"])
        assert service["spec"]["selector"] == labels
        names = {
            port["name"]
            for container in workload["spec"]["template"]["spec"]["containers"]
            for port in container["ports"]
        }
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= names
    scaler = manifest("HorizontalPodAutoscaler", "igm-guide")["spec"]
    assert scaler["scaleTargetRef"]["name"] == "igm-guide"
    assert scaler["minReplicas"] > manifest("PodDisruptionBudget", "igm-guide")["spec"]["minAvailable"]
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yml").read_text())["resources"]
    assert sorted(listed) == sorted(
        path.name for path in (DEPLOY / "kubernetes").glob("*.yml") if path.stem != "kustomization"
    )


def test_the_image_runs_as_nobody_in_particular_and_copies_what_is_there() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    last = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    for copied in re.findall(r"(?<!=)/opt/igm-guide/(\S+)", last):
        assert (paths.ROOT / copied).exists(), copied


def test_the_proxy_takes_as_much_as_the_servers_and_no_more_than_needed() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    (kilobytes,) = re.findall(r"client_max_body_size (\d+)k;", text)
    assert LARGEST_WITH_RESULTS <= int(kilobytes) * 1024 < 1.2 * LARGEST_WITH_RESULTS
    assert "$request_uri" not in text
    assert "$args" not in text
    assert "Upgrade" not in text


READ_ONLY = """
set -e
mount --make-rprivate /
mount --rbind "$TREE" /mnt
# A Python in root's own home, which others may not enter, is put where they can reach it.
case $BASE in "$OWN"/*)
    mount --bind "$BASE" /media
    mount -t tmpfs -o mode=755 tmpfs "$OWN"
    mkdir -p "$BASE"
    mount --bind /media "$BASE";;
esac
mount -t tmpfs -o size=300m,mode=1777 tmpfs /tmp
for place in $(awk '$5 !~ "^/(proc|dev|sys|tmp)(/|$)" {print $5}' /proc/self/mountinfo); do
    mount -o remount,bind,ro "$place" 2>/dev/null || true
done
cd /mnt
for place in /mnt/x /var/x "$OWN/x"; do
    if touch "$place" 2>/dev/null; then echo "$place can be written" >&2; exit 1; fi
done
exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set=-all "$@"
"""
"""All mounts become read-only but /proc, /dev and an empty /tmp, where the model is unpacked while it is loaded; then
the rights of root are given up."""


def test_it_runs_as_another_user_on_a_read_only_tree_and_writes_nothing() -> None:
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("setpriv"):
        pytest.skip("needs root, unshare and setpriv, to make a file system that is read-only")
    guide = Guide(None)
    command = [".venv/bin/python", "-m", "bot", "serve", "--port", str(guide.port)]
    environment = {**os.environ, "HOME": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}
    environment |= {"TREE": str(paths.ROOT), "BASE": sys.base_prefix, "OWN": str(Path.home())}
    process = subprocess.Popen(
        ["unshare", "--mount", "--fork", "--kill-child", "sh", "-c", READ_ONLY, "sh", *command],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    written: list[str] = []
    try:
        assert process.stderr is not None
        for line in process.stderr:
            written.append(line)
            if line.startswith("ready"):
                break
        assert written[-1].startswith("ready"), written
        (child,) = (Path("/proc") / one for one in children(process.pid))
        status = (child / "status").read_text()
        assert re.search(r"^Uid:\t65534\t65534\t65534\t65534$", status, re.MULTILINE)
        client = Client(guide.address).begin()
        assert client.say("What is IgM deficiency?")
        client.say("my IgM is 32 mg/dL")
        assert requests.get(f"{guide.address}/health/ready", timeout=5).status_code == 200
        assert list((child / "root" / "tmp").iterdir()) == []
        os.kill(int(child.name), signal.SIGTERM)
        until(lambda: process.poll() is not None, 20)
        assert process.returncode == 0, written
    finally:
        process.kill()
        process.wait(30)


def children(parent: int) -> list[str]:
    return (Path("/proc") / str(parent) / "task" / str(parent) / "children").read_text().split()
