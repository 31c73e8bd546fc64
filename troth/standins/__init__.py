"""The outside world built in, for development and tests: it speaks the providers' wire shapes, and
moves nothing.
"""
