"""`tagrid app`: open the Streamlit app on the published versions of this home."""

import os
import subprocess
import sys
from typing import Annotated

import typer

from tagrid.errors import TagridError
from tagrid.home import PROJECT, home

app = typer.Typer()


@app.command("app")
def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8501,
    address: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every one.")] = "localhost",
) -> None:
    """Open the app in the browser at http://localhost:8501; it follows newly published versions by itself.

    Example: tagrid app --port 8600
    """
    print(f"tagrid app: http://{address}:{port}   (stop with Ctrl-C)", flush=True)
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app" / "main.py")]
    options = [f"--server.port={port}", f"--server.address={address}", "--server.headless=true"]
    try:
        done = subprocess.run(
            [*command, *options],
            cwd=PROJECT,
            env={**os.environ, "TAGRID_HOME": str(home().root)},
            check=False,
        )
    except KeyboardInterrupt:
        return
    if done.returncode:
        raise TagridError(f"The app stopped with code {done.returncode}; is port {port} taken? Try --port.")


@app.command("demo")
def demo(
    customers: Annotated[int, typer.Option(help="How many customer accounts the demo utility has.")] = 5000,
) -> None:
    """Generate a demo utility and run the whole pipeline on it: ingest, train, build, check, publish.

    Example: tagrid demo --customers 5000
    """
    from tagrid.serve.tour import tour

    print(tour(home(), customers).summary())
