# SPDX-License-Identifier: MIT
"""Fuzzes one target with atheris, which is not needed otherwise: `python -m tests.fuzz parser --seconds 900`.

Begins with what `tests.fuzz.beginnings` gives and the seeds kept beside the targets; what libFuzzer adds is kept in
`--corpus`, what it finds is written into the present folder, for you to move to `tests/fuzz/seeds/TARGET`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import atheris

from tests.fuzz.seeds import FOLDER, TARGETS

_LONGEST = 4096  # octets of an input
_SLOWEST = 10  # seconds that one may take


def main() -> None:
    """Fuzz until the time is over or something is found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz one target with atheris.")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, help="a folder that grows; without it, one that is thrown away")
    arguments = parser.parse_args()
    with atheris.instrument_imports(include=["mailproto", "testserver"]):
        check = import_module(f"tests.fuzz.fuzz_{arguments.target}").check
        material = import_module("tests.fuzz.beginnings")  # imports what is to be instrumented, too
    with tempfile.TemporaryDirectory() as folder:
        corpus = arguments.corpus or Path(folder, "corpus")
        corpus.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(material.beginnings(arguments.target)):
            Path(corpus, f"beginning-{number:04}").write_bytes(data)
        dictionary = Path(folder, "words")
        dictionary.write_text(
            "".join(f'"{_escaped(word)}"\n' for word in material.words(arguments.target)), encoding="ascii"
        )
        options = [f"-max_total_time={arguments.seconds}", f"-max_len={_LONGEST}", f"-timeout={_SLOWEST}"]
        options += [f"-dict={dictionary}", "-print_final_stats=1", "-rss_limit_mb=2048"]
        atheris.Setup([sys.argv[0], *options, str(corpus), str(FOLDER / arguments.target)], check)
        atheris.Fuzz()


def _escaped(word: bytes) -> str:
    """Spell a word as libFuzzer's dictionaries do."""
    return "".join(f"\\x{octet:02x}" for octet in word)


if __name__ == "__main__":
    main()
