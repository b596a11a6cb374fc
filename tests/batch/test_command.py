"""`inlay batch`: what it does with many files, what it says, and how it ends."""

import json
import os
import sys
import threading
import time
from pathlib import Path

import dask
import numpy as np
import pytest
from tests.files.drawn import load, noise, save

from inlay import batch as inlay_batch
from inlay.batch import fingerprint, performing
from inlay.batch.command import main
from inlay.batch.running import RETRIES
from inlay.errors import InlayError
from inlay.files.command_line import options
from inlay.operations import registry

BLUR = "gaussian-blur", "--source", "photos/*.png", "--output", "out/{stem}.png"


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_each_is_as_by_run(batch, inlay):
    done = batch(*BLUR, "--region", "masks/{stem}.mask.png", "--radius", "2")
    assert done.code == 0, done.err
    here = Path.cwd()
    assert sorted(done.out.split()) == sorted(str(here / f"out/f{number}.png") for number in (1, 2, 10))
    assert "3 done, 0 kept, 0 failed" in done.err
    for number in (1, 2, 10):
        files = "--source", f"photos/f{number}.png", "--region", f"masks/f{number}.mask.png", "--output", "alone.png"
        assert inlay("run", "gaussian-blur", *files, "--radius", "2").code == 0
        assert Path(f"out/f{number}.png").read_bytes() == Path("alone.png").read_bytes()


def test_it_goes_on_where_it_was_ended(batch):
    assert batch(*BLUR).code == 0
    before = Path("out/f1.png").stat().st_ino
    Path("out/f2.png").unlink()
    save(Path("photos/f30.png"), noise(20, 30, 3, seed=30))
    done = batch(*BLUR, "--json")
    *pictures, summary = lines(done.out)
    assert {line["picture"]: line["status"] for line in pictures} == {
        "photos/f1.png": "kept",
        "photos/f2.png": "done",
        "photos/f10.png": "kept",
        "photos/f30.png": "done",
    }
    counts = summary["summary"]
    assert (counts["done"], counts["kept"], counts["failed"]) == (2, 2, 0)
    assert Path("out/f1.png").stat().st_ino == before
    assert "4 done, 0 kept" in batch(*BLUR, "--again").err


def test_what_fails_is_recorded_and_passed_over(batch):
    Path("photos/f2.png").write_bytes(b"no picture")
    done = batch(*BLUR, "--log", "log.jsonl")
    assert done.code == 1
    assert "1 of 3 pictures failed: photos/f2.png" in done.err and "tries these again" in done.err
    assert "inlay: photos/f2.png: " in done.err and "not a picture" in done.err
    assert sorted(path.name for path in Path("out").glob("*.png")) == ["f1.png", "f10.png"]
    save(Path("photos/f2.png"), noise(20, 30, 3))
    assert batch(*BLUR, "--log", "log.jsonl").code == 0
    first, second = lines(Path("log.jsonl").read_text("utf-8"))[:4], lines(Path("log.jsonl").read_text("utf-8"))[4:]
    (failed,) = (line for line in first if line.get("status") == "failed")
    assert failed["picture"] == "photos/f2.png" and failed["error"]["code"] == "file"
    assert [line["status"] for line in second[:-1]] == ["kept", "kept", "done"]
    assert second[-1]["summary"]["failed"] == 0


def test_json_of_what_failed(batch):
    Path("photos/f2.png").write_bytes(b"no picture")
    done = batch(*BLUR, "--json")
    assert done.code == 1 and done.err == ""
    *pictures, summary, error = lines(done.out)
    assert summary["summary"]["failed"] == 1
    assert error["error"]["message"].startswith("1 of 3 pictures failed")
    (written,) = next(line for line in pictures if line["status"] == "done")["outputs"]
    assert written["kind"] == "layer" and Path(written["path"]).exists()


@pytest.mark.parametrize(("failures", "status"), [(RETRIES, "done"), (RETRIES + 1, "failed")])
def test_the_disk_is_asked_again(batch, monkeypatch, failures, status):
    """As where a share of the network is away for a moment."""
    left = [failures]
    whole = fingerprint.fingerprint

    def unsteady(path):
        if path.name == "f2.png" and left[0]:
            left[0] -= 1
            raise performing.FileError("The share is away.", "Wait.")
        return whole(path)

    monkeypatch.setattr(fingerprint, "fingerprint", unsteady)
    done = batch(*BLUR, "--json")
    found = {line["picture"]: line["status"] for line in lines(done.out) if "picture" in line}
    assert found == {"photos/f1.png": "done", "photos/f2.png": status, "photos/f10.png": "done"}


def test_a_bug_is_a_failure_too(batch):
    done = batch("sample-fail", "--source", "photos/*.png", "--output", "out/{stem}.png", "--how", "bug", "--json")
    assert done.code == 1
    assert all("Something went wrong" in line["error"]["message"] for line in lines(done.out)[:3])


def test_warnings_are_said_of_their_picture(batch):
    done = batch("sample-fail", "--source", "photos/*.png", "--output", "out/{stem}.png", "--how", "warning")
    assert done.code == 0
    assert done.err.count("inlay: warning: photos/f") == 3


def test_a_dry_run_does_nothing(batch, inlay):
    done = batch(*BLUR, "--region", "masks/{stem}.mask.png", "--dry-run")
    assert done.code == 0 and "3 pictures; nothing was done." in done.out
    assert not list(Path("out").iterdir())
    Path("masks/f2.mask.png").unlink()
    assert batch(*BLUR).code == 0
    words = *BLUR, "--region", "masks/{stem}.mask.png", "--dry-run", "--json"
    found = {line["picture"]: line for line in lines(batch(*words).out)}
    assert found["photos/f1.png"]["status"] == "planned", "the mask makes another picture of it"
    assert found["photos/f2.png"]["missing"] == [str(Path("masks/f2.mask.png").absolute())]
    assert "f1.png, done before" in batch(*BLUR, "--dry-run").out


def test_what_is_missing(batch):
    Path("masks/f2.mask.png").unlink()
    words = *BLUR, "--region", "masks/{stem}.mask.png"
    done = batch(*words)
    assert done.code == 1 and "photos/f2.png needs masks/f2.mask.png" in done.err
    assert not list(Path("out").iterdir())
    done = batch(*words, "--skip-missing", "--json")
    assert done.code == 1
    assert [line["status"] for line in lines(done.out) if "status" in line].count("done") == 2


def test_a_recipe_reads_and_writes_once(batch, inlay):
    Path("recipe.toml").write_text(
        'input = "photos/*.png"\noutput = "out/{stem}.png"\n'
        '[[step]]\noperation = "gaussian-blur"\nradius = 1.5\n'
        '[[step]]\noperation = "sobel"\nregion = "masks/{stem}.mask.png"\n',
        "utf-8",
    )
    done = batch("--recipe", "recipe.toml")
    assert done.code == 0, done.err
    files = "--source", "photos/f2.png", "--output", "between.png"
    assert inlay("run", "gaussian-blur", *files, "--radius", "1.5").code == 0
    files = "--source", "between.png", "--region", "masks/f2.mask.png", "--output", "last.png"
    assert inlay("run", "sobel", *files).code == 0
    assert np.array_equal(load("out/f2.png"), load("last.png"))
    assert "3 kept" in batch("--recipe", "recipe.toml").err
    done = batch("--recipe", "recipe.toml", "--input", "photos/f1.png", "--output", "out/other.tif")
    assert done.out.split() == [str(Path("out/other.tif").absolute())]


def test_a_table(batch):
    Path("table.csv").write_text("source,radius\nphotos/f1.png,1\nphotos/f2.png,6\n", "utf-8")
    done = batch("gaussian-blur", "--csv", "table.csv", "--output", "out/{stem}.png")
    assert done.code == 0, done.err
    assert len(done.out.split()) == 2
    assert load("out/f2.png").std() < load("out/f1.png").std()


def test_a_watch(batch):
    """A picture waits until its mask is there and it grows no more; the watch ends by itself."""

    def arrive():
        time.sleep(0.5)
        save(Path("photos/f20.png"), noise(20, 30, 3, seed=20))
        time.sleep(1.5)
        save(Path("masks/f20.mask.png"), np.full((20, 30), 255, np.uint8))

    arriving = threading.Thread(target=arrive)
    arriving.start()
    done = batch(*BLUR, "--region", "masks/{stem}.mask.png", "--watch", "--idle", "3", "--json")
    arriving.join()
    assert done.code == 0, done.err
    statuses = {line["picture"]: line["status"] for line in lines(done.out)[:-1]}
    assert statuses == {f"photos/f{number}.png": "done" for number in (1, 2, 10, 20)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("gaussian-blur", "--source", "photos/f1.png", "--output", "out/a.png", "--watch"), "no pattern to watch"),
        (("gaussian-blur", "--source", "photos/*.png", "--output", "out/{index}.png", "--watch"), "Numbers change"),
        ((*BLUR, "--idle", "3"), "there is none"),
        ((*BLUR, "--watch", "--idle", "nan"), "no number of seconds"),
        ((*BLUR, "--watch", "--idle", "-1"), "no number of seconds"),
        ((*BLUR, "--retries", "many"), "no whole number"),
        ((*BLUR, "--workers", "0"), "no whole number from 1"),
        ((*BLUR, "--workers", "2"), "--workers is for this machine"),
        (("gaussian-blurr",), "no operation"),
        (("--watch",), "--recipe"),
        ((*BLUR, "--recipe", "recipe.toml"), "Unrecognized"),
    ],
)
def test_wrong_use(batch, words, said):
    done = batch(*words)
    assert done.code == 2
    assert said in done.err


def test_a_scheduler_that_is_not_there(inlay, photos, monkeypatch):
    monkeypatch.setattr("inlay.batch.workers._ANSWER", 0.5)
    done = inlay("batch", *BLUR, "--scheduler", "tcp://127.0.0.1:9")
    assert done.code == 1 and "No scheduler of Dask answers at tcp://127.0.0.1:9" in done.err
    assert inlay("batch", *BLUR, "--scheduler", "nowhere").code == 1


def test_without_dask(inlay, photos, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setitem(sys.modules, "dask", None)
    done = inlay("batch", *BLUR)
    assert done.code == 1 and "install.py --with batch" in done.err
    assert inlay("batch", *BLUR, "--dry-run").code == 0, "what needs no worker works"
    plan = inlay_batch.plan("gaussian-blur", source="photos/*.png", output="out/{stem}.png")
    with pytest.raises(InlayError, match="Dask"):
        inlay_batch.delayed(plan)


def test_help(inlay):
    assert "--recipe FILE.toml" in inlay("batch", "--help").out
    assert inlay("batch").code == 2
    for operation in registry.operations():
        with pytest.raises(SystemExit) as ended:
            main([operation.id, "--help"])
        assert not ended.value.code


def test_no_parameter_takes_the_place_of_an_option():
    """What is written in a command line means the same in `run` and in `batch`."""
    for operation in registry.operations():
        names = [options.option_of(operation, parameter) for parameter in operation.parameters]
        assert not {*names} & options._OF_BATCH


def test_tasks_for_others_of_dask(photos, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("photos/f2.png").write_bytes(b"no picture")
    tasks = inlay_batch.delayed(inlay_batch.plan("gaussian-blur", source="photos/*.png", output="out/{stem}.png"))
    outcomes = dask.compute(*tasks, scheduler="synchronous")
    assert [outcome.status for outcome in outcomes] == ["done", "failed", "done"]


def test_who_stops_iterating_cancels(photos, tmp_path, monkeypatch, scheduler):
    monkeypatch.chdir(tmp_path)
    plan = inlay_batch.plan("sample-slow", source="photos/*.png", output="out/{stem}.png", seconds=0.3)
    outcomes = inlay_batch.run(plan, scheduler=scheduler)
    assert next(outcomes).status == "done"
    outcomes.close()
    time.sleep(1)
    assert 1 <= len(os.listdir("out")) - 1 <= 2, "one may have been at work"
