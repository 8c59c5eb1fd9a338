#!/usr/bin/env python3
"""Writes the manual, a page a command, from what the program says of itself.

usage: manual.py BUMPWIRE DIRECTORY

The pages are man(7), and the same for the same program: no date stands in them.
"""

import json
import pathlib
import re
import subprocess
import sys


def roff(text):
    """Text for roff(7): words in back-quotes are bold."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"`([^`\n]+)`", r"\\fB\1\\fR", text)
    text = re.sub(r"[^\x00-\x7f]", lambda match: f"\\[u{ord(match[0]):04X}]", text)
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def quoted(text):
    return '"' + roff(text).replace('"', "\\(dq") + '"'


def paragraphs(text):
    """Running text, and examples where every line is indented."""
    for part in text.split("\n\n"):
        lines = part.split("\n")
        if all(line.startswith("  ") for line in lines):
            yield from [".PP", ".RS 4", ".EX"]
            yield from [roff(line[2:]) for line in lines]
            yield from [".EE", ".RE"]
        else:
            yield from [".PP", roff(part)]


def names(argument):
    return ", ".join(
        ("-" if name["kind"] == "short" else "--") + name["name"] for name in argument["names"]
    )


def merged(arguments):
    """`--x` and `--no-x` as one."""
    result = []
    for argument in arguments:
        last = result[-1] if result else {}
        if (
            argument["kind"] == last.get("kind") == "flag"
            and argument["valueName"] == "no-" + last["valueName"]
        ):
            last["names"] = last["names"] + argument["names"]
        else:
            result.append(dict(argument))
    return result


def value(argument):
    return "\\fI" + roff(argument["valueName"]) + "\\fR"


def usage(argument):
    if argument["kind"] == "positional":
        text = value(argument)
    else:
        longs = [name["name"] for name in argument["names"] if name["kind"] == "long"]
        text = "|".join("\\fB" + roff("--" + name) + "\\fR" for name in longs)
        if argument["kind"] == "option":
            text += " " + value(argument)
    if argument["isRepeating"]:
        text += " ..."
    return "[" + text + "]" if argument["isOptional"] else text


def described(argument):
    text = argument.get("abstract", "")
    if argument["kind"] != "positional" and "defaultValue" in argument:
        text += " The default is `" + argument["defaultValue"] + "`."
    return text


class Page:
    def __init__(self, command, version):
        self.command = command
        self.words = command.get("superCommands", []) + [command["commandName"]]
        self.name = "-".join(self.words)
        self.version = version

    def subcommands(self):
        return [
            sub
            for sub in self.command.get("subcommands", [])
            if sub["shouldDisplay"] and sub["commandName"] != "help"
        ]

    def text(self):
        command = self.command
        shown = [argument for argument in command.get("arguments", []) if argument["shouldDisplay"]]
        operands = [argument for argument in shown if argument["kind"] == "positional"]
        options = merged(argument for argument in shown if argument["kind"] != "positional")
        lines = [
            f'.TH {quoted(self.name.upper())} 1 "" {quoted("bumpwire " + self.version)} "Bumpwire"',
            ".nh",
            ".ad l",
            ".SH NAME",
            roff(self.name) + " \\- " + roff(command["abstract"].rstrip(".")),
            ".SH SYNOPSIS",
        ]
        synopsis = ["\\fB" + roff(" ".join(self.words)) + "\\fR"]
        synopsis += [usage(argument) for argument in options + operands]
        if self.subcommands():
            synopsis += ["\\fIcommand\\fR ..."]
        lines += [" ".join(synopsis), ".SH DESCRIPTION", roff(command["abstract"])]
        if "discussion" in command:
            lines += paragraphs(command["discussion"])
        if self.subcommands():
            lines.append(".SH COMMANDS")
            for sub in self.subcommands():
                page = "-".join(self.words + [sub["commandName"]])
                lines += [".TP", f".BR {roff(page)} (1)", roff(sub["abstract"])]
        for title, arguments in (("ARGUMENTS", operands), ("OPTIONS", options)):
            if arguments:
                lines.append(".SH " + title)
            for argument in arguments:
                if argument["kind"] == "positional":
                    head = value(argument)
                else:
                    head = "\\fB" + roff(names(argument)) + "\\fR"
                    if argument["kind"] == "option":
                        head += " " + value(argument)
                lines += [".TP", head, roff(described(argument))]
        if len(self.words) > 1:
            lines += [".SH SEE ALSO", f".BR {roff('-'.join(self.words[:-1]))} (1)"]
        return "\n".join(lines) + "\n"

    def write(self, directory):
        (directory / f"{self.name}.1").write_text(self.text(), encoding="utf-8")
        for sub in self.subcommands():
            Page(sub, self.version).write(directory)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, directory = sys.argv[1], pathlib.Path(sys.argv[2])

    def says(argument):
        return subprocess.run(
            [program, argument], check=True, capture_output=True, encoding="utf-8"
        ).stdout

    description = json.loads(says("--experimental-dump-help"))
    if description["serializationVersion"] != 0:
        sys.exit("error: the program describes itself in another version's words")
    directory.mkdir(parents=True, exist_ok=True)
    Page(description["command"], says("--version").strip()).write(directory)


if __name__ == "__main__":
    main()
