"""What a site is called: a ward or a school whose machines only a controller there reaches."""

import re
from typing import Final

SITE_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,30}[a-z0-9])?", re.ASCII)
"""A site's name: it stands in names of files and of subjects, so it is small letters and digits."""
