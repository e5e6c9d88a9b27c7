#!/usr/bin/env bash
# What building the command costs, without a compiler cache, beside another commit's tree: the first
# build, and the build after a change in one header of statics/. Each in turns, RUNS times; medians
# and their ratios. A first build takes minutes.
#   benchmarks/build_time.sh COMMIT [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."
commit=${1:?usage: benchmarks/build_time.sh COMMIT [RUNS]} runs=${2:-1} dir=$(mktemp -d)
trap 'git worktree remove --force "$dir/other" 2>/dev/null; rm -rf "$dir"' EXIT
git worktree add --quiet --detach "$dir/other" "$commit"
export CCACHE_DISABLE=1
changed=include/guywire/statics/equilibrium-inl.hpp

seconds() {  # what a command takes, in tenths
  local start
  start=$(date +%s%N)
  "$@" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; return 1; }
  echo $((($(date +%s%N) - start) / 100000000))
}
median() { sort -n "$dir/$1" | sed -n "$((runs / 2 + 1))p"; }
configure() {
  cmake -S "$1" -B "$2" -G Ninja -DCMAKE_BUILD_TYPE=Release -DGUYWIRE_TESTS=OFF \
    -DGUYWIRE_BENCHMARKS=OFF >"$dir/log" 2>&1
}

for _ in $(seq "$runs"); do
  for tree in other here; do
    source=$PWD build=$dir/build_$tree
    [ $tree = here ] || source=$dir/other
    rm -rf "$build"
    configure "$source" "$build"
    seconds cmake --build "$build" --parallel 2 >>"$dir/first_$tree"
    touch "$source/$changed"
    seconds cmake --build "$build" --parallel 2 >>"$dir/again_$tree"
  done
done
for what in first again; do
  here=$(median ${what}_here) other=$(median ${what}_other)
  awk -v what=$what -v h="$here" -v o="$other" -v c="$commit" 'BEGIN {
    printf "%s: %.1f s, at %s %.1f s, ratio %.2f\n",
      what == "first" ? "first build" : "after a change in statics/", h / 10, c, o / 10, h / o }'
done
