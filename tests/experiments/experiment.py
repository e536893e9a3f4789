# SPDX-License-Identifier: GPL-2.0-only
"""What the experiments on comparisons share: sessions and how they make two sides, a comparison, rates with intervals."""
import concurrent.futures
import datetime
import json
import pathlib
import random
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import whole_cells

LEVEL = 0.05
ORDERS, CLOCKS = ("consecutive", "interleaved"), ("tsc", "core")
OUTCOMES = {0: "pass", 3: "regression", 4: "inconclusive"}
PROGRAM = pathlib.Path("build/exitbench")


def measure(path, budget, seed, extra):
    """One session into `path`, unless it is there: an interrupted experiment goes on where it was."""
    if path.exists():
        return
    command = [str(PROGRAM), "run", "--quiet", "--budget", str(budget), "--seed", str(seed), "-o", str(path), *extra]
    ended = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    if ended.returncode > 1:
        raise SystemExit(f"{' '.join(command)}: status {ended.returncode}")


def trials(cell):
    """A cell's trials without their histograms, as dictionaries, from columns or (format 1.0) from a list."""
    data = cell.get("trial_data") or []
    if isinstance(data, list):
        return [{name: value for name, value in trial.items() if name != "histogram"} for trial in data]
    count = len(data["trial"])
    columns = {name: value if isinstance(value, list) else [value] * count for name, value in data.items() if name != "histogram"}
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def sides(directory, order):
    """A pair's sessions, in the order in which they ran, as two sides: A A ... B B ..., or A B B A A B B A ..."""
    files = sorted(directory.glob("session-*.json"))
    half = len(files) // 2
    letters = "a" * half + "b" * half if order == "consecutive" else ("abba" * half)[:2 * half]
    return tuple([file for file, letter in zip(files, letters) if letter == side] for side in "ab")


def pairs_of(directory):
    return sorted(path for path in (directory / "pairs").iterdir() if path.is_dir())


def both_ways(base, other, clock):
    """As exploration, and as a gate at threshold 0."""
    return compare(base, other, "--clock", clock), compare(base, other, "--clock", clock, "--fail-on", "0")


def at_once(function, arguments):
    """The function of each, by two processes."""
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        yield from pool.map(function, arguments)


def compare(base, other, *options):
    """`exitbench compare --format json` of two lists of files, and the meaning of its exit status."""
    command = [str(PROGRAM), "compare", "--format", "json", *options, *map(str, base), "--against", *map(str, other)]
    ended = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if ended.returncode in (1, 2):
        raise SystemExit(f"{' '.join(command)}: status {ended.returncode}")
    return dict(json.loads(ended.stdout), exit_says=OUTCOMES[ended.returncode])


def write(path, summary):
    """What came of an experiment, with the program that it was found by (which counts sessions and compares) and when."""
    version = subprocess.run([str(PROGRAM), "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    path.write_text(json.dumps(dict({"version": version, "written": now}, **summary), indent=1) + "\n", encoding="utf-8")


def share(hits, count):
    return hits / count if count else float("nan")


def rate(hits_and_counts, resamples=2000):
    """A rate over pairs of sides, its 95 % interval by resampling whole pairs: cells of one pair are not independent."""
    pairs = list(hits_and_counts)
    draw = random.Random(1)
    drawn = []
    for _ in range(resamples):
        sample = [draw.choice(pairs) for _ in pairs] if pairs else []
        drawn.append(share(sum(h for h, _ in sample), sum(n for _, n in sample)))
    drawn.sort()
    value = share(sum(h for h, _ in pairs), sum(n for _, n in pairs))
    if not drawn:
        return value, value, value
    return value, drawn[int(0.025 * resamples)], drawn[int(0.975 * resamples)]


def text_of(rated):
    return "{:.1%} ({:.1%} to {:.1%})".format(*rated)


def wilson(hits, count):
    """Wilson's interval of a share, 95 %: for independent pairs, also when none or all of them hit."""
    z = 1.96
    if not count:
        return float("nan"), 0.0, 1.0
    middle = (hits + z * z / 2) / (count + z * z)
    half = z / (count + z * z) * (hits * (count - hits) / count + z * z / 4) ** 0.5
    return hits / count, max(0.0, middle - half), min(1.0, middle + half)
