"""Fence and wall, attacked on both back ends."""
