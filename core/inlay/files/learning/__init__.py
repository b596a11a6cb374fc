"""Learning from folders of pictures: what is read, and what is written."""
