"""The blending network: colours of a paste that were learnt from composites whose true colours are known.

Wu, Zheng, Zhang, Huang: GP-GAN: Towards realistic high-resolution image blending, ACM Multimedia 2019,
https://doi.org/10.1145/3343031.3350944. A network is trained in `training`, which alone needs PyTorch, or comes from
the authors; it is run by ONNX Runtime.
"""
