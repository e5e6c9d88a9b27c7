#!/usr/bin/env bash
# other_processors.sh aarch64|wasm HEADERS...: the library and the tests of number texts, lanes and
# batches, compiled from the same source for another processor and run there: ARM (NEON) under qemu,
# WebAssembly (its 128-bit vectors, no threads) under node. HEADERS: folders with Eigen, Catch2 and
# nlohmann-json; $BUILD: a build of guywire; $WORK: scratch.
# other_processors.sh x86_64 TESTS: the tests of this build on older processors under qemu, where
# the choice at run time must leave out what they lack.
# Exits with 77 where a tool is missing.
set -euo pipefail
cd "$(dirname "$0")/../.."
how=$1 dir=$WORK/$1
skip() { echo "skipped: $1 is missing"; exit 77; }
case $how in
  x86_64)
    run=qemu-x86_64-static
    command -v "$run" >/dev/null || skip "$run"
    # baseline, x86-64-v2, x86-64-v3 (qemu has no AVX-512)
    for processor in qemu64 Nehalem Haswell; do
      echo "== $processor"
      "$run" -cpu "$processor" "$2" \
        "in lanes a body is the same*,a body that rests at a kink*,what lanes cannot hold*"
    done
    exit ;;
  aarch64)
    cxx=(aarch64-linux-gnu-g++) link=(-static) file=tests
    for run in qemu-aarch64-static qemu-aarch64 ""; do
      command -v "$run" >/dev/null && break
    done
    [ -n "$run" ] || skip qemu-aarch64 ;;
  wasm)
    export NODE_PATH=/usr/share/nodejs  # where Debian keeps the acorn that its emscripten needs
    # exceptions that go through JavaScript cannot pass a vector
    cxx=(em++ -fwasm-exceptions -msimd128) file=tests.js run=node
    link=(-sWASM_ASYNC_COMPILATION=0 -sALLOW_MEMORY_GROWTH=1 -sEXIT_RUNTIME=1)
    link+=(-sTOTAL_STACK=5242880) ;;  # see examples/web
  *) sed -n 2,8p "$0"; exit 2 ;;
esac
for tool in "${cxx[0]}" "$run"; do command -v "$tool" >/dev/null || skip "$tool"; done

rm -rf "$dir" && mkdir -p "$dir/headers"
# these alone: beside them may lie headers of this machine's C library
for name in Eigen catch2 nlohmann; do
  for folder in "${@:2}"; do
    [ ! -e "$folder/$name" ] || ln -sfn "$folder/$name" "$dir/headers/$name"
  done
done
[ -e "$dir/headers/catch2/catch.hpp" ] || skip "Catch2 2 (headers alone)"
flags=(-std=c++20 -O1 -ffp-contract=off -Iinclude -Isrc -I. -Itests -isystem "$dir/headers")
compile() {
  local out; out=$dir/$(echo "$1" | tr / _).o
  echo "== $1"
  "${cxx[@]}" "${flags[@]}" -c "$1" -o "$out" 2>"$out.log" || { cat "$out.log"; exit 1; }
}
for source in src/engine/*.cpp src/io/*.cpp "$BUILD/embedded.cpp" tests/main.cpp \
  tests/core/text_test.cpp tests/batch/*_test.cpp; do
  compile "$source"
done
"${cxx[@]}" -O1 "${link[@]}" "$dir"/*.o -o "$dir/$file"
"$run" "$dir/$file"
