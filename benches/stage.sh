#!/usr/bin/env bash
# Runs a command with a display and a session bus of its own, so that the bench disturbs no one and is disturbed by no one.
# What the bus and its portals have to say goes to target/stage.log.
set -euo pipefail

for program in xvfb-run dbus-run-session; do
  command -v "$program" >/dev/null || { echo "$program is missing: run \`make setup\` (Debian packages xvfb, xauth, dbus)" >&2; exit 1; }
done
mkdir -p target
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS
# The command's own output keeps its place; only the bus writes to the log.
exec 3>&1 4>&2
exec xvfb-run --auto-servernum --server-args="-screen 0 1600x1000x24" \
  dbus-run-session -- bash -c '"$@" 1>&3 2>&4' stage "$@" >>target/stage.log 2>&1
