"""The closed-form Laplacian between the unknown pixels alone: where they are, their colours, and their equations."""
