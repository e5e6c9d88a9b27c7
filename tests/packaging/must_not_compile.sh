#!/usr/bin/env bash
# must_not_compile.sh COMPILER: the right program compiles; the wrong one fails, and for the
# expected reason.
set -euo pipefail
cd "$(dirname "$0")/../.."
try() {
  "$1" -std=c++20 -Iinclude -fsyntax-only "${@:2}" tests/packaging/must_not_compile.cpp 2>&1
}
try "$1" || { echo "the control variant does not compile"; exit 1; }
if message=$(try "$1" -DWRONG); then echo "a BodyId was accepted as a CableId"; exit 1; fi
for kind in Body Cable; do
  grep -q "$kind\(Tag\|Id\)" <<<"$message" && continue
  echo "failed, but for another reason:"
  echo "$message"
  exit 1
done
echo "refused, as it must be: $(grep -m1 error <<<"$message")"
