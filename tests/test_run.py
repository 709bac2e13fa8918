"""`python run.py` as people start it: the demo twice, a real company, and a refusal."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import pytest

import run

ROOT = Path(__file__).parent.parent
SAMPLE = str(
    ROOT / "tests" / "sample"
)  # quicker to load than the courses that come along: those are loaded by tests/furnished.py
SECRET = "a-company-s-own-4f9c2b7d81e6a3505b"
ACCOUNTS = ("T0001", "M0001", "H0001", "E0001", "A0001")
PATIENCE = 90  # seconds until the address is printed; a slow machine under load, not a budget
BROWSER = build_opener(ProxyHandler({}))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("installation")


def environment(folder: Path, port: int, **settings: str) -> dict[str, str]:
    """Only what is given: nothing of the person who runs the tests, not even TEST_DATABASE_URL."""
    return {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "INSTANCE_DIR": str(folder),
        "PORT": str(port),
        "WORKERS": "1",
        "THREADS": "2",
        "LOG_LEVEL": "warning",
        **settings,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[tuple[str, str]]:
    """(address, all that was printed) of a server that answers; it is ended afterwards, with its workers."""
    port = free_port()
    log = folder.parent / f"{folder.name}-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "run.py"],
            cwd=ROOT,
            env=environment(folder, port, **settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(process, address, log)
        yield address, log.read_text(encoding="utf-8")
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert process.returncode == 0, "it ends cleanly when it is told to"


def wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, f"it ended by itself:\n{log.read_text(encoding='utf-8')}"
        try:
            if fetch(f"{address}/readyz")[0] == 200:
                return
        except (OSError, HTTPException):
            pass
        time.sleep(0.1)
    pytest.fail(f"it was not ready in time:\n{log.read_text(encoding='utf-8')}")


def fetch(url: str) -> tuple[int, str]:
    with BROWSER.open(url, timeout=10) as response:
        return response.status, response.read().decode()


def password_in(text: str) -> str | None:
    found = re.search(r"[Pp]assword[^:\n]*: *(\S+)", text)
    return found[1] if found else None


@pytest.fixture(scope="module")
def demo(place: Path) -> tuple[str, str, str]:
    """What the first and the second start of one demo print, and the sign-in page of the first."""
    with started(place / "demo", DEMO="1", CONTENT_DIR=SAMPLE) as (address, first):
        _status, page = fetch(f"{address}/sign-in")
    with started(place / "demo", DEMO="1", CONTENT_DIR=SAMPLE) as (_address, second):
        pass
    return first, second, page


def test_the_first_start_of_the_demo_prints_how_to_sign_in(demo: tuple[str, str, str]):
    first, _second, _page = demo
    assert re.search(r"http://127\.0\.0\.1:\d+", first)
    assert [account for account in ACCOUNTS if first.count(account) != 1] == []
    password = password_in(first)
    assert password
    assert len(password) >= 12
    assert first.count(password) == 1


def test_the_second_start_prints_the_address_and_no_password(demo: tuple[str, str, str]):
    first, second, _page = demo
    password = password_in(first)
    assert password
    assert re.search(r"http://127\.0\.0\.1:\d+", second)
    assert password not in second
    assert password_in(second) is None
    assert "T0001" in second


def test_what_is_printed_is_meant_for_people(demo: tuple[str, str, str]):
    for text in demo[:2]:
        assert "Traceback" not in text
        assert "Warning" not in text


def test_the_page_is_served(demo: tuple[str, str, str]):
    assert "<html" in demo[2]


def test_an_address_of_five_thousand_values_gets_a_page_of_ours_in_both_languages(
    place: Path, demo: tuple[str, str, str]
):
    values = "&".join(f"q={number}" for number in range(5000))
    with started(place / "demo", DEMO="1", CONTENT_DIR=SAMPLE) as (address, _said), pytest.raises(HTTPError) as refused:
        BROWSER.open(f"{address}/reports/hours?{values}", timeout=10)
    page = refused.value.read().decode()
    assert refused.value.code == 414
    assert "choose fewer" in page
    assert "少选一些条件" in page


def test_a_real_company_begins_with_a_link_and_nobody_from_the_demo(place: Path):
    with started(place / "company", DEMO="0", SECRET_KEY=SECRET) as (address, printed):
        (link,) = re.findall(rf"{address}/welcome/\S+", printed)
        assert [account for account in ACCOUNTS if account in printed] == []
        assert password_in(printed) is None
        status, page = fetch(link)
        assert status == 200
        assert 'type="password"' in page
    assert SECRET not in printed


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"DEMO": "0"}, "SECRET_KEY is missing"),
        ({"DEMO": "0", "SECRET_KEY": SECRET, "FLASK_DEBUG": "1"}, "FLASK_DEBUG is on"),
    ],
)
def test_a_weak_setting_refuses_to_start_and_says_why(place: Path, given: dict[str, str], reason: str):
    folder = place / "refused"
    finished = subprocess.run(
        [sys.executable, "run.py"],
        cwd=ROOT,
        env=environment(folder, free_port(), **given),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert finished.returncode != 0
    assert reason in finished.stderr
    assert "Traceback" not in finished.stderr
    assert not (folder / "tradewind.db").exists()


class Worker:
    age = 1


def test_a_worker_that_may_not_choose_its_core_does_without(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_arguments: object) -> None:
        raise PermissionError("as under SystemCallErrorNumber=EPERM")

    monkeypatch.setattr(os, "sched_setaffinity", refuse, raising=False)
    run.stay_on_a_core(None, Worker())


def test_jobs_run_beside_the_server_and_end_with_it(place: Path):
    folder = place / "jobs"
    trace = folder / "jobs-alive"
    with started(folder, DEMO="0", SECRET_KEY=SECRET):
        wait_for(trace.exists)
        first = set(processes(folder))
    wait_for(lambda: not processes(folder))
    assert len(first) == 3  # the server, its worker, the one for jobs


def wait_for(what: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def processes(folder: Path) -> list[int]:
    """Ids of the processes that were started with this folder for their database."""
    mark = f"INSTANCE_DIR={folder}\0".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark in environ.read_bytes():
                found.append(int(environ.parent.name))
    return found
