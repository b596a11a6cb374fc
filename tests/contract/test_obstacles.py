"""What stands in the way is said with a name and with what to do."""

from inlay.contract import obstacles
from inlay.contract.declaration import Input

SELECTION = Input("region", ("selection",), "Selection", "What is roughly to be cut out.")


def test_in_the_artists_words():
    source = Input("source", ("layer",), "Source", "The layer to take from.")
    assert str(obstacles.missing("Seamless Clone", source)) == "Seamless Clone needs a source. Choose a source."
    selected = obstacles.missing("Cut Out Selection", SELECTION)
    assert str(selected) == "Nothing is selected. Select what is roughly to be cut out."
    assert obstacles.empty("Cat").message == "Cat is empty." and obstacles.empty("").message == "The layer is empty."
    assert obstacles.nothing_below("Cat").message == "Nothing is visible below Cat."
    assert obstacles.empty("Cat").hint and obstacles.nothing_below("Cat").hint
