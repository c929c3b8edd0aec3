#!/bin/sh
# Start every service that is not disabled on this machine, until Ctrl-C. VX11_TOKEN must be set.
set -eu
cd "$(dirname "$0")/.."
: "${VX11_TOKEN:?set it to a secret of your own}"
started=
trap 'kill $started; wait' INT TERM

serve() {
    python -m uvicorn "$1:app" --port "$2" &
    started="$started $!"
}

serve tentaculo_link.main_v7 8000
serve madre.main 8001
serve switch.main 8002
serve switch.hermes.main 8003
serve hormiguero.main 8004
serve manifestator.main 8005
serve mcp.main 8006
serve spawner.main 8008
serve operator_backend.main 8011
serve operator_frontend.main 8020
wait
