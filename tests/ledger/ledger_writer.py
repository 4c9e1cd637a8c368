"""python ledger_writer.py LEDGER FIRST LAST: a process that adds samples, for tests to run and kill.

It says "ready" once the ledger is open and starts when it is sent a line.
"""

import sys

from ledger_samples import sample

from hudhud.ledger import Ledger

if __name__ == "__main__":
    with Ledger.open(sys.argv[1]) as ledger:
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(int(sys.argv[2]), int(sys.argv[3])):
            ledger.add(*sample(number), actor=f"writer {sys.argv[2]}")
            ledger.decide(f"writer {sys.argv[2]}", "link", f"doc-{number}", "a test")
            print(number, flush=True)
