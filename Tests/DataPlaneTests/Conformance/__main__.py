"""Checks one topic's rules: python3 -B Conformance wire|kinds|returns|flows|targets|symmetry|fuzz."""

import importlib
import os
import sys
import traceback

import lab as base


def main(topic):
    importlib.import_module(topic)
    lab = base.Lab()
    only = os.environ.get("BUMPWIRE_RULE", "")
    # Without those of the files whose packets a topic borrows.
    rules = [x for x in base.RULES if x[2].__module__ == topic]
    for text, configuration, function in rules:
        if only not in text:
            continue
        failure = None
        try:
            lab.configure(**configuration)
            function(lab)
        except Exception:
            failure = traceback.format_exc(limit=-4)
        lab.ask("report", rule=text, failure=failure)
    lab.ask("end", rules=len(rules))


if __name__ == "__main__":
    main(*sys.argv[1:])
