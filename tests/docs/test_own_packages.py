"""What the pages for developers build is complete: module and project file, as they stand there, become a package."""

import re
import subprocess
import sys
import tomllib

import numpy as np
import pytest
from PIL import Image
from tests.docs.notebooks import DOCS, cells, run


def _package(name, folder):
    """Install the package of a page into a folder, as pip would: module and entry points."""
    page = DOCS / f"developers/{name}.md"
    (module,) = [cell.code for cell in cells(page) if "[module]" in cell.options]
    project = tomllib.loads(re.search(r"^```toml\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S)[1])
    (file,) = project["tool"]["setuptools"]["py-modules"]
    (folder / f"{file}.py").write_text(module, "utf-8")
    about = folder / f"{file}-{project['project']['version']}.dist-info"
    about.mkdir()
    lines = [f"{each} = {target}" for each, target in project["project"]["entry-points"]["inlay"].items()]
    (about / "entry_points.txt").write_text("\n".join(["[inlay]", *lines]))
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['project']['name']}\nVersion: 1.0\n")


@pytest.fixture
def inlay(tmp_path):
    """Call the command line where the package is installed."""

    def call(*words):
        program = (
            f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from inlay.__main__ import main; sys.exit(main())"
        )
        command = [sys.executable, "-B", "-c", program, *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call


def test_the_operation_is_in_the_menus_and_works(tmp_path, inlay):
    _package("add-an-operation", tmp_path)
    assert "duotone" in inlay("list")
    assert "What white becomes." in inlay("show", "duotone")
    Image.new("RGB", (3, 2), (0, 0, 0)).save(tmp_path / "black.png")
    inlay("run", "duotone", "--source", tmp_path / "black.png", "--dark", "#102030", "--output", tmp_path / "ink.png")
    assert np.asarray(Image.open(tmp_path / "ink.png"))[0, 0, :3].tolist() == [0x10, 0x20, 0x30]


def test_the_operation_keeps_what_an_operation_must():
    duotone = run(DOCS / "developers/add-an-operation.md")["duotone"].array_function
    picture = np.random.default_rng(0).random((9, 7, 4), np.float32)
    region = np.zeros((9, 7), bool)
    region[2:5, 3:6] = True
    done = duotone(picture, region)
    assert np.array_equal(done[~region], picture[~region]) and np.array_equal(done[..., 3], picture[..., 3])
    assert not np.array_equal(done[region], picture[region])
    assert duotone(picture, region, amount=0.0) == pytest.approx(picture, abs=1e-6)


def test_the_estimator_is_a_method_of_the_cut_outs(tmp_path, inlay):
    _package("add-an-estimator", tmp_path)
    assert "nearest-colours" in inlay("show", "cut-out")
    columns = np.linspace(0, 1, 21)
    truth = np.tile(columns, (9, 1))
    picture = truth[..., None] * [250, 200, 0] + (1 - truth[..., None]) * [0, 40, 240]
    Image.fromarray(picture.astype(np.uint8)).save(tmp_path / "fade.png")
    trimap = np.where(truth == 0, 0, np.where(truth == 1, 255, 128)).astype(np.uint8)
    Image.fromarray(trimap).save(tmp_path / "trimap.png")
    files = ["--image", tmp_path / "fade.png", "--trimap", tmp_path / "trimap.png", "--output", tmp_path / "cut.png"]
    inlay("run", "cut-out", *files, "--method", "nearest-colours")
    alpha = np.asarray(Image.open(tmp_path / "cut.png"))[..., 3] / 255
    assert np.abs(alpha - truth).max() < 0.02


def test_the_estimator_finds_an_alpha_where_colours_hardly_change():
    names = run(DOCS / "developers/add-an-estimator.md")
    errors = {name: names["error"](alpha) for name, alpha in names["found"].items()}
    nothing = names["error"](np.where(names["trimap"] == 255, 1.0, np.where(names["trimap"] == 0, 0.0, 0.5)))
    assert errors["nearest colours"] < 0.2 * nothing
