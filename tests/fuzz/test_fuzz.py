"""A short run of every attack (`python -m tests.fuzz` has longer ones); and the harness must see what is wrong."""

from random import Random

import pytest

from inlay.colour import press
from tests.fuzz import campaign, formats, seeds, trial
from tests.fuzz.readers import attempt
from tests.fuzz.targets import TARGETS, found
from tests.fuzz.trial import Outcome

COUNTS = {"command-line": 60, "protocol": 40}
USUAL = 150
SEEDS = {
    ".png": seeds.png,
    ".jpg": seeds.jpeg,
    ".webp": seeds.webp,
    ".tif": seeds.tiff,
    ".ora": seeds.openraster,
    ".psd": seeds.psd,
}


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_wrong(target):
    outcomes = list(campaign.run(target, COUNTS.get(target, USUAL), seed=7))
    assert [outcome for _, outcome in outcomes if outcome.is_fault] == []
    assert len(outcomes) == COUNTS.get(target, USUAL)


@pytest.mark.parametrize("suffix", SEEDS)
def test_every_seed_is_read_or_refused(suffix, tmp_path):
    press.profile()
    inputs = SEEDS[suffix]() | found(suffix)
    outcomes = {}
    for name, content in inputs.items():
        attack = lambda random, folder, content=content: attempt(content, folder / f"a{suffix}", random)  # noqa: E731
        outcomes[name] = trial.watched(attack, Random(0), tmp_path)
    assert {name: outcome for name, outcome in outcomes.items() if outcome.is_fault} == {}
    assert any(outcome.kind == "read" for outcome in outcomes.values())


@pytest.mark.parametrize("format", [formats.PNG, formats.JPEG, formats.WEBP, formats.TIFF, formats.OPENRASTER])
def test_pieces_join_to_what_was_cut(format):
    plain = {"RGB", "RGB True", "u1", "layers"}
    content = next(content for name, content in SEEDS[format.suffix]().items() if name in plain)
    joined = format.join(format.cut(content))
    assert format.cut(joined) == format.cut(content)
    if format is not formats.OPENRASTER:
        assert joined == content


def test_trials_are_the_same_again(tmp_path):
    attack = TARGETS["png"]()
    inputs = [attack.input(trial.rng("png", 3, index)) for index in (5, 5, 6)]
    assert inputs[0] == inputs[1] != inputs[2]


def test_exceptions_are_seen(tmp_path):
    def attack(random, folder):
        raise AttributeError("no palette")

    outcome = trial.watched(attack, Random(0), tmp_path)
    assert outcome == Outcome("exception", "AttributeError: no palette", is_fault=True)


@pytest.mark.parametrize(("bound", "kind"), [("MOST_SECONDS", "slow"), ("MOST_MEMORY", "greedy")])
def test_time_and_memory_are_watched(monkeypatch, tmp_path, bound, kind):
    def attack(random, folder):
        return Outcome("read")

    assert not trial.watched(attack, Random(0), tmp_path).is_fault
    monkeypatch.setattr(trial, bound, -1)
    assert trial.watched(attack, Random(0), tmp_path).kind == kind


@pytest.mark.parametrize(
    ("end", "kind", "patience"), [("os._exit(3)", "crash", 60.0), ("time.sleep(60)", "endless", 5.0)]
)
def test_the_end_of_the_process_is_one_fault_and_the_rest_goes_on(monkeypatch, end, kind, patience):
    script = "\n".join(
        [
            "import json, os, sys, time",
            "for index in range(int(sys.argv[1]), int(sys.argv[2])):",
            "    print(json.dumps({'begun': index}), flush=True)",
            f"    {end} if index == 1 else None",
            "    print(json.dumps({'ended': index, 'kind': 'read', 'said': '', 'is_fault': False}), flush=True)",
        ]
    )
    monkeypatch.setattr(campaign, "PATIENCE", patience)
    monkeypatch.setattr(campaign, "command", lambda _, __, start, end, ___: ["-c", script, str(start), str(end)])
    kinds = [(index, outcome.kind) for index, outcome in campaign.run("png", 3)]
    assert kinds == [(0, "read"), (1, kind), (2, "read")]
