#!/usr/bin/env bash
# headers.sh COMPILER: every public header compiles alone and without a warning, with the compiled
# library's settings (where Eigen must not be needed). In header-only mode clang++ reads each header
# that brings its definitions along, without making code; g++, which takes twice as long for the
# same code, compiles guywire.hpp, which brings them all. ccache, if there is one, makes the second
# time fast.
set -euo pipefail
cd "$(dirname "$0")/../.."
compiler=$1 out=${WORK:-build/packaging}/headers_$1 eigen=
ccache=$(command -v ccache || true)
for d in /usr/local/include/eigen3 /usr/include/eigen3; do [ ! -d $d ] || eigen="-isystem $d"; done
export compiler out ccache eigen
mkdir -p "$out"
one() {  # one MODE HEADER
  local name=${2#include/} source flags="" launcher=$ccache action=-c
  source=$out/$1_${name//\//_}.cpp
  [ "$1" = header_only ] && flags="-DGUYWIRE_HEADER_ONLY $eigen"
  [ "$1 $compiler" = "header_only clang++" ] && launcher="" action=-fsyntax-only
  echo "#include \"$name\"" | cmp -s - "$source" || echo "#include \"$name\"" >"$source"
  # shellcheck disable=SC2086
  $launcher "$compiler" -std=c++20 -O0 -Wall -Wextra -Werror -Wno-unused-function -Iinclude \
    $flags $action "$source" -o "${source%.cpp}.o" ||
    { echo "does not compile alone ($1, $compiler): $2"; return 1; }
}
export -f one
with_definitions() {
  case $compiler in
    clang++) grep -rlE '^#include "guywire/.*-inl.hpp"' include | grep -v -e '-inl.hpp$' ;;
    *) echo include/guywire/guywire.hpp ;;
  esac
}
{ with_definitions | sed 's/^/header_only /'
  find include -name '*.hpp' ! -name '*-inl.hpp' | sort | sed 's/^/compiled /'; } |
  xargs -P "$(nproc)" -L 1 bash -c 'one "$@"' one
echo "$(find include -name '*.hpp' ! -name '*-inl.hpp' | wc -l) headers compile alone"
