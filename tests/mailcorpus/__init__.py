"""The mail corpus: messages as programs of all kinds write them, made by code, and the table of
what must happen.

`table.csv` is the table. `clients`, `japanese` and `broken` are the shapes, `wishes` the words,
`senders` the proofs and the lies, `machines` what no person wrote, `crafted` what is meant to break
a reader; `mutating` makes more of them.
"""
