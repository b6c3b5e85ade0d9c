"""Durable generation: submit once, wait, collect. A job goes on through closed tabs, restarts and kill -9.

runner.py    jobs as durable workflows; loading it takes a while, so this package does not
work.py      the three parts of a job's work
pacing.py    when to ask an engine again
problems.py  what is said of a job that ended without a take
"""
