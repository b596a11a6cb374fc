"""What Inlay uses of Qt."""
