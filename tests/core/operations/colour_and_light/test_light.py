"""Light: which documents have one that can be changed."""

import numpy as np
import pytest

from inlay.errors import InputError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Picture, Space


@pytest.mark.parametrize("name", ["relight", "tone-gradients"])
@pytest.mark.parametrize("model", ["LABA", "CMYKA"])
def test_other_models_say_what_to_do(name, model):
    operation, space = registry.find(name), Space(model)
    layer = Picture(np.full((9, 9, len(model)), 200, np.uint8), space=space)
    with pytest.raises(InputError, match=f"The light of a {model[:-1]} document") as refusal:
        operation.perform(Job({"source": layer}, operation.check({}), Document(9, 9, space)))
    assert "RGB" in refusal.value.hint
