"""What the tests of faults share: a real redis-server, and the whole setting with nginx and two servers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.scale.topology import RedisServer, Topology, is_installed, running
from tests.channels.conftest import clinics_file
from tests.faults.project import Served, clock_variables, copy_project

NEEDED = {"redis_server", "topology", "records"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot run here, and say why."""
    if is_installed():
        return
    reason = "redis-server or nginx is missing: run `make test-system`, which installs them"
    for item in items:
        if Path(__file__).parent in item.path.parents and NEEDED & set(item.fixturenames):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis that keeps nothing on disk; a test may kill it and must start it again."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def topology(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    """Redis, two servers, nginx; a test that kills one of them must start it again."""
    clinics = clinics_file(tmp_path_factory.mktemp("clinics"))
    with running(2, ["--clinics", str(clinics)], IGM_GUIDE_AUDIENCE="https://igm-guide.example.org") as found:
        yield found


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project; its tests break more and more of it, in the order in which they stand."""
    return copy_project(tmp_path_factory.mktemp("copy") / "project")


@pytest.fixture(scope="session")
def clock_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is written here, such as +3600, is by how many seconds the server's wall clock is wrong."""
    return tmp_path_factory.mktemp("clock") / "ahead"


@pytest.fixture(scope="session")
def faulty(broken: Path, clock_file: Path) -> Iterator[Served]:
    """The one server of these tests: in the copy, with a clock that can jump, unknown questions on a full disk."""
    variables = {
        "IGM_GUIDE_SECRET": "s" * 32,
        "IGM_GUIDE_PROXIES": "1",
        "IGM_GUIDE_RATE_ADDRESS": "100000",
        "IGM_GUIDE_KEEP_UNKNOWN": "/dev/full",
    }
    server = Served(broken, **variables, **clock_variables(clock_file))
    try:
        yield server.wait_until_ready()
    finally:
        server.process.kill()
