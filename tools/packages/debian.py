"""A package for Debian 13: the system's Python packages where they are new enough, the others beside Inlay.

It is an environment in ``/usr/lib/inlay`` that sees the system's packages, and in it what `inlay_setup.private` keeps
in a user's own folder elsewhere. GIMP and Krita find the adapters in their system-wide folders.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import tomllib
import zipfile
from collections.abc import Iterable
from email.utils import formatdate
from pathlib import Path
from textwrap import fill, indent

from inlay_setup import adapters, filesystem, pins, programs, record
from inlay_setup.errors import InstallationError
from inlay_setup.record import Installed, Record
from inlay_setup.repository import GIVEN, Repository
from tools import licences
from tools.packages import adapter, reproducible, wheel
from tools.targets import Target

PYTHON = "3.13"
#: What Debian 13 has in the ranges of pyproject.toml, by the name there: the package, and the epoch of its version.
SYSTEMS = {
    "numpy": ("python3-numpy", "1:"),
    "scipy": ("python3-scipy", ""),
    "pillow": ("python3-pil", ""),
    "pluggy": ("python3-pluggy", ""),
    "tifffile": ("python3-tifffile", ""),
    "zarr": ("python3-zarr", ""),
    "rich": ("python3-rich", ""),
}
#: What it has not, or too old; and what these need in turn that Debian has.
BESIDE = ("imagecodecs", "llvmlite", "numba", "psd-tools", "pyamg")
THEIRS = ("python3-attr",)
#: Debian's words for a processor: those of `tools.targets`, and of its folders.
ARCHITECTURES = {"amd64": ("linux-x86_64", "x86_64-linux-gnu"), "arm64": ("linux-aarch64", "aarch64-linux-gnu")}
PREFIX = "usr/lib/inlay"
REMOVE = "sudo apt remove inlay"
CONTROL = """Package: inlay
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
Suggests: gimp (>= 3), krita (>= 5.2)
Enhances: gimp, krita
Section: graphics
Priority: optional
Description: gradient-domain blending and alpha matting for GIMP and Krita
 A piece of one picture continues in another and no seam is left; hair and fur
 are cut out in their own colours. Inlay works inside GIMP 3 and Krita, on the
 command line and in Python.
 .
{beside}
"""
BRINGS = "{beside} come in it, since Debian 13 has them not or too old."
CHANGES = """inlay ({version}) trixie; urgency=medium

  * What is new is told in /usr/share/doc/inlay/CHANGELOG.md.gz.

 -- {maintainer}  {date}
"""
#: Lintian's words for what wheels are: built elsewhere, with their own libraries, on an interpreter of their own.
OVERRIDDEN = (
    "custom-library-search-path",
    "embedded-library",
    "unstripped-binary-or-object",
    "unusual-interpreter",
)
#: What the wheels are linked with: `tools.targets` says with which glibc.
LINKED = ("libc6 (>= 2.28)", "libgcc-s1", "libstdc++6")
COMPILE = (
    "from pathlib import Path; from inlay_setup import compilation as it, programs;"
    f"it.compile_kernels(it.Environment(Path('/{PREFIX}'), 'linux'), programs.run)"
)
AFTER = f"""#!/bin/sh
set -e
if [ "$1" = configure ]; then
    # What fails here is compiled when it is first needed.
    /{PREFIX}/bin/python -I -c "{COMPILE}" || true
fi
"""
BEFORE = """#!/bin/sh
set -e
for folder in {folders}; do
    find "$folder" -name __pycache__ -type d -prune -exec rm -rf {{}} +
done
"""
#: An address that reaches nobody, by RFC 2606; the project has none.
NOBODY = "The Inlay authors", "nobody@inlay.invalid"
FAILED = "The package could not be made.", "It takes dpkg-deb: build it on Debian or what derives from it."


def build(clone: Repository, folder: Path) -> list[Path]:
    """The package for this machine's processor.

    Raises
    ------
    InstallationError
        If that fails, or this is no Debian.
    """
    asked = programs.run(["dpkg", "--print-architecture"])
    architecture = programs.demand(asked, *FAILED).strip()
    if architecture not in ARCHITECTURES:
        raise InstallationError(f"There are no wheels for {architecture}.", f"Build it on {', '.join(ARCHITECTURES)}.")
    system, triplet = ARCHITECTURES[architecture]
    moment = reproducible.moment(clone)
    with filesystem.scratch(folder) as temporary:
        stage = temporary / "stage"
        _, own = wheel.build(clone, _folder(temporary / "own"))
        Target(system, PYTHON).fetch(pins.INLAY, temporary / "beside", BESIDE)
        wheels = [own, *sorted((temporary / "beside").iterdir())]
        _furnish(stage / PREFIX, wheels)
        folders = serve(clone, stage, triplet)
        _document(clone, stage, wheels, moment)
        control(stage, clone.version, architecture, [f"/{PREFIX}", *folders])
        return [pack(stage, folder / f"inlay_{clone.version}_{architecture}.deb", moment)]


def _furnish(prefix: Path, wheels: Iterable[Path]) -> None:
    """An environment that sees the system's packages, with these wheels in it."""
    site = prefix / f"lib/python{PYTHON}/site-packages"
    for each in wheels:
        with zipfile.ZipFile(each) as archive:
            archive.extractall(site)
    # Every user's editors have the adapters already.
    shutil.rmtree(site / "inlay_setup" / GIVEN.name)
    programs_folder = _folder(prefix / "bin")
    for name in ("python", "python3"):
        (programs_folder / name).symlink_to(f"../../../bin/python{PYTHON}")
    command = programs_folder / "inlay"
    command.write_text(
        f"#!/{PREFIX}/bin/python\nimport sys\n\nfrom inlay.__main__ import main\n\nsys.exit(main())\n", encoding="utf-8"
    )
    command.chmod(0o755)
    (prefix / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = true\nversion = {PYTHON}\n", encoding="utf-8"
    )


def serve(clone: Repository, stage: Path, triplet: str) -> list[str]:
    """Put what editors are given into their folders for all users, which are returned."""
    gimp, krita = f"usr/lib/{triplet}/gimp/3.0/plug-ins/inlay", "usr/share/krita/pykrita/inlay"
    data = f"{PREFIX}/{record.SHARED}"
    done = Record(
        version=clone.version,
        protocol=clone.protocol,
        python=f"/{PREFIX}/bin/python",
        command="/usr/bin/inlay",
        table=f"/{data}/{adapter.TABLE}",
        log="~/.local/share/inlay/log/worker.log",
        fingerprint=clone.version,
        managed=REMOVE,
        editors=[
            Installed("gimp", "GIMP 3", f"/{Path(gimp).parent.parent}", [f"/{gimp}"]),
            Installed("krita", "Krita", "/usr/share/krita", [f"/{krita}"]),
        ],
    )
    parts = adapter.parts(clone, _folder(stage / data))
    done.save(parts.folder)
    (parts.plugins / record.NAME).write_text(done.facts(), encoding="utf-8")
    for kind, place in (("gimp", gimp), ("krita", krita)):
        adapters.build(_folder(stage / place), kind, parts, done.facts())
        # Once, where all can read it.
        shutil.rmtree(stage / place / adapters.HELP)
        shared = os.path.relpath(f"{data}/manifests/{adapters.HELP}", place)
        (stage / place / adapters.HELP).symlink_to(shared)
    for name, place in adapters.MANIFESTS.items():
        target = stage / "usr/share/krita" / place / name
        filesystem.make_folder(target.parent)
        shutil.copyfile(parts.manifests / name, target)
    return [f"/{gimp}", f"/{krita}"]


def _document(clone: Repository, stage: Path, wheels: Iterable[Path], moment: int) -> None:
    documents = _folder(stage / "usr/share/doc/inlay")
    shutil.copyfile(clone.folder / "LICENSE", documents / "copyright")
    (documents / "LICENCES.txt").write_text(licences.texts(wheels), encoding="utf-8")
    changes = CHANGES.format(version=clone.version, maintainer=maintainer(), date=formatdate(moment))
    for name, content in (
        ("changelog", changes.encode()),
        ("CHANGELOG.md", (clone.folder / "CHANGELOG.md").read_bytes()),
    ):
        (documents / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))
    overrides = "".join(f"inlay: {word}\n" for word in OVERRIDDEN)
    (_folder(stage / "usr/share/lintian/overrides") / "inlay").write_text(overrides, encoding="utf-8")
    _folder(stage / "usr/bin").joinpath("inlay").symlink_to("../lib/inlay/bin/inlay")


def maintainer() -> str:
    """Whoever gives the package away, as Debian's own tools are told."""
    names = zip(("DEBFULLNAME", "DEBEMAIL"), NOBODY, strict=True)
    return "{} <{}>".format(*(os.environ.get(variable, default) for variable, default in names))


def control(stage: Path, version: str, architecture: str, folders: Iterable[str]) -> None:
    """What dpkg is told, and what it runs after installing and before removing."""
    size = sum(path.lstat().st_size for path in stage.rglob("*"))
    about = _folder(stage / "DEBIAN")
    text = CONTROL.format(
        version=version,
        architecture=architecture,
        maintainer=maintainer(),
        size=size >> 10,
        depends=", ".join(depends()),
        beside=indent(fill(BRINGS.format(beside=", ".join(BESIDE)), 79), " "),
    )
    (about / "control").write_text(text, encoding="utf-8")
    for name, text in (("postinst", AFTER), ("prerm", BEFORE.format(folders=" ".join(folders)))):
        (about / name).write_text(text, encoding="utf-8")
        (about / name).chmod(0o755)


def pack(stage: Path, made: Path, moment: int) -> Path:
    """Write the package from the folder that holds what it installs.

    Raises
    ------
    InstallationError
        If dpkg-deb is missing or fails.
    """
    reproducible.settle(stage, moment)
    command: programs.Command = ["dpkg-deb", "--root-owner-group", "--threads-max=1", "-Zxz", "--build", stage, made]
    programs.demand(programs.run(command, variables={"SOURCE_DATE_EPOCH": str(moment)}), *FAILED)
    return made


def depends() -> list[str]:
    """The system's packages in the ranges of pyproject.toml.

    Raises
    ------
    InstallationError
        If something needed is neither the system's nor beside Inlay.
    """
    clone = Path(__file__).resolve().parents[2]
    lines = tomllib.loads((clone / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    minor = int(PYTHON.partition(".")[2])
    found = [f"python3 (>= 3.{minor})", f"python3 (<< 3.{minor + 1})"]
    for line in lines:
        name, ranges = re.match(r"([\w.-]+)([^;]*)", line).groups()  # type: ignore[union-attr]
        if name in BESIDE:
            continue
        if name not in SYSTEMS:
            raise InstallationError(f"{name} is in no list of this module.", "Add it to SYSTEMS or to BESIDE.")
        package, epoch = SYSTEMS[name]
        lower = re.search(r">=([\d.]+)", ranges)
        assert lower is not None, line
        found.append(f"{package} (>= {epoch}{lower[1]})")
    return [*found, *THEIRS, *LINKED]


def _folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path
