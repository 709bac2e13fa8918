"""The yardstick: a Flask view that returns given bytes and does nothing else. `python -m benchmarks.bare PORT FILE`."""

import os
import sys
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from run import stay_on_a_core


class Server(BaseApplication):
    """gunicorn as run.py sets it up, with one worker, and THREADS as the other side has them."""

    def __init__(self, app: Flask, port: str) -> None:
        self.app, self.port = app, port
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"127.0.0.1:{self.port}",
            "workers": 1,
            "threads": int(os.environ["THREADS"]),
            "worker_class": "gthread",
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_fork": stay_on_a_core,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def main() -> None:
    port, file = sys.argv[1:]
    body = Path(file).read_bytes()
    app = Flask(__name__)

    @app.route("/", methods=["GET", "POST"])
    def answer() -> bytes:
        return body

    Server(app, port).run()


if __name__ == "__main__":
    main()
