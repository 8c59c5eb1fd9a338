"""Reads Prometheus's text format by Prometheus's own parser, and prints its samples as JSON.

    read_metrics.py URL     or - for standard input
"""

import json
import sys
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

SOURCE = sys.argv[1]
if SOURCE == "-":
    text = sys.stdin.read()
else:
    with urllib.request.urlopen(SOURCE, timeout=10) as response:
        assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        text = response.read().decode()
families = list(text_string_to_metric_families(text))
assert len({family.name for family in families}) == len(families), "each family is whole"
for family in families:
    assert family.documentation and family.type in ("counter", "gauge"), family
samples = [sample for family in families for sample in family.samples]
assert len({(s.name, *sorted(s.labels.items())) for s in samples}) == len(samples), "none twice"
print(json.dumps([{"name": s.name, "labels": s.labels, "value": s.value} for s in samples]))
