#!/usr/bin/env bash
# What is compiled for wider registers shares no code with other files: the linker keeps one copy of
# a shared (weak) symbol, and an older processor would stop at an illegal instruction in it. So
# every such symbol must carry the tag of its instruction set.
set -euo pipefail
command -v nm >/dev/null || { echo "nm is missing"; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" && ar x "$1"
for tag in Sse42 Avx2 Avx512; do
  object=$(ls batch_"${tag,,}".cpp.o*)
  found=$(nm --defined-only "$object" | grep -c "$tag")
  [ "$found" -gt 5 ] || { echo "$object holds no lanes tagged $tag"; exit 1; }
  # DW.ref... is a pointer to the exception handler, the same in every file
  shared=$(nm --defined-only "$object" | awk '$2 ~ /[WVuTDBR]/ {print $3}' | grep -v "$tag" |
    grep -v -e '^DW[.]ref[.]__gxx_personality_v0$' \
      -e "^_ZN7guywire6detail[0-9]*${tag,,}_kernelsE$" || true)
  [ -z "$shared" ] || { echo "$object shares with other files:"; c++filt <<<"$shared"; exit 1; }
done
