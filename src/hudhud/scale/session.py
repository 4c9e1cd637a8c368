"""Spark itself: found, started on this machine or as `spark-submit` says, watched, and ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from hudhud.errors import ScaleError
from hudhud.pipeline.progress import Progress

_JAVA = 17
_LOOKS = 0.5
"""Seconds between two looks at how far the job is."""


def check() -> None:
    """Whether Spark can start here. Raises ScaleError with what is missing."""
    if find_spec("pyspark") is None:
        raise ScaleError("Spark is not installed; install it with: python -m pip install 'hudhud[spark]'")
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else which("java")
    if java is None or not Path(java).exists():
        raise ScaleError(f"Spark needs Java {_JAVA} or newer, and there is none; install it (Debian: "
                         "openjdk-17-jre-headless), or set JAVA_HOME")  # fmt: skip
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < _JAVA:
        found = version[1] if version else "one that does not say its version"
        raise ScaleError(f"Spark needs Java {_JAVA} or newer, and {java} is {found}; install it, or set JAVA_HOME")


@contextmanager
def session(master: str | None, settings: dict[str, str] | None = None) -> Iterator[Any]:
    """A Spark session, ended behind it.

    `master` is Spark's own: `local[2]`; None takes what `spark-submit` or the cluster's configuration says, else
    all cores of this machine. A local one binds to loopback, has no web page, and writes to a temporary folder.
    """
    check()
    from py4j.protocol import Py4JError  # noqa: PLC0415
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415  # an extra
    from pyspark.errors import PySparkException  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="hudhud-spark-") as scratch, _quiet():
        submitted = "PYSPARK_GATEWAY_PORT" in os.environ
        if submitted:  # Java runs already, and knows the options of spark-submit
            SparkContext._ensure_initialized()
        conf = SparkConf()
        chosen = master or conf.get("spark.master", None) or "local[*]"
        every = {"spark.master": chosen, "spark.app.name": "hudhud", "spark.ui.showConsoleProgress": "false",
                 "spark.python.worker.reuse": "true"}  # fmt: skip
        if chosen.startswith("local"):
            every |= _local(chosen, scratch)
        for name, value in (every | (settings or {})).items():
            conf.set(name, value)
        # Spark puts a handler of its own in its place.
        interrupted, gateway = signal.getsignal(signal.SIGINT), None
        try:
            gateway = None if submitted else _java(conf, Path(scratch, "spark.log"))
            context = SparkContext(conf=conf, gateway=gateway)
            spark = SparkSession.builder.getOrCreate()
        except (PySparkException, Py4JError, OSError, RuntimeError) as error:
            _end(gateway)
            raise ScaleError(f"Spark did not start: {first_line(error)}") from error
        try:
            context.setLogLevel("ERROR")
            if chosen.startswith("local"):  # where splink puts what it has between two steps
                context.setCheckpointDir(f"{scratch}/checkpoints")
            yield spark
        finally:
            spark.stop()
            _end(gateway)
            if threading.current_thread() is threading.main_thread():
                signal.signal(signal.SIGINT, interrupted)


def _local(master: str, scratch: str) -> dict[str, str]:
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    # Workers are to be this Python, whatever `python3` is; a cluster's are those of its own environment.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # `local[2]` gives a task one chance, a cluster four.
    master = re.sub(r"^local\[([0-9*]+)\]$", r"local[\1,4]", "local[1]" if master == "local" else master)
    return {
        "spark.master": master,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.local.dir": scratch,
        "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
        "spark.sql.warehouse.dir": f"{scratch}/warehouse",
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={scratch}",
    }


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warning about pandas 3, of which nothing here makes use."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*pandas", category=FutureWarning)
        yield


def _java(conf: Any, log: Path) -> Any:
    """Spark's Java process. What it and the workers write goes to a file: it would run into ours."""
    from pyspark import java_gateway  # noqa: PLC0415

    launch: Any = java_gateway.launch_gateway
    with log.open("wb") as file:
        return launch(conf, {"stdout": file, "stderr": file})


def _end(gateway: Any) -> None:
    """End the Java process that was started here: it would stay until this program ends."""
    from pyspark import SparkContext  # noqa: PLC0415

    if gateway is None:
        return
    process = getattr(gateway, "proc", None)
    gateway.shutdown()
    if process is not None:
        process.stdin.close()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    SparkContext._gateway = SparkContext._jvm = None


@contextmanager
def watched(spark: Any, progress: Progress, what: str, before: int, total: int) -> Iterator[None]:
    """Tells how many tasks are done while a job runs; `before` were done before it."""
    tracker, stop = spark.sparkContext.statusTracker(), threading.Event()

    def look() -> None:
        while not stop.wait(_LOOKS):
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            done = sum(stage.numCompletedTasks for stage in stages if stage is not None)
            progress(what, before + done, total)

    progress(what, before, total)
    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield
    finally:
        stop.set()
        looking.join()


def first_line(error: BaseException) -> str:
    """What went wrong, out of an error of Spark's, which holds the traces of two languages."""
    written = [line.strip() for line in str(error).splitlines() if line.strip()]
    ours = [line for line in written if re.match(r"(?:[\w.]+\.)?\w*(?:Error|Exception): ", line)]
    return re.sub(r"^[\w.]+: ", "", (ours or written or [type(error).__name__])[-1])[:300]
