"""Under mutation every test reads anew: a cached reading would hide which tests a mutant must face."""

import os
import sys

import pytest


@pytest.fixture(autouse=True)
def fresh_readings():
    if "MUTANT_UNDER_TEST" in os.environ:
        for name, module in list(sys.modules.items()):
            if name.startswith("indicators.domain"):
                for value in list(vars(module).values()):
                    if hasattr(value, "cache_clear"):
                        value.cache_clear()
