"""How long a long call goes on after Ctrl-C: ./dev python benchmarks/interrupt.py
(on an idle machine; goal 0.3 s).
"""

import importlib.util
import pathlib
import signal
import subprocess
import sys
import time

path = pathlib.Path(__file__).resolve().parents[1] / "tests/python/test_interrupt.py"
spec = importlib.util.spec_from_file_location("test_interrupt", path)
calls = importlib.util.module_from_spec(spec)
spec.loader.exec_module(calls)

child = subprocess.Popen(
    [sys.executable, "-c", calls.CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)
for name, call in calls.CALLS.items():
    child.stdin.write(call + "\n")
    child.stdin.flush()
    assert calls.line_of(child, 120) == "begun"
    time.sleep(calls.BEFORE_S)
    child.send_signal(signal.SIGINT)
    begun = time.monotonic()
    said = calls.line_of(child, 60)
    print(f"{name:32} {said or 'nothing':8} after {1000 * (time.monotonic() - begun):7.1f} ms")
child.kill()
