"""What the tests of faults share: a real redis-server, and the whole setting with nginx and two servers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.topology import RedisServer, Topology, is_installed, running
from tests.channels.conftest import clinics_file

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
