"""What a batch is made of: patterns, tables, recipes, and what is refused before the first picture."""

import pickle
from pathlib import Path

import pytest

from inlay import batch
from inlay.errors import FileError, InlayError, ParameterError


@pytest.fixture(autouse=True)
def _there(photos, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def blur(**asked):
    return batch.plan("gaussian-blur", **{"source": "photos/*.png", "output": "out/{stem}.tif", **asked})


def test_a_task_for_each_picture_in_the_order_of_numbers():
    tasks = blur(region="masks/{stem}.mask.png", radius="3").tasks()
    assert [task.name for task in tasks] == ["photos/f1.png", "photos/f2.png", "photos/f10.png"]
    for number, task in zip((1, 2, 10), tasks, strict=True):
        here = Path.cwd()
        assert task.targets == [here / f"out/f{number}.tif"], "a worker may have another working folder"
        assert task.sources == [here / f"photos/f{number}.png", here / f"masks/f{number}.mask.png"]
        assert task.steps[0].request.values["radius"] == 3
        assert task.manifest == here / "out/.inlay-batch"
        assert len(pickle.dumps(task)) < 4000, "names, never pixels"


def test_what_tells_tasks_apart():
    task, other, _ = blur().tasks()
    assert task.key != other.key
    assert task.key == blur(radius=7).tasks()[0].key, "it is written to the same file"
    assert task.recipe == blur().tasks()[0].recipe
    changed = [blur(radius=7), blur(region="masks/{stem}.mask.png"), blur(at="1,1"), blur(layer_only=True)]
    assert len({task.recipe, other.recipe, *(plan.tasks()[0].recipe for plan in changed)}) == 6


def test_the_manifest_lies_where_no_name_is_filled_in():
    assert blur(output="out/{stem}/{name}").folder == Path.cwd() / "out/.inlay-batch"
    assert blur(manifest="known").folder == Path.cwd() / "known"
    assert blur(output="{stem}.png").folder == Path.cwd() / ".inlay-batch"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table(separator):
    rows = [["source", "radius", "output"], ["photos/f2.png", "4", ""], ["photos/f1.png", "", "out/last.png"]]
    Path("table.csv").write_text("\n".join(separator.join(row) for row in rows), "utf-8-sig")
    tasks = batch.plan("gaussian-blur", csv="table.csv", output="out/{stem}-{index}.png", radius=2).tasks()
    assert [task.targets[0].name for task in tasks] == ["f2-1.png", "last.png"]
    assert [task.steps[0].request.values["radius"] for task in tasks] == [4, 2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no rows"),
        ("source,output\n", "no rows"),
        ("source,output\nphotos/f1.png,out/a.png,more\n", "row 1 has more cells"),
        ("source,colour,output\nphotos/f1.png,red,out/a.png\n", "Row 1: .* has no “colour”"),
        ("source,radius,output\nphotos/f1.png,wide,out/a.png\n", "Row 1: Radius: 'wide'"),
        ("source,output\n,out/a.png\n", "Row 1: There is no source"),
        ("source,output\nphotos/*.png,out/a.png\n", "stands for 3 files"),
        ("source,output\nphotos/f1.png,out/a.png\nphotos/f2.png,out/a.png\n", "both be written to out/a.png"),
        ("source,output,source\nphotos/f1.png,out/a.png,photos/f2.png\n", "two columns “source”"),
        ("source,output\nphotos/f\0.png,out/a.png\n", "Row 1: .* is no name of a file"),
        ("source,output,layer-only\nphotos/f1.png,out/a.png,perhaps\n", "Row 1: layer-only is 'perhaps'"),
        ('source,output\n"photos/f1.png,out/a.png\n', "no table"),
        ("source,output\nphotos/gr\udcfcn.png,out/a.png\n", "UTF-8"),
    ],
)
def test_tables_that_are_refused(text, words):
    Path("table.csv").write_text(text, "utf-8", "surrogateescape")
    with pytest.raises(InlayError, match=words):
        batch.plan("gaussian-blur", csv="table.csv").tasks()


def test_a_row_that_names_no_file_where_one_is_needed():
    rows = "image,trimap\nphotos/f1.png,masks/f1.mask.png\nphotos/f2.png,\n"
    Path("table.csv").write_text(rows, "utf-8")
    plan = batch.plan("cut-out", csv="table.csv", output="out/{stem}.png")
    with pytest.raises(ParameterError, match=r"Row 2: There is no trimap\."):
        plan.tasks()
    assert len(plan.tasks(skip_missing=True)) == 2


RECIPE = """
input = "photos/*.png"
output = "out/{stem}.png"

[[step]]
operation = "gaussian-blur"
radius = 1.5

[[step]]
operation = "sobel"
region = "masks/{stem}.mask.png"
"""


def recipe(text=RECIPE, **asked):
    Path("recipe.toml").write_text(text, "utf-8")
    return batch.plan_recipe("recipe.toml", **asked)


def test_a_recipe():
    task = recipe().tasks()[2]
    assert [step.operation for step in task.steps] == ["gaussian-blur", "sobel"]
    assert task.sources == [Path.cwd() / "photos/f10.png", Path.cwd() / "masks/f10.mask.png"]
    assert task.targets == [Path.cwd() / "out/f10.png"]
    assert task.steps[1].request.references["source"][0].path == Path("{result}")
    task = recipe(input="photos/f2.png", output="out/other.png").tasks()[0]
    assert (task.name, task.targets[0].name) == ("photos/f2.png", "other.png")


def test_a_result_goes_where_it_is_wanted():
    text = 'input = "photos/f1.png"\noutput = "out/a.png"\n[[step]]\noperation = "gaussian-blur"\n' + (
        '[[step]]\noperation = "seamless-clone"\nsource = "photos/f2.png"\ndestination = "{result}"\n'
    )
    references = recipe(text).tasks()[0].steps[1].request.references
    assert references["destination"][0].path == Path("{result}")
    assert references["source"][0].path == Path.cwd() / "photos/f2.png"


def led(table, text=RECIPE, **asked):
    Path("recipe.toml").write_text(text, "utf-8")
    Path("table.csv").write_text(table, "utf-8")
    return batch.plan_recipe("recipe.toml", csv="table.csv", **asked)


def test_a_recipe_led_by_a_table():
    plan = led("input,radius,2.region,output\nphotos/f1.png,3,masks/f2.mask.png,\nphotos/f2.png,,,out/b.tif\n")
    first, second = plan.tasks()
    assert [task.name for task in (first, second)] == ["photos/f1.png", "photos/f2.png"]
    assert [task.targets[0].name for task in (first, second)] == ["f1.png", "b.tif"]
    assert [task.steps[0].request.values["radius"] for task in (first, second)] == [3, 1.5]
    regions = [task.steps[1].request.references["region"][0].path.name for task in (first, second)]
    assert regions == ["f2.mask.png", "f2.mask.png"]
    assert plan.folder == Path.cwd() / "out/.inlay-batch"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("input,colour\nphotos/f1.png,red\n", "Row 1: No step has a “colour”"),
        ("input,3.radius\nphotos/f1.png,4\n", "Row 1: No step has a “3.radius”"),
        ("input,region\nphotos/f1.png,masks/f1.mask.png\n", "Row 1: 2 steps have a “region”"),
        ("input,radius\nphotos/f1.png,\nphotos/f2.png,wide\n", "Row 2: .*step 1: Radius"),
        ("input,2.output\nphotos/f1.png,out/a.png\n", "Row 1: .*step 2: It has an output"),
        ("input\nphotos/*.png\n", "Row 1: A pattern stands for 3"),
        ("input\nphotos/f1.png\nphotos/f1.png\n", "written to"),
        ("radius\n3\n", "Row 1: A pattern stands for 3"),
    ],
)
def test_tables_for_recipes_that_are_refused(table, words):
    with pytest.raises(InlayError, match=words):
        led(table).tasks()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("input =", "inputs =", "no “inputs”"),
        ("[[step]]", "[[steps]]", "no “steps”"),
        (RECIPE, "step = 3", "no step"),
        (RECIPE, "step = [", "no recipe"),
        ('"photos/*.png"', "5", "5 is no name of a file"),
        ('"out/{stem}.png"', '["out/a.png"]', "is no name of a file"),
        ('"out/{stem}.png"', '"out/a\\u0000.png"', "is no name of a file"),
        ("radius = 1.5", "at = 5", "step 1"),
        ('"sobel"', '"sobol"', "step 2: There is no operation “sobol”"),
        ('operation = "sobel"', "", "step 2: It names no operation"),
        ("radius = 1.5", "radius = -1.5", "step 1: Radius: -1.5"),
        ("radius = 1.5", 'shape = "round"', "step 1: .* has no “shape”"),
        ("radius = 1.5", "layer-only = true", "lose its place"),
        ("radius = 1.5", 'output = "out/a.png"', "It has an output"),
        ("radius = 1.5", 'region = "{result}"', "nothing before it"),
        ("region", "source", "is not used"),
        ("masks/{stem}.mask.png", "masks/*.png", "a pattern stands for 3"),
        ("masks/{stem}.mask.png", "masks/{stem}.png", "There is no region of step 2|There is no region"),
        ('output = "out/{stem}.png"', "", "no output"),
        ("out/{stem}.png", "out/{stem}.bmp", "no suffix"),
        ("out/{stem}.png", "nowhere/{stem}.png", "no folder"),
    ],
)
def test_recipes_that_are_refused(old, new, words):
    assert old in RECIPE
    with pytest.raises(InlayError, match=words):
        recipe(RECIPE.replace(old, new)).tasks()


def test_what_is_missing_is_said_first_unless_it_may_be():
    Path("masks/f2.mask.png").unlink()
    plan = blur(region="masks/{stem}.mask.png")
    with pytest.raises(FileError, match=r"1 of 3 frames: photos/f2\.png needs masks/f2\.mask\.png") as caught:
        plan.tasks()
    assert "--skip-missing" in caught.value.hint
    assert len(plan.tasks(skip_missing=True)) == 3


@pytest.mark.parametrize("output", ["photos/{name}", "photos/f1.png"])
def test_nothing_is_written_over_what_is_read(output):
    """Resumed, it would be blurred twice."""
    with pytest.raises(ParameterError, match=r"written (over|to)"):
        blur(output=output).tasks()


@pytest.mark.parametrize(
    ("operation", "asked", "words"),
    [
        ("gaussian-blurr", {}, "no operation"),
        ("gaussian-blur", {"radius": 1e9}, "Radius"),
        ("gaussian-blur", {"widht": 1}, "no “widht”"),
        ("gaussian-blur", {"source": "nothing/*.png"}, "No file matches"),
        ("gaussian-blur", {"source": "-"}, "many files"),
        ("gaussian-blur", {"source": None}, "no source"),
        ("gaussian-blur", {"output": None}, "no output"),
        ("cut-out", {"source": None, "image": "photos/*.png"}, "There is no trimap"),
    ],
)
def test_what_else_is_refused(operation, asked, words):
    with pytest.raises(InlayError, match=words):
        batch.plan(operation, **{"source": "photos/*.png", "output": "out/{stem}.png", **asked}).tasks()
