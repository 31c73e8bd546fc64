"""Whole addresses of pages, in letters."""

from __future__ import annotations

from django import template

from troth.absolute_urls import absolute_url

register = template.Library()
register.simple_tag(absolute_url)
