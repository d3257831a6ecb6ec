"""The district's own clock: what a day, an hour of the week and a quiet time mean there."""

from datetime import timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""Asia/Ho_Chi_Minh has had no other offset since 1975; a controller on Windows has no list of
time zones, so the offset stands here."""
