"""Settings of all tests."""

from hypothesis import settings

# A loaded machine is no bug: how long one example took is not judged. What must be fast has a
# benchmark in tests/bench/.
settings.register_profile("gate", deadline=None)
settings.load_profile("gate")
