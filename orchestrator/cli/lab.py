"""`orchestrator lab`: plays the pretend district until it is interrupted."""

import argparse
import contextlib
import json
import signal
import sys
import threading
from pathlib import Path
