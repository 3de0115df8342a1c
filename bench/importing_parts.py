"""The process that `bench.importing` measures."""

from __future__ import annotations

import sys

from bench.importing import part

part(*sys.argv[1:])
