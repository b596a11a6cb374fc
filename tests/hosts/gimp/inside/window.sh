#!/bin/sh
# Run a command on a screen of its own, with a window manager and a session bus.
display="$INLAY_FOLDER/display"
rm -f "$display"
Xvfb -displayfd 3 -screen 0 "${INLAY_SCREEN:-1400x900}x24" -nolisten tcp 3>"$display" 2>/dev/null &
while [ ! -s "$display" ]; do sleep 0.05; done
DISPLAY=":$(cat "$display")"
export DISPLAY
openbox 2>/dev/null &
exec dbus-run-session -- "$@"
