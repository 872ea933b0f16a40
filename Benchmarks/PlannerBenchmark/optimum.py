"""Solves small planning problems exactly, for Tests/TaggingTests/PlannerInstances.swift.

A plan that makes each edit once gives every contact a partition of its tags into sets; x[group, partition] counts the
contacts, y[set] the calls: minimise the sum of y, where limit * y[set] is at least the number of contacts with that set.
Needs scipy. Usage: python3 optimum.py [seconds for each instance] > instances
"""
import random
import sys

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix


def partitions(tags, most):
    """All ways to divide a bit mask into masks of at most `most` bits."""
    if tags == 0:
        return [[]]
    lowest = tags & -tags
    rest = tags ^ lowest
    found = []
    part = rest
    while True:
        chosen = part | lowest
        if bin(chosen).count("1") <= most:
            found += [[chosen] + more for more in partitions(tags ^ chosen, most)]
        if part == 0:
            return found
        part = (part - 1) & rest


def covers(tags, most):
    """All minimal ways to cover a bit mask, overlaps allowed: what repeating edits could save."""
    parts = [p for p in range(1, tags + 1) if p & tags == p and bin(p).count("1") <= most]
    found = set()

    def extend(open_, chosen):
        if open_ == 0:
            for one in chosen:
                if all(one & bit == 0 or any(o & bit for o in chosen if o != one)
                       for bit in (1 << i for i in range(8)) if one & bit):
                    return
            found.add(tuple(sorted(chosen)))
            return
        lowest = open_ & -open_
        for part in parts:
            if part & lowest:
                extend(open_ & ~part, chosen + [part])

    extend(tags, [])
    return found


def optimum(groups, contacts, most, seconds, ways=partitions):
    sets = sorted({s for tags, _ in groups for way in ways(tags, most) for s in way})
    column = {s: i for i, s in enumerate(sets)}
    choices = [(g, way) for g, (tags, _) in enumerate(groups) for way in ways(tags, most)]
    size = len(sets) + len(choices)
    room = lil_matrix((len(sets), size))
    whole = lil_matrix((len(groups), size))
    for s, i in column.items():
        room[i, i] = contacts
    for i, (g, way) in enumerate(choices):
        whole[g, len(sets) + i] = 1
        for s in way:
            room[column[s], len(sets) + i] = -1
    counts = np.array([count for _, count in groups], float)
    cost = np.array([1.0] * len(sets) + [0.0] * len(choices))
    result = milp(
        cost, integrality=np.ones(size), bounds=Bounds(0, np.inf),
        constraints=[LinearConstraint(room.tocsr(), 0, np.inf), LinearConstraint(whole.tocsr(), counts, counts)],
        options={"time_limit": seconds, "mip_rel_gap": 0})
    if result.x is None or result.status != 0:
        return None
    return round(result.fun)


def instances():
    """Groups as (mask of tags, contacts), in the shapes that staff meet and in some that are awkward on purpose."""
    chance = random.Random(7)
    for tags in (3, 4, 5, 6):
        for shape in ("filters", "sparse", "halves", "tails", "tiny", "wide"):
            for contacts, most in ((100, 10), (10, 3)):
                counts = {}
                if shape in ("filters", "halves"):
                    people = chance.randint(3, 12) * contacts
                    filters = []
                    for _ in range(tags):
                        start, step = chance.random() * 0.6, chance.choice((1, 1, 2, 3))
                        filters.append((start, start + 0.2 + chance.random() * 0.5, step))
                    for person in range(people):
                        mask = 0
                        for bit, (start, end, step) in enumerate(filters):
                            hit = (start <= person / people < end and person % step == 0
                                   if shape == "filters" else chance.random() < 0.5)
                            mask |= hit << bit
                        counts[mask] = counts.get(mask, 0) + 1
                else:
                    kinds = {"sparse": 5, "tails": 8, "tiny": 9, "wide": 12}[shape]
                    high = {"sparse": 3.0, "tails": 1.4, "tiny": 0.5, "wide": 1.0}[shape]
                    for _ in range(kinds):
                        counts[chance.randint(1, (1 << tags) - 1)] = chance.randint(1, int(high * contacts))
                counts.pop(0, None)
                yield f"{shape}, {tags} tags", sorted(counts.items()), contacts, most


if __name__ == "__main__":
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30
    for name, groups, contacts, most in instances():
        best = optimum(groups, contacts, most, seconds)
        if best is None:
            print("unsolved", name, contacts, most, file=sys.stderr)
            continue
        repeats = None
        if "--repeats" in sys.argv and max(bin(t).count("1") for t, _ in groups) <= 5:
            repeats = optimum(groups, contacts, most, seconds, covers)
        text = " ".join(f"{tags}:{count}" for tags, count in groups)
        print(f"{name}|{contacts}|{most}|{best}|{repeats}|{text}", flush=True)
