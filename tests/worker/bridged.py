"""Jobs of a worker that the bridge has started, and how they end."""

import os

from plugins.bridge import request, table
from tests.worker.raw import is_running, wait_for

from inlay.contract.boxes import Box
from inlay.contract.job import Document
from inlay.contract.planes import Encoding

POLL_SECONDS = 0.05


def submit(worker, record, name, side=8, content=None, **values):
    operation = next(operation for operation in table.load(record.table) if operation.id == name)
    plane = worker.folder.create(Box(0, 0, side, side), Encoding("RGBA", "u8"))
    if content is not None:
        plane.write(0, content)
    return worker.submit(
        request.job(operation, values, {"source": plane}, Document(side, side, Encoding("RGBA", "u8")))
    )


def last_message(worker, number):
    """The message that ends a job."""
    found = []
    assert wait_for(lambda: found.extend(worker.messages(POLL_SECONDS)) or not worker.is_open(number))
    return next(message for message in found if message["job"] == number and "progress" not in message)


def until_running(worker, number):
    assert wait_for(lambda: any(message.get("progress", 0) > 0 for message in worker.messages(POLL_SECONDS)))


def assert_nothing_left(worker, runtime):
    assert wait_for(lambda: not is_running(worker._process.pid)) and not worker.alive
    assert os.listdir(runtime) == []


def polls_until_free(worker, number):
    worker.cancel(number)
    for count in range(1, 100):
        for message in worker.messages(POLL_SECONDS):
            assert (message["job"], message["error"]["code"]) == (number, "cancelled")
            return count
    raise AssertionError("never acknowledged")
