"""A small load: keep-alive connections in threads of a process of its own, on loopback, bounded in time."""

import http.client
import multiprocessing
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    url: str
    method: str = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def throughput(request: Request, *, seconds: float, connections: int) -> float:
    """Requests answered a second. Raises when an answer is not 200."""
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(theirs, request, seconds, connections))
    process.start()
    answered: float = mine.recv()
    process.join()
    if answered < 0:
        raise RuntimeError(f"{request.url} answered {-answered:.0f}")
    return answered


def _run(pipe: Connection, request: Request, seconds: float, connections: int) -> None:
    counts, failures = [0] * connections, []
    end = time.perf_counter() + seconds

    def go(index: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(request.url).netloc)
        path = request.url.split("/", 3)[3]
        while time.perf_counter() < end:
            connection.request(request.method, f"/{path}", request.body or None, dict(request.headers))
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                failures.append(response.status)
                return
            counts[index] += 1

    threads = [threading.Thread(target=go, args=(index,)) for index in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send(-float(failures[0]) if failures else sum(counts) / (time.perf_counter() - started))
