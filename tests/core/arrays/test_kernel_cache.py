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
        time.sleep(60)
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


def test_a_process_that_is_killed_keeps_nobody_waiting(folder):
    holding = start(
        folder,
        """
        import time, doubling
        from pathlib import Path
        from inlay.arrays.kernel_cache import locked
        cache = doubling.twice._cache
        with locked(Path(cache.cache_path), cache._byte):
            print("held", flush=True)
            time.sleep(60)
        """,
    )
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


def test_a_folder_that_cannot_be_written_is_no_obstacle(folder):
    program = """
    from pathlib import Path
    from inlay.arrays.kernel_cache import locked
    with locked(Path("doubling.py"), 1), locked(Path("doubling.py"), 2):
        print("done")
    """
    assert ended(start(folder, program)) == "done\n"
