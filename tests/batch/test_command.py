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
from tests.files import large
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


def pixels(name):
    return load(name) if name.endswith(".png") else large.load(name)


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
    Path("table.csv").write_text("region\nmasks/f1.mask.png\n", "utf-8")
    done = batch("heal-selection", "--csv", "table.csv", "--output", "out/{stem}.png", "--dry-run")
    assert done.code == 0 and "and there is no source" in done.out


def test_a_selection_that_is_needed_is_refused_before_the_first(batch):
    done = batch("heal-selection", "--source", "photos/*.png", "--output", "out/{stem}.png", "--dry-run")
    assert done.code == 2 and "--region FILE" in done.err


def test_a_manifest_that_cannot_be_written_is_said_once(batch):
    Path("out/.inlay-batch").write_text("no folder")
    done = batch(*BLUR)
    assert done.code == 1 and done.out == ""
    assert done.err.count("inlay-batch") == 1 and "failed" not in done.err
    assert "3 done" in batch(*BLUR, "--manifest", "known/here").err


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
    done = batch(*BLUR, "--region", "masks/{stem}.mask.png", "--watch", "--idle", "8", "--json")
    arriving.join()
    assert done.code == 0, done.err
    statuses = {line["picture"]: line["status"] for line in lines(done.out)[:-1]}
    assert statuses == {f"photos/f{number}.png": "done" for number in (1, 2, 10, 20)}


def test_what_clashes_while_watching_is_passed_over(batch):
    """The first that has arrived keeps the name; what comes later and would be written over it is told of once."""
    save(Path("photos/f1.tif"), noise(20, 30, 3, seed=7))

    def arrive():
        time.sleep(2)
        save(Path("photos/f2.tif"), noise(20, 30, 3, seed=8))

    arriving = threading.Thread(target=arrive)
    arriving.start()
    words = "gaussian-blur", "--source", "photos/*.*", "--output", "out/{stem}.png"
    done = batch(*words, "--watch", "--idle", "8", "--json")
    arriving.join()
    assert done.code == 1
    *pictures, summary, error = lines(done.out)
    failed = {line["picture"]: line["error"]["message"] for line in pictures if line["status"] == "failed"}
    assert failed == {
        "photos/f1.tif": "photos/f1.png and photos/f1.tif would both be written to out/f1.png.",
        "photos/f2.tif": "photos/f2.png and photos/f2.tif would both be written to out/f2.png.",
    }
    assert (summary["summary"]["done"], summary["summary"]["failed"]) == (3, 2)
    assert "2 of 5 pictures failed" in error["error"]["message"]


def test_when_all_fail(batch):
    for number in (1, 2, 10):
        Path(f"photos/f{number}.png").write_bytes(b"no picture")
    done = batch(*BLUR)
    assert done.code == 1 and "Nothing is written; the same command tries these again." in done.err


@pytest.mark.parametrize("output", ["out/{stem}.ome.zarr", "out/{stem}.tif", "out/{stem}.png"])
def test_folders_of_chunks_are_pictures(batch, inlay, output):
    for number in (1, 2):
        large.save(f"photos/c{number}.ome.zarr", noise(90, 70, 3, seed=number))
    words = "gaussian-blur", "--source", "photos/*.zarr", "--output", output, "--radius", "2"
    done = batch(*words)
    assert done.code == 0, done.err
    assert {Path(each).name.partition(".")[0] for each in done.out.split()} == {"c1", "c2"}
    assert "2 kept" in batch(*words).err
    chunk = Path("photos/c2.ome.zarr/0/0/0/0")
    large.save("photos/c2.ome.zarr", noise(90, 70, 3, seed=3))
    assert chunk.is_file() and "1 done, 1 kept" in batch(*words).err
    alone = output.format(stem="alone")
    assert inlay("run", "gaussian-blur", "--source", "photos/c2.ome.zarr", "--radius", "2", "--output", alone).code == 0
    assert np.array_equal(pixels(alone), pixels(output.format(stem="c2")))


def test_a_folder_of_other_things_is_none(batch):
    Path("photos/f3.png").mkdir()
    assert "3 done" in batch(*BLUR).err
    done = batch("gaussian-blur", "--source", "photos/f3.png", "--output", "out/{stem}.png")
    assert done.code == 1 and "photos/f3.png is a folder" in done.err and "'photos/f3.png/*.png'" in done.err
    assert "3 done" not in done.err and "failed" not in done.err, "it is refused at once"


def test_what_needs_more_than_the_memory_is_done_in_strips(batch, monkeypatch):
    """And into what cannot be written so it is refused."""
    large.save("photos/f20.tif", noise(2000, 300, 3))
    words = "gaussian-blur", "--source", "photos/*.tif", "--radius", "2", "--memory", "2MB"
    with monkeypatch.context() as patched:
        patched.setattr("inlay.files.command_line.performing.perform", None)
        done = batch(*words, "--output", "out/{stem}.tif")
    assert done.code == 0, done.err
    assert "1 kept" in batch(*words, "--output", "out/{stem}.tif").err
    strips = large.load("out/f20.tif")
    assert batch(*words[:-2], "--output", "out/whole.tif").code == 0
    assert np.array_equal(strips, large.load("out/whole.tif"))
    done = batch(*words, "--output", "out/{stem}.png")
    assert done.code == 1 and "written in strips" in done.err


def test_mosaics_whose_tiles_a_table_places(batch, inlay):
    for number in (1, 2):
        rows = "".join(f"../photos/f{tile}.png,{20 * place},0\n" for place, tile in enumerate((number, 10)))
        Path(f"masks/m{number}.csv").write_text(f"file,x,y\n{rows}", "utf-8")
    Path("table.csv").write_text("layers\nmasks/m1.csv\nmasks/m2.csv\n", "utf-8")
    done = batch("merge-layers", "--csv", "table.csv", "--output", "out/{stem}.png")
    assert done.code == 0, done.err
    assert inlay("run", "merge-layers", "--layers", "masks/m2.csv", "--output", "alone.png").code == 0
    assert load("out/m2.png").shape == (20, 50, 4) and np.array_equal(load("out/m2.png"), load("alone.png"))
    save(Path("photos/f2.png"), noise(20, 30, 3, seed=77))
    done = batch("merge-layers", "--csv", "table.csv", "--output", "out/{stem}.png")
    assert "1 done, 1 kept" in done.err, "a tile is another one"


def test_a_recipe_led_by_a_table(batch):
    Path("recipe.toml").write_text(
        '[[step]]\noperation = "gaussian-blur"\nradius = 1.5\n[[step]]\noperation = "sobel"\n', "utf-8"
    )
    Path("table.csv").write_text("input;output;radius\nphotos/f1.png;;\nphotos/f2.png;out/soft.png;9\n", "utf-8-sig")
    done = batch("--recipe", "recipe.toml", "--csv", "table.csv", "--output", "out/{stem}.png")
    assert done.code == 0, done.err
    assert {Path(each).name for each in done.out.split()} == {"f1.png", "soft.png"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("gaussian-blur", "--source", "photos/f1.png", "--output", "out/a.png", "--watch"), "no pattern to watch"),
        (("gaussian-blur", "--source", "photos/*.png", "--output", "out/{index}.png", "--watch"), "Numbers change"),
        (("gaussian-blur", "--source", "photos/*.png", "--output", "photos/s_{name}", "--watch"), "watched for, too"),
        (("gaussian-blur", "--source", "photos/*.png", "--output", "out/{stem}.bmp", "--watch"), "no suffix"),
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


def test_a_watch_into_nowhere_ends(batch):
    done = batch("gaussian-blur", "--source", "photos/*.png", "--output", "nowhere/{stem}.png", "--watch")
    assert done.code == 1 and "There is no folder nowhere" in done.err


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
    plan = inlay_batch.plan("sample-slow", source="photos/*.png", output="out/{stem}.png", seconds=1.5)
    outcomes = inlay_batch.run(plan, scheduler=scheduler)
    assert next(outcomes).status == "done"
    outcomes.close()
    time.sleep(2)
    assert 1 <= len(os.listdir("out")) - 1 <= 2, "one may have been at work"
