"""Durable generation: submit once, wait, collect. A job goes on through closed tabs, restarts and kill -9."""

from demotape.jobs.runner import JobRunner, JobSender

__all__ = ["JobRunner", "JobSender"]
