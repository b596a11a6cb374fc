"""The pages that are made from the pins belong to the present ones."""

from __future__ import annotations

import os
import re
from importlib import metadata

import pytest

from inlay_setup.errors import InstallationError
from tools import targets
from tools.packages import licences, platforms
from tools.targets import Target


class TestPlatforms:
    def test_it_is_that_of_the_present_pins(self):
        text = platforms.PAGE.read_text("utf-8")
        assert f"`{platforms.fingerprint()}`" in text, "run python -m tools.packages.platforms"

    def test_it_has_a_cell_for_every_target_and_list(self):
        rows = re.findall(r"^\| (\S+) \|(.+)\|$", platforms.PAGE.read_text("utf-8"), re.MULTILINE)
        systems = [row for row in rows if row[0] in targets.SYSTEMS]
        assert [name for name, _ in systems] == list(targets.SYSTEMS) * len(platforms.LISTS)
        for name, cells in systems:
            for python, cell in zip(targets.PYTHONS, cells.split("|"), strict=True):
                assert re.fullmatch(r" (all \d+|\d+ of \d+; not [\w., -]+) ", cell), (name, python)

    def test_what_it_says_is_what_the_index_says(self, tmp_path):
        """A few of the cells, of packages that are small and of those that are missing somewhere."""
        wanted = {"numba", "pyyaml"}
        text = platforms.PAGE.read_text("utf-8")
        versions = platforms.versions(Target("macos-x86_64", "3.13"), platforms.LISTS["Inlay"])
        asked = {name: version for name, version in versions.items() if name in wanted}
        row = re.search(r"^\| macos-x86_64 \|(.+)\|$", text, re.MULTILINE)[1].split("|")
        told = set(re.findall(r"[\w-]+", row[targets.PYTHONS.index("3.13")].partition("; not")[2])) & wanted
        try:
            assert platforms.missing(Target("macos-x86_64", "3.13"), asked, tmp_path) == told == {"numba"}
        except InstallationError as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"needs a package index: {error}")


class TestLicences:
    def test_it_names_every_pinned_version(self):
        rows = re.findall(r"^\| (\S+) \| (\d\S*) \| (.+) \| (\S+) \|$", licences.PAGE.read_text("utf-8"), re.MULTILINE)
        told = {name: (version, purpose) for name, version, _, purpose in rows}
        assert told == licences.table(), "run python -m tools.packages.licences"

    def test_it_says_what_the_packages_say(self):
        text = licences.PAGE.read_text("utf-8")
        there = 0
        for name, (version, purpose) in licences.table().items():
            try:
                line = licences.row(name, version, purpose)
            except metadata.PackageNotFoundError:  # of another Python or system
                continue
            there += 1
            assert line in text, "run python -m tools.packages.licences"
        assert there > 30

    def test_every_licence_is_one_that_may_be_given_on(self):
        rows = re.findall(r"^\| (\S+) \| \d\S* \| (.+) \| \S+ \|$", licences.PAGE.read_text("utf-8"), re.MULTILINE)
        known = re.compile(r"BSD|MIT|Apache|PSF|Zlib|HPND|ISC")
        assert [name for name, licence in rows if not known.search(licence) or "GPL" in licence] == []
