"""How the file of a kept source ends, for those too that read no file."""

KEPT_SUFFIX = ".list"
