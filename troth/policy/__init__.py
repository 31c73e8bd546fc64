"""What the store promises: published terms, and pure functions over them. No Django, no clock, no
rows.
"""
