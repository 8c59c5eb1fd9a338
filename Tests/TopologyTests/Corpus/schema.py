"""Says of each topology below a folder, and of each given file, whether the JSON Schema accepts it.

usage: schema.py SCHEMA FOLDER [FILE...]
"""
import json
import pathlib
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """YAML as other tools read it, but keys are words, as in JSON."""


def mapping(loader, node):
    loader.flatten_mapping(node)
    pairs = [(key.value, loader.construct_object(value, deep=True)) for key, value in node.value]
    return dict(pairs)


Loader.add_constructor("tag:yaml.org,2002:map", mapping)


def verdict(validator, path):
    try:
        text = path.read_text()
        # PyYAML refuses the tabs of indented JSON.
        document = json.loads(text) if text.startswith("{") else yaml.load(text, Loader)
    except (yaml.YAMLError, TypeError, ValueError, RecursionError):
        return "no YAML"
    return "accepted" if validator.is_valid(document) else "refused"


schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
folder = pathlib.Path(sys.argv[2])
for path in sorted(folder.glob("**/*.yaml")):
    # Written out, its aliases fill the memory.
    if path.parent.name != "excessive-expansion--billion-laughs":
        print(f"{verdict(validator, path)}: {path.relative_to(folder)}")
for name in sys.argv[3:]:
    print(f"{verdict(validator, pathlib.Path(name))}: {pathlib.Path(name).name}")
