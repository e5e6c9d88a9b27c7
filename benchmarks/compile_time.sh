#!/usr/bin/env bash
# What including guywire costs beside including Eigen: the median of RUNS compilations of a file
# with one #include each, and their ratio (goal: at most 2). Taken in turns, so that a busy machine
# disturbs both alike.
#   benchmarks/compile_time.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-9} dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for d in /usr/include/eigen3 /usr/local/include/eigen3; do [ ! -d $d ] || eigen=$d; done
echo '#include <Eigen/Dense>' >"$dir/eigen.cpp"
echo '#include <guywire/guywire.hpp>' >"$dir/guywire.cpp"
for compiler in g++ clang++; do
  command -v $compiler >/dev/null || continue
  rm -f "$dir"/*.times
  for _ in $(seq "$runs"); do
    for what in eigen guywire; do
      start=$(date +%s%N)
      $compiler -std=c++20 -O2 -isystem "$eigen" -Iinclude -c "$dir/$what.cpp" -o "$dir/$what.o"
      echo $((($(date +%s%N) - start) / 1000000)) >>"$dir/$what.times"
    done
  done
  median() { sort -n "$dir/$1.times" | sed -n "$((runs / 2 + 1))p"; }
  e=$(median eigen) g=$(median guywire)
  ratio=$(awk "BEGIN {printf \"%.2f\", $g / $e}")
  echo "$compiler: <guywire/guywire.hpp> $g ms, <Eigen/Dense> $e ms, ratio $ratio"
done
