"""Training a blending network. Its modules need PyTorch, the extra ``train``, and nothing else imports them."""
