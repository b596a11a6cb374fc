"""What networks that the user chose say about alpha: they are shown a picture and its trimap, in tiles."""
