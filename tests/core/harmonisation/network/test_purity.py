"""PyTorch is for training alone: nothing else imports it, or the modules that do."""

import ast
import subprocess
import sys
from pathlib import Path

import inlay

PACKAGE = Path(inlay.__file__).parent
TRAINING = PACKAGE / "harmonisation" / "network" / "training"
#: The one module outside that trains, and does so when it is asked.
TRAINER = PACKAGE / "files" / "learning" / "course.py"


def imported(path, late):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree) if late else tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def needs_torch(name):
    return name.split(".")[0] == "torch" or name.startswith("inlay.harmonisation.network.training.")


def test_only_the_modules_of_training_import_it():
    for path in sorted(PACKAGE.rglob("*.py")):
        if TRAINING not in path.parents:
            found = [name for name in imported(path, late=path != TRAINER) if needs_torch(name)]
            assert not found, f"{path}: {found}"
    assert any(name.startswith("torch") for path in TRAINING.glob("*.py") for name in imported(path, late=True))


def test_it_is_not_loaded_by_what_is_used():
    program = (
        "import sys, numpy as np, inlay\n"
        "from inlay.operations import registry\n"
        "from inlay.files.command_line import commands, models, training\n"
        "from inlay.harmonisation.network import examples, prediction, weights\n"
        "registry.operations()\n"
        "inlay.harmonise(np.zeros((40, 40, 3)), np.ones((60, 60, 3)))\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
