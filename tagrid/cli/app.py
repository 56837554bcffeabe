"""`tagrid app`: start the Streamlit app on the published versions of this home."""

import os
import socket
import sys
from typing import Annotated

import typer

from tagrid.core.dbt import dbt_environment
from tagrid.core.errors import BadInput
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import home

app = typer.Typer()


@app.command("app")
def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8501,
    address: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every one.")] = "localhost",
) -> None:
    """Open the app in the browser at http://localhost:8501; it follows newly published versions by itself.

    Example: tagrid app --port 8600
    """
    _refuse_taken(address, port)
    print(f"tagrid app: http://{address}:{port}   (stop with Ctrl-C)", flush=True)
    command = [sys.executable, "-m", "streamlit", "run", str(REFERENCE / "app" / "main.py")]
    options = [f"--server.port={port}", f"--server.address={address}", "--server.headless=true"]
    environment = dbt_environment(home())
    os.chdir(REFERENCE)  # where the server's own settings are
    # The server takes this process's place, so that whoever stops the one stops the other.
    os.execve(sys.executable, [*command, *options], environment)


def _refuse_taken(address: str, port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except OSError as error:
            raise BadInput(
                en=f"Cannot listen on {address}:{port} ({error.strerror}); try another --port.",
                zh=f"无法监听 {address}:{port}（{error.strerror}）；请换一个 --port。",
            ) from None
