"""The commands of `troth` that need the store: one module each in `management/commands`.

`names` lists them without Django, `entry` runs one by its name, `base` is what they share.
"""
