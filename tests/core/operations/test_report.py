"""What is told of a result."""

from inlay.operations.report import Report


def test_what_takes_long_is_measured_once_and_only_if_it_is_asked_for():
    calls = []

    def measure():
        calls.append("measured")
        return {"energy": 2.0}

    report = Report({"error": 0.1}, measure)
    assert report["error"] == 0.1
    assert "error" in report
    assert not calls
    assert dict(report) == {"error": 0.1, "energy": 2.0}
    assert report.get("nothing") is None
    assert len(report) == 2
    assert calls == ["measured"]
