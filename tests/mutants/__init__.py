"""Mutation test of the code that keeps promises: `make mutants`, or `python -m tests.mutants`.

The mutants are made by the operators of mutmut. What is here selects them, runs the tests that
cover each one, keeps the results, and reports what survived. `docs/testing.md` says how to use it.
"""
