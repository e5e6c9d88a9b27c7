import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

import guywire as gw

# machines are slow and shared; a failure must come again
settings.register_profile("guywire", deadline=None, derandomize=True)
settings.load_profile("guywire")


@pytest.fixture(scope="session")
def bridge():
    return gw.load("bridge")


@pytest.fixture(scope="session")
def standing():
    return gw.load("standing_adult")


@pytest.fixture(scope="session")
def command():
    """The command line tool to compare with: the one that came with this package,
    or what GUYWIRE_CLI names.
    """
    found = os.environ.get("GUYWIRE_CLI") or shutil.which(
        "guywire", path=str(Path(sys.executable).parent)
    )
    if not found:
        pytest.skip("no command `guywire` beside this Python; GUYWIRE_CLI may name one")
    return found


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the long tests too")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--long"):
        for item in items:
            if "long" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="long; --long runs it"))
