#!/usr/bin/env bash
# docs/build.sh VENV OUT: the documentation site into OUT/html; any warning is an error. `./dev
# docs` calls it with what it needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv=$1 out=$2
mkdir -p "$out"
out=$(cd "$out" && pwd)
# The C++ reference is made from the public headers' comments: Doxygen reads, Breathe shows.
(
  cat docs/Doxyfile
  echo "OUTPUT_DIRECTORY = $out/doxygen"
) | doxygen - >"$out/doxygen.log" || { cat "$out/doxygen.log" >&2; exit 1; }
PATH=$(cd "$venv/bin" && pwd):$PATH GUYWIRE_DOXYGEN=$out/doxygen/xml \
  sphinx-build --quiet --fail-on-warning --keep-going --jobs auto \
  -d "$out/doctrees" "${@:3}" docs "$out/html"
