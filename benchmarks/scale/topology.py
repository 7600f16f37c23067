"""The scaled-out setting on this machine: Debian's redis-server and nginx, and server processes between them."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import redis

from bot import paths

SECONDS_TO_START = 120
SECRET = "a secret of the tests, of no use elsewhere"  # noqa: S105
PASSWORD = "password-7351"  # noqa: S105
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
WITHOUT_LIMITS = {"IGM_GUIDE_RATE_CONVERSATION": "1000000", "IGM_GUIDE_RATE_ADDRESS": "100000000"}


def is_installed() -> bool:
    """Tell whether redis-server and nginx are there."""
    return bool(shutil.which("redis-server")) and Path(NGINX).is_file()


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(condition: Callable[[], bool], seconds: float = SECONDS_TO_START, step: float = 0.01) -> None:
    """Wait until something is true.

    Raises:
        TimeoutError: it did not become true in time.
    """
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(step)


class Program:
    """A process that can be killed and started again in the same place."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def command(self) -> Sequence[str]:
        """Return how to start it."""
        raise NotImplementedError

    def environment(self) -> Mapping[str, str]:
        """Return the environment that it gets."""
        return os.environ

    def is_ready(self) -> bool:
        """Tell whether it answers."""
        raise NotImplementedError

    def start(self, wait: bool = True) -> None:
        """Start it; wait until it answers."""
        environment, out = dict(self.environment()), subprocess.DEVNULL
        self.process = subprocess.Popen(
            self.command(), env=environment, cwd=paths.ROOT, stdout=out, stderr=subprocess.PIPE, text=True
        )
        self.written: list[str] = []
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        if wait:
            self.wait()

    def wait(self) -> None:
        """Wait until it answers.

        Raises:
            RuntimeError: it has ended.
        """

        def ready() -> bool:
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError(f"{type(self).__name__} did not start: {''.join(self.written)}")
            return self.is_ready()

        until(ready)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        if self.process is not None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self.end(signal.SIGKILL)

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Tell it to end and wait until it has."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(number)
            self.process.wait(30)
            self.process = None

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self.written.append(line)


class RedisServer(Program):
    """redis-server that keeps nothing on disk."""

    def __init__(self, folder: Path, memory: str = "256mb") -> None:
        super().__init__()
        self.folder, self.memory, self.port = folder, memory, free_port()
        self.url = f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"
        self.client = redis.Redis(port=self.port, password=PASSWORD, socket_timeout=2)

    def command(self) -> Sequence[str]:
        """Return how to start it: without snapshots, and refusing what does not fit."""
        given = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": self.folder}
        given |= {"maxmemory": self.memory, "maxmemory-policy": "noeviction", "logfile": "", "daemonize": "no"}
        given |= {"requirepass": PASSWORD}
        return ["redis-server", *(str(part) for name, value in given.items() for part in (f"--{name}", value))]

    def is_ready(self) -> bool:
        """Tell whether it answers."""
        try:
            return bool(self.client.ping())
        except redis.RedisError:
            return False


class Guide(Program):
    """One process of the server."""

    def __init__(self, redis_url: str | None, options: Sequence[str] = (), **more: str) -> None:
        super().__init__()
        self.port, self.options = free_port(), options
        self.address = f"http://127.0.0.1:{self.port}"
        shared = {"IGM_GUIDE_REDIS": redis_url, "IGM_GUIDE_SECRET": SECRET} if redis_url else {}
        self.more = {**WITHOUT_LIMITS, **shared, "IGM_GUIDE_PROXIES": "1", **more}

    def command(self) -> Sequence[str]:
        """Return how to start it."""
        return [sys.executable, "-m", "bot", "serve", "--port", str(self.port), *self.options]

    def environment(self) -> Mapping[str, str]:
        """Return the environment that it gets."""
        return {**os.environ, **self.more}

    def is_ready(self) -> bool:
        """Tell whether it has said so."""
        return any(line.startswith("ready") for line in self.written)


class ActionServer(Program):
    """Rasa's own action server with the actions of this project."""

    def __init__(self) -> None:
        super().__init__()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/webhook"

    def command(self) -> Sequence[str]:
        """Return how to start it."""
        return [sys.executable, "-m", "rasa", "run", "actions", "--port", str(self.port)]

    def environment(self) -> Mapping[str, str]:
        """Return the environment with Rasa's telemetry switched off."""
        return {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}

    def is_ready(self) -> bool:
        """Tell whether it takes connections."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Nginx(Program):
    """nginx with deploy/nginx.conf: only the port, the servers, the rate and the places of its files are put in."""

    def __init__(self, folder: Path, servers: Sequence[str], rate: str = "100000r/s") -> None:
        super().__init__()
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        text = (paths.ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        line = re.compile(r"^( *)server guide:5005(.*;)$", re.MULTILINE)
        written = line.sub(lambda m: "\n".join(f"{m[1]}server {server}{m[2]}" for server in servers), text)
        written = written.replace("listen 8080", f"listen 127.0.0.1:{self.port}").replace("rate=10r/s", f"rate={rate}")
        self.file, self.log = folder / "nginx.conf", folder / "access.log"
        places = {"/tmp/": f"{folder}/", "/dev/stdout": str(self.log), "/dev/stderr": "stderr"}  # noqa: S108
        for place, here in places.items():
            written = written.replace(place, here)
        self.file.write_text(written, encoding="utf-8")

    def command(self) -> Sequence[str]:
        """Return how to start it."""
        return [NGINX, "-e", "stderr", "-p", str(self.folder), "-c", str(self.file), "-g", "daemon off;"]

    def is_ready(self) -> bool:
        """Tell whether it takes connections."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Topology:
    """Redis, N servers, nginx."""

    def __init__(self, folder: Path, servers: int = 2, options: Sequence[str] = (), **more: str) -> None:
        self.redis = RedisServer(folder)
        self.guides = [Guide(self.redis.url, options, **more) for _ in range(servers)]
        self.nginx = Nginx(folder, [guide.address.removeprefix("http://") for guide in self.guides])
        self.address = self.nginx.address
        self.programs: list[Program] = [self.redis, *self.guides, self.nginx]

    def start(self) -> None:
        """Start all of them, at the same time."""
        for program in self.programs:
            program.start(wait=False)
        for program in self.programs:
            program.wait()

    def end(self) -> None:
        """End all of them."""
        self.nginx.end()  # its workers outlive a master that is killed
        for program in self.programs:
            program.kill()


@contextmanager
def running(servers: int = 2, options: Sequence[str] = (), **more: str) -> Iterator[Topology]:
    """Run the whole setting for the length of a block; ``more`` are environment variables of the servers."""
    with tempfile.TemporaryDirectory() as folder:
        topology = Topology(Path(folder), servers, options, **more)
        try:
            topology.start()
            yield topology
        finally:
            topology.end()
