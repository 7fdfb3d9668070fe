#!/bin/sh
# Does what runs in this container still go on? Of `apply --every` the file of --heartbeat is to be young enough, and what
# listens is to answer. Of anything else nothing is known, and nothing is claimed.
#   EXO_DI_HEARTBEAT          the file of --heartbeat
#   EXO_DI_HEARTBEAT_MINUTES  how old it may be: longer than a round and the pause between two; 45 when it is not set
#   EXO_DI_HEALTH_URL         an address that answers with 200: http://127.0.0.1:8000/healthz
set -u

if [ -n "${EXO_DI_HEARTBEAT:-}" ]; then
  young=$(find "$EXO_DI_HEARTBEAT" -mmin "-${EXO_DI_HEARTBEAT_MINUTES:-45}" 2>/dev/null)
  if [ -z "$young" ]; then
    echo "$EXO_DI_HEARTBEAT is older than ${EXO_DI_HEARTBEAT_MINUTES:-45} minutes, or not there" >&2
    exit 1
  fi
fi
if [ -n "${EXO_DI_HEALTH_URL:-}" ]; then
  # The way to itself leads through no proxy; how long it may take is for the check that calls this to say.
  http_proxy='' https_proxy='' wget -q -O /dev/null "$EXO_DI_HEALTH_URL" || exit 1
fi
