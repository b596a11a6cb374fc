"""The modules of matting import one another in one direction only, within functions too."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import inlay.matting

ROOM = Path(inlay.matting.__file__).parent


def modules() -> dict[str, Path]:
    named = {}
    for path in ROOM.rglob("*.py"):
        parts = path.relative_to(ROOM.parent.parent).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return named


def imported(path: Path, names: set[str]) -> set[str]:
    """The modules among `names` that a file imports anywhere; not what only type checkers read."""
    found = set()
    tree = ast.parse(path.read_text())
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            of_package = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= of_package & names or {node.module} & names
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & names
    return found


def test_no_module_leads_back_to_itself():
    found = modules()
    graph = {name: imported(path, set(found)) for name, path in found.items()}
    assert len(graph) > 50
    assert sum(map(len, graph.values())) > 100
    TopologicalSorter(graph).prepare()  # raises CycleError


def test_rooms_are_in_order():
    """Estimators know solvers, solvers know Laplacians, and never the other way round."""
    order = ["laplacians", "solvers", "estimators"]
    found = modules()
    for name, path in found.items():
        room = name.split(".")[2:3]
        if room and room[0] in order:
            above = order[order.index(room[0]) + 1 :]
            assert not [other for other in imported(path, set(found)) if other.split(".")[2] in above], name
