"""Tests of sealing and opening."""
