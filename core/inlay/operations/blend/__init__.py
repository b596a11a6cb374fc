"""The menu Blend: pieces of one picture in another."""
