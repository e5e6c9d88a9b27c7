"""Firefox and WebKit for the smoke tests, driven by what they bring along: Firefox by Marionette,
its own port for automation; WebKitGTK by its WebDriver. No package is needed but the browsers.
"""

import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Protocol, Self

READY = 60  # s; chosen: a cold start on a busy machine

# Debian's packages, for the sentence of a skipped test
PACKAGES = {"firefox": "firefox-esr", "webkit": "webkit2gtk-driver and xvfb"}


class Remote(Protocol):
    """Carries one command of WebDriver to a browser; the answer's value comes back."""

    def send(self, name: str, what: Mapping[str, Any]) -> Any: ...
    def quit(self) -> None: ...


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def until(ready: Any, what: str) -> Any:
    """The first answer of `ready` that is true."""
    end = time.monotonic() + READY
    while time.monotonic() < end:
        answer = ready()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"{what} did not start within {READY} s")


class Marionette:
    """https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html"""

    def __init__(self, binary: str):
        self.profile = tempfile.TemporaryDirectory()
        folder = Path(self.profile.name)
        # port 0: a free one, which Firefox writes into its profile
        prefs = {
            "marionette.port": 0,
            "intl.accept_languages": "en-GB",
            "ui.prefersReducedMotion": 1,
            "dom.disable_beforeunload": True,
        }
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in prefs.items()]
        (folder / "user.js").write_text("".join(lines))
        command = [binary, "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
        port_file = folder / "MarionetteActivePort"
        port = int(until(lambda: port_file.exists() and port_file.read_text(), binary))
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=READY)
        self.waiting = b""
        self.count = 0
        self.receive()  # it greets first
        self.send("WebDriver:NewSession", {})

    def receive(self) -> Any:
        while b":" not in self.waiting:
            self.waiting += self.socket.recv(1 << 16)
        length, self.waiting = self.waiting.split(b":", 1)
        while len(self.waiting) < int(length):
            self.waiting += self.socket.recv(1 << 16)
        message, self.waiting = self.waiting[: int(length)], self.waiting[int(length) :]
        return json.loads(message)

    def send(self, name: str, what: Mapping[str, Any]) -> Any:
        self.count += 1
        message = json.dumps([0, self.count, name, what]).encode()
        self.socket.sendall(str(len(message)).encode() + b":" + message)
        _, _, error, answer = self.receive()
        assert not error, error
        return answer["value"] if isinstance(answer, dict) and "value" in answer else answer

    def quit(self) -> None:
        self.socket.close()
        stop(self.process)
        self.profile.cleanup()


class WebKit:
    """WebKitGTK's driver, on a screen of its own (Xvfb)."""

    paths: ClassVar[dict[str, str]] = {
        "WebDriver:Navigate": "url",
        "WebDriver:ExecuteScript": "execute/sync",
        "WebDriver:PerformActions": "actions",
        "WebDriver:SetWindowRect": "window/rect",
    }

    def __init__(self, driver: str):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        screen = ["xvfb-run", "--auto-servernum", "--server-args=-screen 0 1600x1400x24"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            [*screen, driver, f"--port={port}"], stdout=quiet, stderr=quiet, start_new_session=True
        )
        until(self.answers, driver)
        wanted = {"browserName": "MiniBrowser"}
        made = self.post("/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = f"/session/{made['sessionId']}"

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.address + "/status", timeout=5):
                return True
        except OSError:
            return False

    def post(self, path: str, what: Mapping[str, Any]) -> Any:
        request = urllib.request.Request(
            self.address + path,
            json.dumps(what).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=READY) as answer:
            return json.loads(answer.read())["value"]

    def send(self, name: str, what: Mapping[str, Any]) -> Any:
        return self.post(f"{self.session}/{self.paths[name]}", what)

    def quit(self) -> None:
        request = urllib.request.Request(self.address + self.session, method="DELETE")
        try:
            with urllib.request.urlopen(request, timeout=READY):
                pass
        finally:
            stop(self.process)


def found(name: str) -> str | None:
    """The program that starts or drives a browser, where it is installed."""
    if name == "firefox":
        return shutil.which("firefox-esr") or shutil.which("firefox")
    return shutil.which("WebKitWebDriver") if shutil.which("xvfb-run") else None


class Page:
    """What `Reader` asks of a page, in another browser."""

    def __init__(self, name: str):
        program = found(name)
        assert program
        self.remote: Remote = Marionette(program) if name == "firefox" else WebKit(program)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, e: BaseException | None, at: TracebackType | None
    ) -> None:
        self.remote.quit()

    def goto(self, address: str) -> None:
        self.remote.send("WebDriver:Navigate", {"url": address})

    def evaluate(self, expression: str, argument: Any = None) -> Any:
        script = (
            f"const asked = ({expression});\n"
            "return typeof asked === 'function' ? asked(arguments[0]) : asked;"
        )
        return self.remote.send("WebDriver:ExecuteScript", {"script": script, "args": [argument]})

    def resize(self, width: int, height: int) -> None:
        self.remote.send("WebDriver:SetWindowRect", {"width": width, "height": height})

    def act(self, kind: str, actions: list[dict[str, Any]]) -> None:
        """Real input: `pointer` or `key`."""
        source = {"type": kind, "id": kind, "actions": actions}
        self.remote.send("WebDriver:PerformActions", {"actions": [source]})

    def pointer(self, kind: str, x: float = 0, y: float = 0) -> None:
        action: dict[str, Any] = {"type": "pointer" + kind}
        action |= {"x": round(x), "y": round(y), "duration": 0} if kind == "Move" else {"button": 0}
        self.act("pointer", [action])

    def press(self, keys: str) -> None:
        """Down one after another, then up; \\ue009 is Control."""
        down = [{"type": "keyDown", "value": k} for k in keys]
        up = [{"type": "keyUp", "value": k} for k in reversed(keys)]
        self.act("key", down + up)
