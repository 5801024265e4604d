#!/bin/sh
# Run a script with the Python 3.11 of this machine, whatever it is called here.
for candidate in python3.11 python3 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1; then
        exec "$candidate" "$@"
    fi
done
echo "tanhui needs Python 3.11 and found none among python3.11, python3 and python." >&2
echo "需要 Python 3.11。Debian 12: apt-get install python3.11 python3.11-venv" >&2
exit 1
