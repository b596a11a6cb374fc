"""Processes share what they compile: nothing is compiled twice, and what fails lets others go on."""

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

MODULE = """
from inlay.arrays.kernels import kernel

@kernel
def twice(x):
    return x + x

@kernel
def fourfold(x):
    return twice(twice(x))

@kernel
def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)

@kernel
def wrong(x):
    return x.nothing
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "doubling.py").write_text(MODULE)
    return tmp_path


def start(folder: Path, program: str) -> subprocess.Popen:
    words = [sys.executable, "-c", f"import sys; sys.path.insert(0, '.')\n{textwrap.dedent(program)}"]
    return subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen) -> str:
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return output


COUNTED = """
import doubling
print("ready", flush=True)
value = doubling.fourfold({0})
kernels = doubling.twice, doubling.fourfold
print(value, sum(sum(each.stats.cache_misses.values()) for each in kernels))
"""


def test_what_one_compiles_the_others_load(folder):
    processes = [start(folder, COUNTED.format(3)) for _ in range(3)]
    answers = [ended(process).split()[1:] for process in processes]
    assert {value for value, _ in answers} == {"12"}
    assert sorted(int(misses) for _, misses in answers) == [0, 0, 2]


def test_signatures_of_one_kernel_do_not_take_each_others_place(folder):
    numbers = "1", "1.5", "1j"
    for process in [start(folder, COUNTED.format(number)) for number in numbers]:
        ended(process)
    for number in numbers:
        value, misses = ended(start(folder, COUNTED.format(number))).split()[1:]
        assert complex(value) == 4 * complex(number)
        assert misses == "0"


def test_a_kernel_that_calls_itself(folder):
    assert ended(start(folder, "import doubling; print(doubling.factorial(5))")) == "120\n"


def test_a_kernel_that_does_not_compile_keeps_nobody_waiting(folder):
    failing = start(
        folder,
        """
        import time, doubling
        try:
            doubling.wrong(1)
        except Exception as error:
            print(type(error).__name__, flush=True)
        time.sleep(600)
        """,
    )
    assert failing.stdout is not None
    assert failing.stdout.readline() == "TypingError\n"
    try:
        program = "import doubling\ntry: doubling.wrong(2)\nexcept Exception as error: print(type(error).__name__)"
        assert ended(start(folder, program)) == "TypingError\n"
    finally:
        failing.kill()
        failing.communicate()


HOLDING = """
import time, doubling
from pathlib import Path
from inlay.arrays.kernel_cache import locked
cache = doubling.twice._cache
with locked(Path(cache.cache_path), cache._byte):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_process_that_is_killed_keeps_nobody_waiting(folder):
    holding = start(folder, HOLDING)
    assert holding.stdout is not None
    assert holding.stdout.readline() == "held\n"
    waiting = start(folder, COUNTED.format(3))
    assert waiting.stdout is not None
    assert waiting.stdout.readline() == "ready\n"
    time.sleep(1.0)
    assert waiting.poll() is None
    holding.kill()
    holding.communicate()
    assert ended(waiting) == "12 2\n"


def test_a_process_that_is_halted_keeps_nobody_waiting_for_long(folder):
    holding = start(folder, HOLDING)
    assert holding.stdout is not None
    assert holding.stdout.readline() == "held\n"
    impatient = "from inlay.arrays import kernel_cache\nkernel_cache.PATIENCE = 0.5\n"
    assert ended(start(folder, impatient + COUNTED.format(3))).split()[1:] == ["12", "2"]
    holding.kill()
    holding.communicate()


def test_a_folder_that_cannot_be_written_is_no_obstacle(folder):
    program = """
    from pathlib import Path
    from inlay.arrays.kernel_cache import locked
    with locked(Path("doubling.py"), 1), locked(Path("doubling.py"), 2):
        print("done")
    """
    assert ended(start(folder, program)) == "done\n"


FULL = """
import errno, tempfile
from numba.core import caching
def refuse(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")
tempfile.TemporaryFile = caching.IndexDataCacheFile._open_for_write = refuse
"""


def test_where_nothing_can_be_written_it_is_compiled_all_the_same(folder):
    assert ended(start(folder, FULL + COUNTED.format(3))).split()[1:] == ["12", "2"]
    assert not list(folder.rglob("*.nb[ic]"))


def test_where_nothing_can_be_written_it_is_read_all_the_same(folder):
    ended(start(folder, COUNTED.format(3)))
    assert ended(start(folder, FULL + COUNTED.format(3))).split()[1:] == ["12", "0"]


def test_what_another_user_compiled_is_read_where_only_an_own_folder_can_be_written(folder, tmp_path_factory):
    ended(start(folder, COUNTED.format(3)))
    own = f"import numba; numba.config.CACHE_DIR = {str(tmp_path_factory.mktemp('own'))!r}\n"
    assert ended(start(folder, own + COUNTED.format(3))).split()[1:] == ["12", "0"]
    assert ended(start(folder, own + COUNTED.format("1.5"))).split()[1:] == ["6.0", "2"]
    assert ended(start(folder, own + COUNTED.format("1.5"))).split()[1:] == ["6.0", "0"]


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("left", [0, 40])
def test_what_is_damaged_is_compiled_anew(folder, kind, left):
    ended(start(folder, COUNTED.format(3)))
    for file in folder.rglob(f"*.{kind}"):
        file.write_bytes(file.read_bytes()[:left])
    assert ended(start(folder, COUNTED.format(3))).split()[1:] == ["12", "2"]
    assert ended(start(folder, COUNTED.format(3))).split()[1:] == ["12", "0"]


def test_what_was_removed_is_not_made_again(folder):
    program = "import shutil; from pathlib import Path\nimport doubling\n"
    program += "shutil.rmtree('__pycache__'); Path('doubling.py').unlink()"
    assert ended(start(folder, program + COUNTED.format(3))).split()[1:] == ["12", "2"]
    assert not list(folder.iterdir())


def test_numba_is_not_made_ready_to_compile_where_all_is_loaded(folder):
    program = COUNTED.format(3) + "\nfrom numba.core.registry import cpu_target\n"
    program += "print(len(cpu_target.target_context._registries))"
    assert int(ended(start(folder, program)).split()[-1]) > 0
    assert ended(start(folder, program)).split()[-1] == "0"
