"""The lock file holds what pyproject.toml asks for and no more, and no tracked file names a package registry."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
# Written so that this file does not hold what it looks for.
REGISTRIES = (
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|npmjs[.]org|registry[.]yarnpkg|--(extra-)?index-url[ =]\w|"
    r'"resolved"[:]'
)


def wanted() -> dict[str, list[Requirement]]:
    """What we ask for by name, extras apart."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    asked: dict[str, list[Requirement]] = {}
    for requirement in map(Requirement, lines):
        asked.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return asked


def locked() -> dict[str, tuple[list[str], bool]]:
    """Each pinned name with its versions, and whether the lock says that we asked for it ourselves."""
    found: dict[str, tuple[list[str], bool]] = {}
    for block in re.split(r"^(?=[a-z0-9])", LOCK.read_text(), flags=re.MULTILINE):
        pinned = re.match(r"([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", block)
        if pinned:
            name = canonicalize_name(pinned[1])
            versions, ours = found.get(name, ([], False))
            found[name] = ([*versions, pinned[2]], ours or "(pyproject.toml" in block)
    return found


def faults() -> list[str]:
    asked, pins = wanted(), locked()
    wrong = [
        f"requirements.lock has no {requirement} (make lock)"
        for name, requirements in asked.items()
        for requirement in requirements
        if name not in pins or not all(map(requirement.specifier.contains, pins[name][0]))
    ]
    wrong += [
        f"requirements.lock pins {name}, which pyproject.toml no longer asks for (make lock)"
        for name, (_, ours) in pins.items()
        if ours and name not in asked
    ]
    named = subprocess.run(  # noqa: S603
        ["git", "-c", f"safe.directory={ROOT}", "grep", "--line-number", "-I", "--extended-regexp", REGISTRIES],  # noqa: S607
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    if named.returncode > 1:
        wrong.append(f"can't look for registries: {named.stderr.strip()}")
    return wrong + [f"names a package registry: {line}" for line in named.stdout.splitlines()]


if __name__ == "__main__":
    sys.exit("\n".join(faults()) or 0)
