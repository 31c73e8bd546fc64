"""How an order stands now, worked out in one place. Pages, the calendar file, letters and the desk
read it; none of them works it out again.
"""
