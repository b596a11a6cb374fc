"""Skips that count as failures: run in a pytest of their own, with this repository's conftest."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.clones import REPOSITORY

HOST_TEST = "import pytest\ndef test_editor(): pytest.skip('no editor')\n"
MODULE = "import pytest\npytest.skip('no module', allow_module_level=True)\n"
PICTURE_TEST = "import pytest\ndef test_picture(pictures): pytest.skip('no such picture')\n"
EXPECTED_FAILURE = "import pytest\n@pytest.mark.xfail\ndef test_known(): assert False\n"


@pytest.fixture
def run(tmp_path):
    (tmp_path / "tests/hosts").mkdir(parents=True)
    shutil.copy(REPOSITORY / "tests/conftest.py", tmp_path / "tests")
    (tmp_path / "tools").mkdir()
    for name in ("__init__.py", "root.py", "pip_settings.py"):
        shutil.copy(REPOSITORY / "tools" / name, tmp_path / "tools")
    settings = "[pytest]\ntestpaths = tests\npythonpath = .\nmarkers =\n  hosts: h\n  pictures: p\n"
    (tmp_path / "pytest.ini").write_text(settings)

    def run(tests, **variables):
        for name, content in tests.items():
            (tmp_path / "tests" / name).write_text(content)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("INLAY_")}
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib"],
            cwd=tmp_path, env={**inherited, **variables}, capture_output=True, text=True, check=False, timeout=60,
        ).returncode  # fmt: skip

    return run


@pytest.mark.parametrize("content", [HOST_TEST, MODULE])
def test_skipped_tests_of_editors(run, content):
    tests = {"hosts/test_editor.py": content, "hosts/test_other.py": "def test_fine(): pass\n"}
    assert run(tests) == 0
    assert run(tests, INLAY_TEST_REQUIRE_HOSTS="1") in (1, 2)


def test_editors_that_nobody_tested(run):
    assert run({"test_core.py": "def test_fine(): pass\n"}, INLAY_TEST_REQUIRE_HOSTS="1") == 4


def test_missing_photographs(run, tmp_path):
    tests = {"test_picture.py": PICTURE_TEST}
    assert run(tests) == 0
    assert run(tests, INLAY_TEST_PICTURES=str(tmp_path)) == 1
    assert run(tests, INLAY_TEST_PICTURES=str(tmp_path / "none")) == 1


def test_expected_failures_are_no_skips(run):
    assert run({"hosts/test_editor.py": EXPECTED_FAILURE}, INLAY_TEST_REQUIRE_HOSTS="1") == 0
