"""PyYAML's parser: the one in C where it was built, which is ten times as fast."""

import yaml

LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
