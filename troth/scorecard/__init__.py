"""Every promise measured from the timeline, by week and lane, with the orders behind every
number.
"""
