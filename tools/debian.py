"""A Debian root with GIMP and Krita in it, for driving the real editors on a machine that has none."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Optional

from inlay_setup import console, filesystem, programs
from inlay_setup.errors import InstallationError
from inlay_setup.programs import Run, demand, which

SUITE = "trixie"
#: Where the editors are newer.
NEWER = "testing"
SIZE = "2.4 GB"
BYTES = 3 << 30
PACKAGES = ["gimp", "gir1.2-gimp-3.0", "python3-gi", "gir1.2-gtk-3.0", "krita", "krita-data", "python3-pyqt5"]
PACKAGES += ["python3-venv", "ca-certificates", "procps", "imagemagick", "appstream"]
PACKAGES += ["xvfb", "xauth", "xdotool", "x11-apps", "x11-utils", "dbus", "dbus-x11", "openbox"]
SCRIPTS = Path("/usr/share/debootstrap/scripts")
SEPARATE = ("unshare", "--mount", "--propagation", "private")

# Runs in a mount namespace of its own: whatever is mounted goes with it, in every ending.
BUILD = """
set -e
root=$1; suite=$2; mirror=$3; script=$4; shift 4
debootstrap --variant=minbase "$suite" "$root" "$mirror" "$script"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
# Whoever is interrupted begins anew: nothing has to be safe on the disk package by package.
echo force-unsafe-io > "$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
printf '#!/bin/sh\\nexit 101\\n' > "$root/usr/sbin/policy-rc.d"; chmod 755 "$root/usr/sbin/policy-rc.d"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
for file in /etc/apt/apt.conf.d/99* /etc/apt/apt.conf; do
    [ ! -f "$file" ] || cp "$file" "$root/etc/apt/apt.conf.d/"
done
apt-config dump | grep -i '^Acquire::.*proxy' > "$root/etc/apt/apt.conf.d/98proxy" || true
if [ -f /etc/ssl/certs/ca-certificates.crt ]; then
    mkdir -p "$root/etc/ssl/certs"; cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
fi
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
chroot "$root" apt-get update
chroot "$root" apt-get install -y --no-install-recommends "$@"
chroot "$root" apt-get clean
rm -rf "$root/var/lib/apt/lists"/*
if [ -f /etc/ssl/certs/ca-certificates.crt ]; then
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
fi
"""


def obstacle() -> str:
    """Why no root can be built on this machine; empty if one can."""
    if not shutil.which("apt-get"):
        return "this is not a Debian-like system"
    if os.geteuid() != 0:
        return "building a Debian root takes root's rights"
    if programs.run([*SEPARATE, "sh", "-c", "mount -t tmpfs none /mnt"]).code:
        return "this machine (a container?) does not allow mounting; start it with --privileged"
    return ""


def is_built(root: Path) -> bool:
    return _stamp(root).is_file() and _stamp(root).read_text(encoding="utf-8").split() == PACKAGES


def build(root: Path, run: Run = programs.run) -> None:
    """Build the root in this folder, which is called like its suite, and holds a finished one or none.

    Raises
    ------
    InstallationError
        If that fails; nothing is left then.
    """
    mirror = _mirror()
    filesystem.make_folder(root.parent)
    if shutil.disk_usage(root.parent).free < BYTES:
        raise InstallationError(
            f"{root.parent} has less than 3 GB of room for the Debian root.", "Make room, or add --no-hosts."
        )
    if not which("debootstrap", os.environ.get("PATH", os.defpath)):
        _install_debootstrap(run)
    partial = root.with_name(root.name + ".partial")
    for left in (partial, root):
        filesystem.remove(left)
    suite = root.name
    script = SCRIPTS / suite
    try:
        with console.progress(f"Building a Debian {suite} root with GIMP and Krita") as show:
            steps = 0

            def watch(line: str) -> None:
                # About 2,700 lines in all.
                nonlocal steps
                steps += 1
                show(min(steps / 2700, 0.99))

            arguments = [partial, suite, mirror, script if script.exists() else SCRIPTS / "sid", *PACKAGES]
            finished = run([*SEPARATE, "sh", "-c", BUILD, "sh", *arguments], watch=watch, variables=_proxy(run))
        demand(
            finished,
            f"The Debian root could not be built from {mirror}.",
            f"Read the last lines above. The mirror is that of this system's apt sources and must have Debian {suite}. "
            "Leave the editors out with --no-hosts.",
        )
        _stamp(partial).write_text("\n".join(PACKAGES), encoding="utf-8")
        os.replace(partial, root)
    except BaseException:
        with contextlib.suppress(OSError):
            filesystem.remove(partial)
        raise


def _stamp(root: Path) -> Path:
    return root / "etc/inlay-packages"


def _install_debootstrap(run: Run) -> None:
    console.say("  Installing debootstrap")
    run(["apt-get", "update"])
    demand(
        run(["apt-get", "install", "-y", "--no-install-recommends", "debootstrap"],
            variables={"DEBIAN_FRONTEND": "noninteractive"}),
        "debootstrap could not be installed.",
        "Install it by hand, or leave the editors out with --no-hosts.",
    )  # fmt: skip


def _proxy(run: Run) -> dict[str, str]:
    """Apt's own proxy, which debootstrap does not know of."""
    output = run(["apt-config", "dump", "--format", "%f=%v%n", "Acquire::http::Proxy"]).output
    match = re.search(r"^Acquire::http::Proxy=(\S+)$", output, re.MULTILINE)
    return {"http_proxy": match[1]} if match else {}


def _mirror() -> str:
    for source in sorted(_addresses(), key=lambda address: "security" in address):
        return source
    raise InstallationError(
        "This system's apt sources name no mirror.", "Set up apt, or leave the editors out with --no-hosts."
    )


def _addresses(folder: Path = Path("/etc/apt")) -> Iterator[str]:
    """The mirrors that apt knows, in the order of its files."""
    names = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]
    for file in names:
        if not file.is_file() or file.suffix not in (".list", ".sources"):
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        found = _of_paragraphs(text) if file.suffix == ".sources" else _of_lines(text)
        for address in found:
            resolved = _resolve(address)
            if resolved:
                yield resolved


def _of_lines(text: str) -> list[str]:
    """Addresses in the format of one line a source."""
    return re.findall(r"^[ \t]*deb[ \t]+(?:\[[^\]]*\][ \t]+)?(\S+)", text, re.MULTILINE)


def _of_paragraphs(text: str) -> list[str]:
    """Addresses in the format of deb822."""
    found = []
    for paragraph in re.split(r"\n[ \t]*\n", text):
        lines = "\n".join(line for line in paragraph.splitlines() if not line.startswith("#"))
        fields = {name.lower(): value for name, value in re.findall(r"^(\S+?):[ \t]*(.*(?:\n[ \t]+.*)*)", lines, re.M)}
        if "deb" in fields.get("types", "").split() and fields.get("enabled", "yes").strip().lower() != "no":
            found += fields.get("uris", "").split()
    return found


def _resolve(address: str) -> Optional[str]:
    """An address that debootstrap understands; a list of mirrors in a file stands for its first entry."""
    if address.startswith(("http://", "https://", "file:", "copy:")):
        return address
    if address.startswith("mirror+file:"):
        path = Path(address[len("mirror+file:") :])
        words = path.read_text(encoding="utf-8").split() if path.is_file() else []
        return next((word for word in words if word.startswith(("http://", "https://"))), None)
    return None
