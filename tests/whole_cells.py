#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""A result file of any minor version with every member written out in each cell, for tests that look into it: parts of
the id, unit, clock, reasons, methods, columns, and counts that are 0.
  usage: whole_cells.py RESULT.json"""
import json
import math
import os
import re
import sys

PARTS = ("op", "env", "backend", "form", "ring", "knobs")
ZEROS = {"disturbed": 0, "trials_troubled": 0, "precise": False, "canaries": False, "never_alone": False,
         "alone_batches": 0, "beside_batches": 0}
ZEROS_OF_TRIALS = {"n": 0, "disturbed": 0, "slow": 0}


def write_out(member, result):
    """Statistics and what has some in it: each with its method's words."""
    for inner in member.values() if isinstance(member, dict) else ():
        write_out(inner, result)
    if isinstance(member, dict) and "value" in member and result.get("methods"):
        place = member.get("method", 0)
        member["method"] = result["methods"][place] if isinstance(place, int) else place
        member.setdefault("lo", member["value"])
        member.setdefault("hi", member["value"])
    if isinstance(member, dict) and isinstance(member.get("reason"), int):
        member["reason"] = result["reasons"][member["reason"]]


def lists(columns, result):
    return {name: result["columns"][value["column"]] if isinstance(value, dict) and "column" in value
            else lists(value, result) if isinstance(value, dict) else value for name, value in columns.items()}


def whole(cell, result):
    parts = dict(zip(PARTS, cell["id"].split("/", 5)))
    cell = parts | {"ring": int(parts["ring"]), "unit": result.get("unit"), "clock": result.get("clock")} | ZEROS | cell
    write_out(cell, result)
    if isinstance(cell.get("trial_data"), dict):
        cell["trial_data"] = {"trial": list(range(cell["trials"]))} | ZEROS_OF_TRIALS | lists(cell["trial_data"], result)
    return cell


def read(path):
    with open(path, encoding="utf-8") as file:
        result = json.load(file)
    return result | {"cells": [whole(cell, result) for cell in result["cells"]]}


def pages(path):
    """The text of a report's page, and of each of its tables that has a page of its own beside it."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    folder = os.path.dirname(path)
    return [text] + [open(os.path.join(folder, name), encoding="utf-8").read()
                     for name in re.findall(r'<a href="([^"/]*-(?:cells|legs)[.]html)"', text)]


def shown(value):
    """A figure as harness/show/words.c value_text() writes it."""
    size = abs(value)
    digits = 0 if size == math.floor(size) or size >= 1000 else 1 if size >= 100 else 2 if size >= 10 else 3
    return f"{value:.{digits}f}"


if __name__ == "__main__":
    json.dump(read(sys.argv[1]), sys.stdout)
