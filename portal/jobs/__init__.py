"""Background work as workers do it: take a job by its address in the queue, enter its scope, do it, settle it.

A job is done at least once, and what it changes in the database exactly once: a handler does its slow work first and
hands back an effect, which is written in the same transaction that ends the job, and only while the lease still holds.
"""
