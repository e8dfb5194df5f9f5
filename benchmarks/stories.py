"""Tells same news from lookalikes beside MinHash, SimHash and title matching: ``make bench-stories``.

Prints precision and recall of each over the labelled pairs of ``tests/recognise``; the peers with the
threshold at which they do best on these very pairs.
"""

import importlib.util
import time
from pathlib import Path

from datasketch import MinHash
from rapidfuzz import fuzz
from simhash import Simhash

from aggregator.recognise import Telling, shingles
from aggregator.recognise.same_news import same_news
from aggregator.recognise.shingles import is_dense, words
from aggregator.refine.links import canonical

SET = Path(__file__).resolve().parents[1] / "tests" / "recognise" / "labelled.py"


def labelled():
    spec = importlib.util.spec_from_file_location("labelled", SET)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pairs()


def telling(piece):
    ordered = shingles(piece.text)
    return Telling(
        id=piece.link,
        source=piece.source,
        society=piece.source,
        story="",
        title=piece.title,
        text=piece.text,
        canonical=canonical(piece.link),
        date=piece.date,
        ordered=ordered,
        shingles=frozenset(ordered),
    )


def pieces(piece):
    said = words(piece.text)
    size = 6 if is_dense(piece.text) else 4
    return [" ".join(said[at : at + size]) for at in range(len(said) - size + 1)] or said


def minhash(one, other):
    sketches = []
    for piece in (one, other):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([words.encode() for words in pieces(piece)])
        sketches.append(sketch)
    return sketches[0].jaccard(sketches[1])


def simhash(one, other):
    return 64 - Simhash(pieces(one)).distance(Simhash(pieces(other)))


def title(one, other):
    return fuzz.token_set_ratio(one.title.casefold(), other.title.casefold())


def scores(found, truth):
    """Return precision and recall."""
    right = sum(one and same for one, same in zip(found, truth, strict=True))
    return right / (sum(found) or 1), right / (sum(truth) or 1)


def main():
    pairs = labelled()
    truth = [same for *_, same, _ in pairs]
    print(f"stories  {sum(truth)} pairs that tell the same, {len(truth) - sum(truth)} that do not")
    began = time.perf_counter()
    found = [bool(same_news(telling(one), telling(other))) for one, other, *_ in pairs]
    spent = (time.perf_counter() - began) * 1000 / len(pairs)
    precision, recall = scores(found, truth)
    print(
        f"stories  {'aggregator':<14} precision {precision:.3f}  recall {recall:.3f}  {spent:.2f} ms a pair"
    )
    for name, like in (("MinHash", minhash), ("SimHash", simhash), ("title", title)):
        alike = [like(one, other) for one, other, *_ in pairs]
        at = [scores([one >= limit for one in alike], truth) for limit in sorted(set(alike))]
        precision, recall = max(at, key=lambda score: 2 * score[0] * score[1] / (sum(score) or 1))
        sure = max((recall for precision, recall in at if precision >= 0.99), default=0.0)
        print(
            f"stories  {name:<14} precision {precision:.3f}  recall {recall:.3f}"
            f"  or, with precision 0.99, recall {sure:.3f}"
        )


if __name__ == "__main__":
    main()
