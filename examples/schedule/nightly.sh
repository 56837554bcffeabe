#!/bin/sh
# One night: land the delivery of the day, then publish. Usage: nightly.sh DELIVERY
#
# Exit code: that of `tagrid ingest` where it did not land the delivery, else that of `tagrid refresh`:
#   0 published, or nothing was due     2 bad input, the delivery or the catalog     75 another writer held the lock
#   1 failed                            3 refused at the release gate                   in every try
# Whatever it is, the version in force serves on, `tagrid runs` has the message, and `tagrid status` and the home page
# tell of it until the same step ends well.
set -u
delivery=${1:?usage: nightly.sh DELIVERY}
tries=${TAGRID_TRIES:-3}
pause=${TAGRID_PAUSE:-600}

# Run a command again while another writer holds the lock (75), and never for any other reason.
attempt() {
    n=1
    while :; do
        "$@"
        code=$?
        if [ "$code" -ne 75 ] || [ "$n" -ge "$tries" ]; then
            return "$code"
        fi
        n=$((n + 1))
        sleep "$pause"
    done
}

attempt tagrid ingest "$delivery"
landed=$?
# Published even where today's delivery was refused: what landed before may still be due.
attempt tagrid refresh
published=$?

if [ "$landed" -ne 0 ]; then
    exit "$landed"
fi
exit "$published"
