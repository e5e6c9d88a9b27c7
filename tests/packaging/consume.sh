#!/usr/bin/env bash
# consume.sh installed|subdirectory|header_only|clang: builds a user's project against guywire in
# one of the ways a user can, and compares what it prints with the same program built in this tree
# ($EXPECTED), bit for bit. $BUILD: a build of guywire; $WORK: scratch.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck disable=SC2153  # EXPECTED is a program, expected what it prints
top=$PWD how=$1 dir=$WORK/$1 expected=$("$EXPECTED")

consume() {  # consume NAME TARGET cmake-options...
  echo "== $1"
  logged "$1" cmake -S tests/packaging/consumer -B "$dir/$1" -G Ninja \
    -DCMAKE_BUILD_TYPE="$type" ${launcher:+"$launcher"} "${@:3}"
  logged "$1" cmake --build "$dir/$1" --target "$2" -j"$(nproc)"
  local printed; printed=$("$dir/$1/consumer")
  if [ "$printed" != "$expected" ]; then
    printf 'other bits:\n  %s\nexpected:\n  %s\n' "$printed" "$expected"
    exit 1
  fi
}
logged() {  # logged NAME COMMAND...: what it prints is shown only if it fails
  "${@:2}" >"$dir/$1.log" 2>&1 || { cat "$dir/$1.log"; exit 1; }
}
mkdir -p "$dir"
type=Release
# quicker; and the optimiser must not change bits either
[ "$how" = installed ] || { type=None; export CXXFLAGS=-O1; }
launcher=$(command -v ccache >/dev/null && echo -DCMAKE_CXX_COMPILER_LAUNCHER=ccache || true)
case $how in
  installed)
    rm -rf "$dir/prefix"
    cmake --install "$BUILD" --prefix "$dir/prefix" >"$dir/install.log"
    lib=$(dirname "$(find "$dir/prefix" -name guywire-config.cmake)")
    all=core
    for f in "$lib"/guywire-*-targets.cmake; do
      f=${f##*/guywire-}
      all+=";${f%-targets.cmake}"
    done
    with=(-DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_PREFIX_PATH="$dir/prefix")
    # the core alone: no Eigen, fmt or JSON library may be needed (they are hidden from CMake)
    hide=(-DCMAKE_DISABLE_FIND_PACKAGE_{Eigen3,fmt,nlohmann_json,Ceres}"=ON")
    consume core consumer "${with[@]}" "${hide[@]}" -DLINK=guywire::guywire -DCOMPONENTS=core
    # a user's -march=native must change neither ABI nor results
    consume native consumer "${with[@]}" "${hide[@]}" -DLINK=guywire::guywire \
      -DCMAKE_CXX_FLAGS=-march=native
    consume header_only consumer "${with[@]}" "-DLINK=guywire::header_only" -DCOMPONENTS=header_only
    link="guywire::guywire"
    for c in io report calibrate; do [[ ";$all;" = *";$c;"* ]] && link+=";guywire::$c"; done
    consume components consumer "${with[@]}" "-DLINK=$link" "-DCOMPONENTS=$all"
    # as README says
    consume io consumer "${with[@]}" "-DLINK=guywire::guywire;guywire::io" "-DCOMPONENTS=core;io"
    for f in README.md licences/Apache-2.0.txt licences/CC-BY-3.0.txt; do
      [ -n "$(find "$dir/prefix" -path "*/data/$f")" ] && continue
      echo "data/$f is not installed"
      exit 1
    done
    # brings io along
    consume report consumer "${with[@]}" -DLINK=guywire::report -DCOMPONENTS=report
    if cmake -S tests/packaging/consumer -B "$dir/wrong" -G Ninja "${with[@]}" \
      -DCOMPONENTS=spleen >"$dir/wrong.log" 2>&1; then
      echo "a component that does not exist was found"
      exit 1
    fi
    if [ -e "$dir/prefix/bin/guywire" ]; then
      echo "== the installed command"
      "$dir/prefix/bin/guywire" models
    fi ;;
  subdirectory)  # only what is used is needed
    consume core consumer -DCMAKE_CXX_COMPILER="$CXX" -DGUYWIRE_SOURCE="$top" \
      -DLINK=guywire::guywire -DGUYWIRE_IO=OFF -DGUYWIRE_REPORT=OFF ;;
  header_only)
    consume core consumer -DCMAKE_CXX_COMPILER="$CXX" -DGUYWIRE_SOURCE="$top" \
      -DLINK=guywire::header_only -DGUYWIRE_IO=OFF -DGUYWIRE_REPORT=OFF
    if find "$dir/core" -name 'libguywire*' | grep .; then
      echo "headers alone built a library"
      exit 1
    fi ;;
  clang)  # everything, compiled by clang; and Ceres, which only guywire::calibrate may know, hidden
    consume core all -DCMAKE_CXX_COMPILER=clang++ -DGUYWIRE_SOURCE="$top" \
      -DLINK=guywire::guywire -DGUYWIRE_CLI=ON -DCMAKE_DISABLE_FIND_PACKAGE_Ceres=ON
    consume header_only consumer -DCMAKE_CXX_COMPILER=clang++ -DGUYWIRE_SOURCE="$top" \
      -DLINK=guywire::header_only -DGUYWIRE_IO=OFF -DGUYWIRE_REPORT=OFF
    [ ! -e "$dir/core/guywire/guywire" ] || "$dir/core/guywire/guywire" models ;;
  *) sed -n 2,4p "$0"; exit 2 ;;
esac
echo "same bits: $expected"
