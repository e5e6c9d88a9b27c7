#!/usr/bin/env bash
# Nothing in the project may point outside it: not to the folder beside it, not to a path of the
# machine it was written on.
cd "$(dirname "$0")/../.." || exit 1
if grep -rInE --exclude=.git --exclude-dir={.git,build,.venv,node_modules,__pycache__,.cache} \
  '[.][.]/shared|/(work|home)/[a-z]+/' .; then
  echo "the lines above point outside the project"; exit 1
fi
