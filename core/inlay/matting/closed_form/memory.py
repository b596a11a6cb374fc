"""What closed-form matting takes."""

#: Bytes beyond the picture, the trimap and the result, measured in double precision; single takes two thirds of it.
BYTES_PER_UNKNOWN, BYTES_PER_PIXEL = 240.0, 2.0
