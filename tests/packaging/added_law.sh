#!/usr/bin/env bash
# added_law.sh cpp|python|page: adds a cable law and a joint law to a copy of the library by
# CONTRIBUTING's table alone, and runs what the library offers on a model that holds them:
# added_law/main.cpp; the Python package, and the page, made of that copy.
# $BUILD: a build of guywire; $WORK: scratch; $CXX: the compiler.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/packaging/added_law dir=$WORK/added_law
mkdir -p "$dir/copy"
/usr/bin/env python3 $here/add_laws.py "$dir/copy"
for d in /usr/local/include/eigen3 /usr/include/eigen3; do
  [ ! -d $d ] || eigen=(-isystem "$d")
done
# all in one: the engine from headers, model files, and the program
for f in "$dir"/copy/src/io/*.cpp $here/main.cpp; do
  echo "#include \"$(realpath "$f")\""
done >"$dir/all.cpp"
ccache=$(command -v ccache || true)
$ccache "$CXX" -std=c++20 -O1 -ffp-contract=off -Wall -Wextra -Werror -Wno-unused-function \
  -DGUYWIRE_HEADER_ONLY -I"$dir/copy/include" -I"$dir/copy/src" "${eigen[@]}" \
  -c "$dir/all.cpp" -o "$dir/all.o"
$ccache "$CXX" -std=c++20 -I"$dir/copy/src" -c "$BUILD/embedded.cpp" -o "$dir/embedded.o"
"$CXX" "$dir/all.o" "$dir/embedded.o" -pthread -o "$dir/added_law"
angle=$("$dir/added_law") || { echo "$angle"; exit 1; }
echo "at rest at $angle rad"
case $1 in
  python)
    [ -f build/venv/guywire.sources ] || exit 77  # no package index in reach
    "$dir/added_law" --model >"$dir/mast.json"
    build/venv/bin/pip install --quiet --no-build-isolation --no-deps --upgrade \
      --target "$dir/site" --config-settings=build-dir="$dir/python" "$dir/copy"
    PYTHONPATH=$dir/site build/venv/bin/python $here/in_python.py "$dir/mast.json" "$angle" ;;
  page)  # the bridge of page and command holds the laws; both must tell the same
    [ -d build/web/node_modules ] || exit 77
    command -v emcmake chromium >/dev/null || exit 77
    [ -f build/venv/guywire.sources ] || exit 77
    mkdir -p "$dir/bridge" "$dir/web"
    /usr/bin/env python3 $here/add_laws.py "$dir/bridge" --bridge
    cmake -S "$dir/bridge" -B "$dir/command" -G Ninja -DCMAKE_BUILD_TYPE=Release \
      -DGUYWIRE_TESTS=OFF -DGUYWIRE_BENCHMARKS=OFF
    cmake --build "$dir/command"
    ln -sfn "$PWD/build/web/node_modules" "$dir/web/node_modules"
    cp build/web/package.json "$dir/web/"
    export NODE_PATH=/usr/share/nodejs
    [ -f "$dir/web/wasm/build.ninja" ] ||
      emcmake cmake -G Ninja -S "$dir/bridge/examples/web" -B "$dir/web/wasm"
    cmake --build "$dir/web/wasm"
    node "$dir/bridge/examples/web/build.mjs" "$dir/web"
    export GUYWIRE=$dir/command/guywire GUYWIRE_PAGE=$dir/web/guywire.html
    build/venv/bin/python -m pytest tests/web/test_page_numbers.py -q -p no:cacheprovider \
      -k knobs ;;
esac
