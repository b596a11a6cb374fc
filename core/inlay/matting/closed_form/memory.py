"""What closed-form matting takes."""

#: Bytes beyond the picture, the trimap and the result, measured.
BYTES_PER_UNKNOWN, BYTES_PER_PIXEL = 260.0, 2.0
