"""What the adapters share: the worker's client, pixel planes, the operation table. Standard library only."""
