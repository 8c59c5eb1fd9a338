"""Reads reports of `bumpwire validate` as CI systems do, and says what is in them as JSON.

usage: reports.py sarif|junit|github FILE
"""
import json
import re
import sys
import xml.etree.ElementTree

import jsonschema

MESSAGE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "message": MESSAGE,
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "properties": {"uri": {"type": "string", "pattern": "^[A-Za-z0-9%._~/:-]+$"}},
                },
                "region": {
                    "type": "object",
                    "required": ["startLine", "startColumn", "endLine", "endColumn"],
                    "additionalProperties": {"type": "integer", "minimum": 1},
                },
            },
        },
    },
}
# What SARIF 2.1.0 requires, and what code scanning needs besides.
SARIF = {
    "type": "object",
    "required": ["version", "runs", "$schema"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id", "shortDescription", "fullDescription", "help"],
                                            "properties": {
                                                "shortDescription": MESSAGE,
                                                "fullDescription": MESSAGE,
                                                "help": MESSAGE,
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["ruleId", "ruleIndex", "level", "message"],
                            "properties": {
                                "level": {"enum": ["error", "warning", "note"]},
                                "message": MESSAGE,
                                "locations": {"type": "array", "items": LOCATION},
                                "relatedLocations": {"type": "array", "items": LOCATION},
                                "codeFlows": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["threadFlows"],
                                        "properties": {
                                            "threadFlows": {
                                                "type": "array",
                                                "minItems": 1,
                                                "items": {
                                                    "type": "object",
                                                    "required": ["locations"],
                                                    "properties": {
                                                        "locations": {
                                                            "type": "array",
                                                            "minItems": 1,
                                                            "items": {
                                                                "type": "object",
                                                                "required": ["location"],
                                                                "properties": {"location": LOCATION},
                                                            },
                                                        }
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def sarif(text):
    log = json.loads(text)
    jsonschema.validate(log, SARIF)
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"], result
    return [
        {
            "id": result["ruleId"],
            "severity": result["level"],
            "line": result["locations"][0]["physicalLocation"]["region"]["startLine"],
            "flows": len(result.get("codeFlows", [])),
            "message": result["message"]["text"],
        }
        for result in run["results"]
    ]


def junit(text):
    root = xml.etree.ElementTree.fromstring(text)
    assert root.tag == "testsuites", root.tag
    found = []
    for suite in root.findall("testsuite"):
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases) > 0
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        for case in cases:
            failure = case.find("failure")
            if failure is not None:
                found.append(
                    {
                        "id": failure.get("type"),
                        "severity": "error",
                        "line": int(case.get("line")),
                        "flows": 0,
                        "message": failure.get("message"),
                    }
                )
    assert int(root.get("failures")) == len(found)
    return found


def github(text):
    """As actions/runner reads workflow commands."""
    unescape = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]
    found = []
    for line in text.split("\n"):
        match = re.match(r"^::(error|warning|notice) ([^:]*)::(.*)$", line)
        if not match:
            assert not line.lstrip("\t").startswith("::"), line
            continue
        properties = dict(part.split("=", 1) for part in match.group(2).split(","))
        message = match.group(3)
        for code, character in unescape:
            properties = {key: value.replace(code, character) for key, value in properties.items()}
        for code, character in unescape[:2] + unescape[4:]:
            message = message.replace(code, character)
        found.append(
            {
                "id": properties["title"],
                "severity": {"notice": "note"}.get(match.group(1), match.group(1)),
                "line": int(properties["line"]),
                "flows": 0,
                "message": message,
                "file": properties["file"],
            }
        )
    return found


with open(sys.argv[2], encoding="utf-8", newline="") as file:
    json.dump({"sarif": sarif, "junit": junit, "github": github}[sys.argv[1]](file.read()), sys.stdout)
