"""Requests at their appointed times over a few kept connections, from a process of its own: what is late counts as slow.

The time of an answer runs from when its request should have gone out, so that a server that makes everybody wait cannot
look quick by being asked less.
"""

import multiprocessing
import random
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection

Plan = Sequence[tuple[float, bytes]]
"""When, in seconds from the start, and what: a whole request, headers and body."""


@dataclass(frozen=True, slots=True)
class Answer:
    seconds: float
    status: int
    location: str
    sent_at: float  # since the start


def paced(plan: Plan, port: int, *, connections: int = 32) -> list[Answer]:
    """Send everything in the plan, and return the answers in its order. Status 0: the connection broke."""
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(theirs, plan, port, connections))
    process.start()
    answers: list[Answer] = mine.recv()
    process.join()
    return answers


def request(method: str, path: str, port: int, cookie: str, body: str = "", token: str = "") -> bytes:
    head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {cookie}", "Accept: application/json"]
    if method == "POST":
        kind = "application/x-www-form-urlencoded"
        head += [f"X-CSRFToken: {token}", f"Content-Type: {kind}", f"Content-Length: {len(body.encode())}"]
    return "\r\n".join([*head, "", body]).encode()


def _run(pipe: Connection, plan: Plan, port: int, connections: int) -> None:
    answers: list[Answer] = [Answer(0, 0, "", 0)] * len(plan)
    numbers, started = count(), time.perf_counter() + 0.2

    def go() -> None:
        line = Line(port)
        while (number := next(numbers)) < len(plan):
            due, wanted = plan[number]
            time.sleep(max(0.0, started + due - time.perf_counter()))
            status, location = line.ask(wanted)
            answers[number] = Answer(time.perf_counter() - started - due, status, location, due)

    threads = [threading.Thread(target=go) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send(answers)


class Line:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, wanted: bytes) -> tuple[int, str]:
        """Status and Location. A connection that the server had closed meanwhile is opened anew, once."""
        for is_first in (True, False):
            was_open = self.socket is not None
            try:
                return self._ask(wanted)
            except OSError:
                self.close()
                if not (is_first and was_open):
                    return 0, ""
        return 0, ""

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None

    def _ask(self, wanted: bytes) -> tuple[int, str]:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(wanted)
        head, rest = _read_until(self.socket, b"\r\n\r\n")
        fields = _fields(head)
        length = int(fields.get("content-length", "0"))
        while len(rest) < length:
            rest += _some(self.socket)
        if fields.get("connection") == "close":
            self.close()
        return int(head.split(b" ", 2)[1]), fields.get("location", "")


def _read_until(connection: socket.socket, end: bytes) -> tuple[bytes, bytes]:
    found = b""
    while end not in found:
        found += _some(connection)
    head, _end, rest = found.partition(end)
    return head, rest


def _some(connection: socket.socket) -> bytes:
    found = connection.recv(65536)
    if not found:
        raise ConnectionResetError
    return found


def _fields(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    return {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}


def evenly(requests: Sequence[bytes], *, seconds: float) -> Plan:
    return [(number * seconds / len(requests), wanted) for number, wanted in enumerate(requests)]


def scattered(requests: Sequence[bytes], *, seconds: float, chance: random.Random) -> Plan:
    """As people come: at any moment, several at once now and then. So many arrivals of a Poisson process."""
    moments = sorted(chance.uniform(0, seconds) for _request in requests)
    return list(zip(moments, requests, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def report(label: str, answers: Sequence[Answer], is_good: Callable[[Answer], bool]) -> str:
    """One line: how many, how many went wrong, how long they took."""
    times = [answer.seconds * 1000 for answer in answers]
    wrong = [answer.status for answer in answers if not is_good(answer)]
    span = max(answer.sent_at + answer.seconds for answer in answers)
    figures = f"{len(answers):7} {len(answers) / span:8.1f}/s {len(wrong):6} wrong  "
    figures += (
        "  ".join(f"{name} {percentile(times, share):7.1f}" for name, share in SHARES) + f"  max {max(times):7.1f} ms"
    )
    return f"{label:34} {figures}" + (f"  {sorted(set(wrong))}" if wrong else "")


SHARES = (("p50", 0.5), ("p90", 0.9), ("p99", 0.99))
