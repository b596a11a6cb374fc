"""Random jobs: every operation on random pictures with random parameters, called in every way there is.

``python -m tests.random_jobs 10000`` draws so many jobs, each from a number of its own, and prints how they ended;
``python -m tests.random_jobs --job 4711`` does one again and tells what it was. Whatever an operation is given, it
yields a result of the promised kind or refuses in words: anything else is counted as wrong.
"""
