"""Makes the weights of `bench/muc4_adapter` from the keyed messages of MUC-4: DEV and TST1, nothing else.

    python training/muc4_model.py --encoder FOLDER [--work FOLDER] [--only STEP ...]

Needs, beside the package: torch, safetensors, scikit-learn, wordfreq, english-words, and a folder with the files of
all-MiniLM-L6-v2 (`model.safetensors`, `vocab.txt`). Same seed and same versions, same weights. In steps, because
the taggers take the most time; `--work` keeps what lies between them:

1. casing: hashes of common English words.
2. half0, half1: a tagger fine-tuned on the other half of the messages says what it sees in this one.
3. tagger: the tagger for use, fine-tuned on all messages.
4. models: the rest, fitted to what the taggers of the halves said of messages that they had not seen. Thresholds
   were set by coordinate search on a held-out quarter (`--tune` does it again) and are kept for the fit to all.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

_BENCH = Path(__file__).resolve().parents[1] / "bench"
sys.path[:0] = [str(_BENCH), str(Path(__file__).resolve().parent)]

import muc4_fitting as fitting  # noqa: E402
import muc4_tagger  # noqa: E402
import muc4_thresholds  # noqa: E402
import torch  # noqa: E402
from muc4_adapter import casing, keys, messages, model, task_lists  # noqa: E402
from muc4_adapter.analysis import Analysis, analyse  # noqa: E402
from muc4_adapter.roles import View  # noqa: E402
from muc4_adapter.tagger import Tagger  # noqa: E402

MOST_PIECES = 9_500
_TEXTS = [*sorted((keys.FOLDER / "dev").glob("dev-muc3-*")), keys.FOLDER / "tst1" / "tst1-muc3"]
_KEYS = [*sorted((keys.FOLDER / "dev").glob("key-dev-*")), keys.FOLDER / "tst1" / "key-tst1.v7"]
_STEPS = ["casing", "half0", "half1", "tagger", "models"]
_ALSO_COMMON = """guerrilla guerrillas son mayor policemen terrorists newsmen machinegun machineguns submachinegun
    communique campesinos""".split()


def common_words() -> np.ndarray[Any, Any]:
    """Hashes of English words that are no names: commoner in English than in Spanish, or in a dictionary."""
    from english_words import get_english_words_set  # noqa: PLC0415  # wanted by this step alone
    from wordfreq import top_n_list, zipf_frequency  # noqa: PLC0415

    dictionary = get_english_words_set(["web2"], alpha=True, lower=False)
    small = {w for w in dictionary if w.islower()}
    capital = {w.lower() for w in dictionary if not w.islower()}

    def common(word: str) -> bool:
        english, spanish = zipf_frequency(word, "en"), zipf_frequency(word, "es")
        if english <= 2.2:
            return False
        listed = (word in small or word.rstrip("s") in small) and word not in capital
        return english - spanish > 0.6 or (listed and english > 3 and english - spanish > -1.2)

    words = [w for w in top_n_list("en", 90_000) if w.isalpha() and w.isascii() and len(w) > 1 and common(w)]
    return np.array(sorted({casing.word_hash(w) for w in [*words, *_ALSO_COMMON]}), dtype=np.uint32)


def word_pieces(encoder: Path) -> list[str]:
    """The word pieces for use: those of the training messages first, then those of common English words."""
    from wordfreq import top_n_list  # noqa: PLC0415

    counts: Counter[str] = Counter()
    for path in _TEXTS:
        counts.update(re.findall(r"[a-z0-9]+|[^a-z0-9\s]", path.read_text("latin-1").lower()))
    words = [*sorted(counts, key=lambda w: (-counts[w], w)), *top_n_list("en", 20_000)]
    vocabulary = (encoder / "vocab.txt").read_text("utf-8").splitlines()
    return muc4_tagger.choose_pieces(vocabulary, words, MOST_PIECES)


def analyses(common: np.ndarray[Any, Any], work: Path) -> dict[str, Analysis]:
    """All training messages, parsed; kept in `work`."""
    kept = work / "analysed.pkl"
    if not kept.exists():
        found = [m for path in _TEXTS for m in messages.read(path)]
        made = {a.message.id: a for a in analyse(found, casing.Casing(common))}
        kept.write_bytes(pickle.dumps(made))
    return pickle.loads(kept.read_bytes())  # our own file


def tune_tagger(encoder: Path, material: dict[str, Any], epochs: int, out: Path) -> Tagger:
    """Fine-tune on `material`, store the arrays in `out`, and return the tagger as it will be used."""
    torch.manual_seed(0)
    pieces = word_pieces(encoder)
    network = muc4_tagger.network_of(encoder, pieces)
    reader = Tagger(muc4_tagger.export(network, pieces))
    muc4_tagger.fine_tune(network, reader, material, epochs, lambda line: print(f"{out.name}: {line}", flush=True))
    arrays = muc4_tagger.export(network, pieces)
    np.savez_compressed(out, **arrays)
    return Tagger(arrays)


def half_tagger(encoder: Path, found: dict[str, Analysis], wanted: dict[str, list[Any]], half: int, work: Path) -> None:
    """What a tagger fitted to the other half says of the messages of `half`, into `work`."""
    material = {n: (a, keys.fillers(a, wanted[n])) for n, a in found.items() if fitting.fold(n, 2) != half}
    reader = tune_tagger(encoder, material, muc4_tagger.EPOCHS_OF_HALF, work / f"tagger{half}.npz")
    unseen = {n: reader.logits(a) for n, a in found.items() if fitting.fold(n, 2) == half}
    (work / f"unseen{half}.pkl").write_bytes(pickle.dumps(unseen))


def whole_tagger(encoder: Path, found: dict[str, Analysis], wanted: dict[str, list[Any]], out: Path) -> None:
    """The tagger for use, fitted to all messages, into `out`."""
    material = {n: (a, keys.fillers(a, wanted[n])) for n, a in found.items()}
    tune_tagger(encoder, material, muc4_tagger.EPOCHS_OF_ALL, out / model.TAGGER)


def models(found: dict[str, Analysis], wanted: dict[str, list[Any]], work: Path, out: Path, *, tune: bool) -> None:
    """The other models, lists and thresholds into `out`."""
    unseen = {n: v for half in (0, 1) for n, v in pickle.loads((work / f"unseen{half}.pkl").read_bytes()).items()}
    cases = [fitting.Case(View(a, unseen[n]), wanted[n], keys.fillers(a, wanted[n])) for n, a in found.items()]
    lists = task_lists.make(keys.FOLDER / "taskdoc", wanted)
    if tune:
        held = [c for c in cases if fitting.fold(c.id, 4, "tune") == 0]
        rest = [c for c in cases if fitting.fold(c.id, 4, "tune") != 0]
        own = task_lists.read(task_lists.make(keys.FOLDER / "taskdoc", {c.id: c.templates for c in rest}))
        thresholds = muc4_thresholds.tuned(fitting.fit(rest, own), held)
    else:
        thresholds = json.loads((out / model.LISTS).read_text("utf-8"))["thresholds"]
    made = fitting.fit(cases, task_lists.read(lists))
    made.thresholds |= thresholds
    model.save(out, made, lists, np.load(work / "common.npy"))


def main() -> None:
    """Make the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, help="folder of all-MiniLM-L6-v2; for the tagger")
    parser.add_argument("--work", type=Path, default=Path("muc4-work"), help="where intermediate files are kept")
    parser.add_argument("--out", type=Path, default=model.FOLDER)
    parser.add_argument("--only", nargs="+", default=_STEPS)
    parser.add_argument("--tune", action="store_true", help="set the thresholds again, on a held-out quarter")
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.work.mkdir(parents=True, exist_ok=True)
    if "casing" in options.only:
        np.save(options.work / "common.npy", common_words())
    found = analyses(np.load(options.work / "common.npy"), options.work)
    wanted = keys.read_keys(_KEYS)
    for half in (0, 1):
        if f"half{half}" in options.only:
            half_tagger(options.encoder, found, wanted, half, options.work)
    if "tagger" in options.only:
        whole_tagger(options.encoder, found, wanted, options.out)
    if "models" in options.only:
        models(found, wanted, options.work, options.out, tune=options.tune)


if __name__ == "__main__":
    main()
