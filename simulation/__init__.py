"""Whole lives of a store: from a seed, some ninety days of orders, with people who buy, wait, ask,
pack and forget, carriers that lose and return, mail that bounces, and a clock that jumps from event
to event.

A life is planned as plain data (`simulation.script`), lived in one process against a source tree
(`simulation.live`), and written down as a transcript: one JSON line for each letter, page, deed and
event (`simulation.transcript`). What is wrong in it is found by `tests/simulation`, which reads
transcripts and nothing else.

Nothing of a life calls a function of the store's domain: actors read pages and press what they
read, so that the same life can be lived by another version of the store. `simulation.years` carries
the same plans out without pages, thousands of orders at a time.
"""
