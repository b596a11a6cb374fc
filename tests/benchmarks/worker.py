"""What the way through the worker costs: ``python tests/benchmarks/worker.py`` in the environment of the tests.

Prints seconds: importing the package (at most 0.3), a cold worker from its start to its first small result (at most
1), a warm one, the time until the editor is free again after a cancel (at most 0.2), and pictures of 24 million pixels
carried there and back.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from array import array
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from plugins.bridge import client, request, table
from tests.bridge.fake_host import installed

from inlay.contract.boxes import Box
from inlay.contract.job import Document
from inlay.contract.planes import Encoding

SMALL, LARGE = 64, 4900
IMPORT = "import time; start = time.perf_counter(); import inlay; print(time.perf_counter() - start)"
RUNS = 5


def planes(worker, operation, side, model, type):
    """Opaque pictures with some detail for every input that is needed, and a region that leaves a border."""
    images = {}
    for entry in operation.inputs:
        if entry.kinds == ("selection",):
            plane = worker.folder.create(Box(0, 0, side, side), Encoding("MASK", "u8"))
            empty, row = bytes(side), bytes(2) + b"\xff" * (side - 4) + bytes(2)
            plane.write(0, empty * 2 + row * (side - 4) + empty * 2)
        else:
            plane = worker.folder.create(Box(0, 0, side, side), Encoding(model, type))
            levels = [level for x in range(side) for level in (x * 7 % 251, x * 11 % 241, x * 13 % 239, 255)]
            row = array("f", (level / 255 for level in levels)).tobytes() if type == "f32" else bytes(levels)
            for _, offset, length in plane.bands():
                plane.write(offset, row * (length // plane.row_bytes))
        images[entry.role] = plane
    return images


def carry(worker, operation, side, model="RGBA", type="u8"):
    """Write planes, run, read the result."""
    images = planes(worker, operation, side, model, type)
    job = request.job(operation, {}, images, Document(side, side, Encoding(model, type)))
    outcomes = client.run(worker, job)
    for plane in map(worker.folder.open, outcomes.planes()):
        for _, offset, length in plane.bands():
            plane.read(offset, length)
    worker.folder.discard(outcomes.planes())
    for plane in images.values():
        plane.remove()


def cancel(worker, operation, deaf):
    """Seconds from the click to the worker's acknowledgement, or its death."""
    images = planes(worker, operation, SMALL, "RGBA", "u8")
    values = {"seconds": 60, "deaf": deaf}
    number = worker.submit(request.job(operation, values, images, Document(SMALL, SMALL, Encoding("RGBA", "u8"))))
    time.sleep(0.3)
    worker.messages()
    start = time.perf_counter()
    worker.cancel(number)
    while worker.is_open(number):
        worker.messages(0.01)
    return time.perf_counter() - start


def timed(function, *arguments):
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def main():
    with tempfile.TemporaryDirectory() as folder:
        record = installed(Path(folder))
        operations = {operation.id: operation for operation in table.load(record.table)}
        clone, copy, slow = (operations[name] for name in ("seamless-clone", "sample-copy", "sample-slow"))

        def cold():
            with client.start(record, "benchmark") as worker:
                carry(worker, clone, SMALL)

        imports = [subprocess.check_output([sys.executable, "-I", "-c", IMPORT]) for _ in range(RUNS)]
        print(f"import inlay                      {min(map(float, imports)):8.3f} s")
        cold()
        print(f"cold worker, first seamless clone {min(timed(cold) for _ in range(RUNS)):8.3f} s")
        with client.start(record, "benchmark") as worker:
            carry(worker, clone, SMALL)
            warm = min(timed(carry, worker, clone, SMALL) for _ in range(RUNS))
            print(f"warm worker, seamless clone       {warm:8.3f} s")
            for model, type in (("RGBA", "u8"), ("BGRA", "u8"), ("RGBA", "f32")):
                seconds = timed(carry, worker, copy, LARGE, model, type)
                print(f"24 MP there and back, {model} {type:3}     {seconds:8.3f} s")
            print(f"cancel, acknowledged              {max(cancel(worker, slow, False) for _ in range(RUNS)):8.3f} s")
            print(f"cancel, killed                    {cancel(worker, slow, True):8.3f} s")


if __name__ == "__main__":
    main()
